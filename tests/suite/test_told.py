"""What an integration is told: valid, from the enterprise alone, and nothing of the test."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import Plan
from lotproof.harness.plan import make_plan
from lotproof.harness.play.virtual import VirtualClock, VirtualLoop, run_virtual
from lotproof.harness.record.segment import read
from lotproof.harness.suite import told
from lotproof.harness.suite.fast import BASE_NS, FastLane, play_one
from lotproof.harness.suite.guests import Guest, escort, guests, reference_file, unclaimed
from lotproof.harness.suite.options import Options

from tests.schemas.validate import mistakes


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("food_hold", seed=None, size="sketch")


def world_of(plan: Plan, guest: Guest) -> dict[str, Any]:
    """The content of `world.json` in the fast lane."""

    async def main(loop: VirtualLoop) -> dict[str, Any]:
        lane = FastLane(plan, (guest,), Options(lane="fast"), VirtualClock(loop, base_ns=BASE_NS))
        await lane.open()
        try:
            return lane._world_of(guest)
        finally:
            await lane.close()

    return run_virtual(main)


@pytest.fixture(scope="module")
def world(plan: Plan) -> dict[str, Any]:
    return world_of(plan, guests(())[0])


def test_it_is_valid(world: dict[str, Any]) -> None:
    """`world.json` is as its published schema says."""
    assert mistakes("world", world) == []


def test_rules_are_the_enterprise_s_own(plan: Plan, world: dict[str, Any]) -> None:
    """`rules` is word for word what the enterprise file says."""
    assert world["rules"] == json.loads(msgspec.json.encode(plan.enterprise["rules"]))


def test_every_stream_of_a_run_is_listed(plan: Plan, world: dict[str, Any]) -> None:
    """Each stream that the plant speaks on in this plan stands in the list."""
    from lotproof.harness.plant import build

    listed = {stream["stream"] for stream in world["streams"]}
    plant, spoken = build(plan), set()
    while plant.peek_us() is not None:
        spoken |= {happening.fact.stream for happening in plant.step() if happening.fact.stream}

    assert spoken and spoken <= listed
    assert {"erp/orders", "qms/holds", "wms/shipments"} <= listed


def test_it_says_nothing_of_the_test(plan: Plan, world: dict[str, Any]) -> None:
    """Neither scenario nor fault nor strike is named in it."""
    text = json.dumps(world)
    names = {plan.scenario, *(strike.fault for strike in plan.trouble), *(strike.name for strike in plan.trouble)}

    assert [name for name in names if name in text] == []


def test_two_seeds_tell_the_same(world: dict[str, Any]) -> None:
    """Another seed gives the same world."""
    other = make_plan("food_hold", seed=99, size="full")

    assert world_of(other, guests(())[0]) == world


def test_the_escort_carries_what_is_left() -> None:
    """Every judged flow is carried by somebody, and none by two."""
    path = reference_file()
    one = msgspec.structs.replace(guests((path,))[0].connector, name="mover", claims=("movement",))
    left = unclaimed([one])
    carried = escort(left).connector

    assert set(left) | {"movement"} == {flow.name for flow in FLOWS.values() if flow.judged}
    assert "movement" not in carried.claims
    assert carried.process.command[-2:] == ("--flows", ",".join(left))


def test_lines_have_their_machines(plan: Plan) -> None:
    """Each machine stands in the line that the enterprise names."""
    assert told.lines_of(plan.enterprise) == {"W1": "L1", "M1": "L1", "P1": "L2", "Z1": "L2"}


def test_every_stream_of_the_systems_is_listed(plan: Plan, world: dict[str, Any], tmp_path: Path) -> None:
    """Each stream on which a system delivers a change in a run stands in the list."""
    options = Options(lane="fast", runs=tmp_path)
    ended = play_one(plan, guests(()), options, lambda progress: None)
    delivered = [entry.body for entry in read(ended.folder.segment("systems")) if entry.kind == "delivered"]
    spoken = {body["stream"] for body in delivered}

    assert spoken and spoken <= {stream["stream"] for stream in world["streams"]}
