"""The night in which an hour comes twice: what lies in which pass, and how it is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.tags import Tag
from lotproof.harness.plan import enterprise, make_plan
from lotproof.harness.play.signals import Stage, signal
from lotproof.harness.suite.told import local_zones

from tests.plant.conftest import facts, played, truth

PLAN = make_plan("dst_night")
EPOCH = PLAN.epoch(datetime(2022, 1, 3, 6, tzinfo=UTC))
ZONE = ZoneInfo("America/Chicago")


def told() -> list[Fact]:
    return facts(played(PLAN, lambda point: True)[1])


def moment(fact: Fact) -> datetime:
    return EPOCH + timedelta(microseconds=fact.at_us)


def of(lot: str, kind: str) -> Fact:
    name = f"lot:{lot.replace('/', ':')}-{{tag}}"
    portions = [(fact, (*fact.ins, *fact.outs)) for fact in told() if fact.kind == kind]
    return next(fact for fact, there in portions if any(one.item == name for one in there))


@pytest.mark.parametrize(
    "earlier, later",
    [
        (("JAM/A1", "produced"), ("JAM/A1", "consumed")),
        (("JAM/A1", "produced"), ("PECTIN/P2", "consumed")),
    ],
)
def test_the_wall_clock_turns_them_round(earlier: tuple[str, str], later: tuple[str, str]) -> None:
    """What happened first has the later time on the wall, and only the offset tells."""
    first, second = moment(of(*earlier)), moment(of(*later))
    assert first < second
    assert first.astimezone(ZONE).replace(tzinfo=None) > second.astimezone(ZONE).replace(tzinfo=None)


def test_a_plant_that_tells_local_time_tells_its_offset() -> None:
    """On the wires of Lakeside each fact bears the plant's own offset of that moment, and it is the same instant."""
    stage = Stage(tag=Tag.of(1), start_us=0, epoch=EPOCH, zones=local_zones(PLAN.enterprise))
    shown = {fact.id: signal(fact, stage, EPOCH) for fact in told() if fact.stream}
    offsets = {shown[fact.id].occurred_at[-6:] for fact in told() if fact.stream}
    assert offsets == {"-05:00", "-06:00"}
    for fact in told():
        if fact.stream:
            assert datetime.fromisoformat(shown[fact.id].occurred_at) == moment(fact).replace(
                microsecond=moment(fact).microsecond // 1000 * 1000
            )


def test_all_others_tell_utc() -> None:
    """Where the enterprise says nothing of local time, a plant tells UTC, wherever it lies."""
    assert not local_zones(enterprise("northfield"))
    assert Stage(tag=Tag.of(1), start_us=0, epoch=EPOCH).at(0, "NORTH") == "2022-11-06T04:00:00.000Z"


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    _, early = played(PLAN, lambda point: True)
    _, late = played(PLAN, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
