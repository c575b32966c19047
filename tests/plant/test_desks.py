"""People alone can get through the day: every desk call is understood by the systems that it is entered at."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.model.seams import Condition, DeskAnswer
from lotproof.harness.model.tags import Tag
from lotproof.harness.plant import Happening, build
from lotproof.harness.play.patience import Patience
from lotproof.harness.play.signals import Stage
from lotproof.mocks.kit.config import ClientConfig, HostConfig, RunStart
from lotproof.mocks.local import LocalSystems

from tests.plant.conftest import planned

START_US = 1_700_000_000_000_000
STAGE = Stage(tag=Tag.of(77), start_us=START_US, epoch=datetime(2024, 3, 1, 6, tzinfo=UTC))


def rendered(condition: Condition) -> Condition:
    return msgspec.convert(STAGE.render(msgspec.to_builtins(condition)), Condition)


class PeopleOnly:
    """A day that nobody but people bring forward."""

    def __init__(self, size: str) -> None:
        plan = planned(7, size)
        self.world = build(plan)
        people = {"person": ClientConfig(secret="-", role="person")}
        self.systems = LocalSystems(HostConfig(enterprise=plan.enterprise, clients=people))
        self.patience = Patience(deadline_s=lambda flow: 5.0, held=lambda flows: False, render=rendered)
        self.answers: list[tuple[Happening, DeskAnswer]] = []

    async def live(self, segment: Path) -> None:
        await self.systems.open()
        self.systems.on_effect = lambda effect: self.patience.on_effect(effect) and None
        await self.systems.begin(RunStart(run="r", segment=str(segment), start_us=START_US, tag=STAGE.tag.text))
        while self.world.peek_us() is not None:
            for happening in self.world.step():
                await self.enter(happening)
            self.patience.follow(self.world.points.values())
        await self.systems.end()
        await self.systems.close()

    async def enter(self, happening: Happening) -> None:
        if happening.desk:
            at = STAGE.at(happening.fact.at_us)
            body = {name: at if value == "{at}" else value for name, value in happening.desk.body.items()}
            call = msgspec.structs.replace(happening.desk, body=STAGE.render(body), fact=happening.fact.id)
            self.answers.append((happening, await self.systems.desk(call)))


@pytest.mark.parametrize("size", ["full", "sketch"])
async def test_people_alone_get_through_the_day(size: str, tmp_path: Path) -> None:
    """With no integration at all every call of a desk is done, and so a bad pallet ships."""
    day = PeopleOnly(size)
    await day.live(tmp_path / "systems.jsonl")

    assert [(one.fact.id, one.desk.act, answer.body) for one, answer in day.answers if not answer.done] == []
    assert not day.world.unfinished
    assert [one.fact for one, _ in day.answers if one.fact.words.get("shipment") == "S5-{tag}"]
