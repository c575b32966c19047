"""Pallets that are taken apart and packed anew; the number of one is used again."""

import pytest
from lotproof.harness.model.possible import impossible
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_what_is_taken_out_can_be_packed_again(size: str, met: bool) -> None:
    """Each unpacking names the unit and what came out of it, and the same lots go into another unit, or the same."""
    plan = make_plan("pallet_repack", size=size)
    told = facts(played(plan, lambda point: met)[1])
    part, whole = [f for f in told if f.kind == "unpacked"]
    again = [f for f in told if f.kind == "packed"][-1]

    assert [(p.item, p.role, p.quantity) for p in part.outs] == [("lot:JAROLIVE:J2-{tag}", "removed", "40")]
    assert [(p.item, p.role, p.quantity) for p in whole.outs] == [("lot:JAROLIVE:J1-{tag}", "removed", "100")]
    assert again.outs[0].item == whole.ins[0].item == "unit:PORT:{sscc:1}"
    assert len({f.step for f in told if f.kind in ("packed", "unpacked")}) == 6
    assert list(impossible(told, plan.enterprise["rules"])) == []


def test_a_pallet_is_taken_apart_when_its_goods_are_back() -> None:
    """It left with S1; only after the return do its jars lie in the returns area."""
    told = facts(played(make_plan("pallet_repack"), lambda point: True)[1])
    back = next(f for f in told if f.kind == "returned")
    whole = [f for f in told if f.kind == "unpacked"][-1]

    assert (back.at_us < whole.at_us, whole.outs[0].location) == (True, "RET")


def test_people_enter_what_wms_was_not_told() -> None:
    """Where no unpacking reached WMS somebody enters it: the unit, and what came out."""
    happened = played(make_plan("pallet_repack"), lambda point: False)[1]
    calls = [one.desk for one in happened if one.desk and one.desk.act == "unpack"]

    lines = [[(line["lot"], line["quantity"]) for line in call.body["lines"]] for call in calls]
    assert [call.body["sscc"] for call in calls] == ["{sscc:2}", "{sscc:1}"]
    assert lines == [[("J2-{tag}", "40")], [("J1-{tag}", "100")]]


def test_a_number_that_is_used_again_is_looked_for_with_its_new_goods() -> None:
    """The point of patience after the second packing of U1 is met by J2 alone: WMS knew U1 with J1 before."""
    found = {}
    played(make_plan("pallet_repack"), lambda point: found.setdefault(point.id, point.condition) is not None)
    matches = [one.match for name, one in found.items() if name.endswith("unit 1")]

    assert [match.get("lot") for match in matches] == [None, "J2-{tag}"]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("pallet_repack", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
