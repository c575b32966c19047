"""Drawn schedules keep within what the faults say of themselves; a caught one is played again from a file."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lotproof.harness.faults.kinds import kinds
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Anchor
from lotproof.harness.plan import make_plan
from lotproof.harness.plan.make import page_of
from lotproof.harness.suite.chase import course, smooth
from lotproof.harness.suite.schedules import Ground, Schedule, schedules
from lotproof.harness.suite.smallest import anchor, named, places, pruned, scenario_of, write

from tests.hunt.playing import SCENARIO, sketch, strike

FACTS = smooth(course(SCENARIO, None, "sketch"))
GROUND = Ground(
    facts={"decided": 3, "consumed": 12, "order_released": 5},
    shown={"consumed": 12},
    calls={"erp.goods_movements": 30, "mes.changes": 9},
    posts={"erp": ("goods_movements", "lot_status"), "mes": ("work_orders",)},
)


def test_every_fault_says_how_far_it_may_go() -> None:
    """A new fault is drawn too, or says by leaving `allowed` away that it never is; what it allows are its settings."""
    for name, kind in kinds().items():
        assert kind.allowed, name
        assert kind.allowed.settings.keys() <= kind.settings.keys(), name


@given(schedules(GROUND))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_drawn_is_allowed(schedule: Schedule) -> None:
    """Every strike of any schedule has a bound, an anchor that exists, a target that it can hit, and its own name."""
    assert len({one.name for one in schedule.strikes}) == len(schedule.strikes)
    for one in schedule.strikes:
        kind = kinds()[one.fault]
        assert kind.allowed
        assert 0 < one.upper_s <= kind.allowed.upper_s
        assert kind.allowed.attempts[0] <= one.attempts <= kind.allowed.attempts[1]
        assert one.settings.keys() <= kind.settings.keys()
        assert kind.where not in ("http", "webhook") or one.target in GROUND.posts
        counted = GROUND.calls if one.at.call else GROUND.facts
        assert 1 <= one.at.nth <= counted[one.at.call or one.at.fact]


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.stream][::3], ids=lambda fact: fact.id)
def test_an_anchor_is_named_by_what_its_fact_is_about(fact: Fact) -> None:
    """The named anchor is at the same fact, and never counts further than the drawn one."""
    nth = [one.id for one in FACTS if one.kind == fact.kind].index(fact.id) + 1
    there = anchor(Anchor(fact=fact.kind, nth=nth), FACTS)
    fitting = [one.id for one in FACTS if one.kind == there.fact and there.fits(one)]

    assert fitting[there.nth - 1] == fact.id
    assert there.nth <= nth


@pytest.mark.parametrize("size", ["full", "sketch"])
def test_a_saved_schedule_is_the_same_plan(size: str, tmp_path: Path) -> None:
    """The file gives, at either size, the course and the trouble that were caught."""
    schedule = Schedule(
        seed=42,
        strikes=(
            strike("mqtt_cut", "produced", 2, attempts=2, upper_s=0.7, settings={"where": "inside"}),
            strike("http_outage", "erp.order_status", 3, "erp", upper_s=1.5, settings={"status": "503"}),
        ),
    )
    value = scenario_of(page_of(SCENARIO).value, schedule, "sketch", ("FLOW-05",))
    plan = make_plan(write(tmp_path / "found.yaml", value, ["what\nwas found"]), size=size)

    assert plan.trouble == schedule.strikes
    assert (plan.seed, plan.requires) == (42, ("FLOW-05",))
    assert smooth(plan) == smooth(sketch(42))


def test_what_is_not_needed_is_left_out() -> None:
    """Of a scenario that shows something by two of its acts, those two are left."""
    said = page_of(SCENARIO).value
    value = scenario_of(said, Schedule(seed=1), "sketch", ())

    def shows(smaller: dict[str, object]) -> bool:
        text = str(smaller)
        return "'MV2'" in text and "'HJ3'" in text

    assert [strand for strand, _ in places(pruned(value, shows))] == ["receiving", "quality"]


def test_a_named_schedule_keeps_its_strikes() -> None:
    """Only anchors at facts are told otherwise; those at calls stay."""
    schedule = Schedule(
        seed=1, strikes=(strike("http_locked", "mes.changes", 4, "mes"), strike("mqtt_cut", "consumed", 9))
    )
    again = named(schedule, FACTS)

    assert [one.fault for one in again.strikes] == ["http_locked", "mqtt_cut"]
    assert again.strikes[0] == schedule.strikes[0]
    assert again.strikes[1].at.nth < 9
