"""Points of patience: what systems write meets them, and a pause lasts as long as its rules say."""

import pytest
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.seams import Condition
from lotproof.harness.plant import Point
from lotproof.harness.plant.points import NEVER, written
from lotproof.harness.play.patience import Patience

from tests.plant.conftest import planned, played


def effect(system: str, entity: str, field: str, **more: str) -> Effect:
    return Effect(posting="p", client="c", system=system, entity=entity, field=field, **{"key": "k", **more})


EFFECTS = {
    "inspection TOMATO/T1": effect("qms", "inspection", "quantity", item="TOMATO", lot="T1-{tag}", delta="400"),
    "work_order K1": effect("mes", "work_order", "order", order="K1-{tag}", value="K1-{tag}"),
    "quantity_of M1": effect("mes", "work_order", "quantity", order="M1-{tag}", value="410"),
    "nonconformance D1": effect("qms", "nonconformance", "exceedance", value="D1-{tag}"),
    "unit 1": effect("wms", "unit", "quantity", key="{sscc:1}", delta="400"),
    "SAUCE/A3 blocked in wms": effect("wms", "lot", "status", item="SAUCE", lot="A3-{tag}", value="blocked"),
    "SAUCE/A3 blocked in mes": effect("mes", "lot", "status", item="SAUCE", lot="A3-{tag}", value="blocked"),
}


def opened(size: str) -> dict[str, Point]:
    """Every point that opens on a day when all goes well, by its name without the row; the first of a name."""
    found: dict[str, Point] = {}

    def outcome(point: Point) -> bool:
        found.setdefault(point.id.partition(": ")[2], point)
        return True

    played(planned(7, size), outcome)
    return found


@pytest.mark.parametrize("name", EFFECTS)
def test_what_a_system_writes_meets_the_point(name: str) -> None:
    """The effect that the integration's posting makes meets the point, and no other effect does."""
    point = opened("full")[name]

    assert [other for other, one in EFFECTS.items() if point.condition.met_by(one)] == [name]


@pytest.mark.parametrize("size", ["full", "sketch"])
def test_a_pause_is_met_by_nothing_and_lasts_as_its_rules_say(size: str) -> None:
    """A pause hangs on no flow; its deadline is that of its rules, in wall time."""
    rules = planned(7, size).enterprise["rules"]
    pause = opened(size)["pause"]

    assert pause.flows == ()
    assert pause.condition == NEVER
    assert pause.deadline_s == rules["completion_grace_s"] + rules["grace_s"]


def test_a_deadline_of_its_own_sets_the_pace() -> None:
    """A span of 30 s of sim time with a deadline of 3 s of wall time passes ten times as fast as the clock."""
    patience = Patience(deadline_s=lambda flow: 99.0, held=lambda flows: False, render=lambda condition: condition)
    patience.follow([Point(id="x", condition=NEVER, span_us=30_000_000, opened_at_us=0, deadline_s=3.0)])

    assert patience.pace(0) == 10.0


@pytest.mark.parametrize(("quantity", "ways"), [("410", {"410", "410.0", "410.000"}), ("0.5", {"0.5"})])
def test_a_number_is_known_in_every_spelling(quantity: str, ways: set[str]) -> None:
    """A system may write zeros behind the point."""
    point = Condition(match={"field": "quantity"}, any_of=written(quantity))

    assert all(point.met_by(effect("mes", "work_order", "quantity", value=way)) for way in ways)
    assert not point.met_by(effect("mes", "work_order", "quantity", value=quantity + "1"))
