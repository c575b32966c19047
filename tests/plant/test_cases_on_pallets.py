"""Cases stand on pallets, a pallet in a container; one case changes its pallet."""

import pytest
from lotproof.harness.model.possible import impossible
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_units_go_into_units_and_come_out(size: str, met: bool) -> None:
    """A packing names the cases among its inputs, an unpacking what came off; nothing of it is impossible."""
    plan = make_plan("cases_on_pallets", size=size)
    told = facts(played(plan, lambda point: met)[1])
    pallet = next(f for f in told if f.outs and f.outs[0].item == "unit:HILL:{sscc:1}" and f.kind == "packed")
    (off,) = [f for f in told if f.kind == "unpacked"]

    assert [p.item for p in pallet.ins] == [f"unit:HILL:{{sscc:{n}}}" for n in (11, 12, 13)]
    assert [(p.item, p.role) for p in off.outs] == [("unit:HILL:{sscc:13}", "removed")]
    assert list(impossible(told, plan.enterprise["rules"])) == []


def test_a_container_leaves_with_all_that_stands_in_it() -> None:
    """The shipment names the container, the pallet in it, and the cases on that; not the case that came off."""
    told = facts(played(make_plan("cases_on_pallets"), lambda point: True)[1])
    shipped = {f.words["customer"]: [p.item for p in f.ins] for f in told if f.kind == "shipped"}

    assert shipped["CITYMART"] == [f"unit:HILL:{{sscc:{n}}}" for n in (9, 1, 11, 12)]
    assert shipped["HARBOUR"] == [f"unit:HILL:{{sscc:{n}}}" for n in (2, 13, 14)]


def test_people_enter_what_wms_was_not_told() -> None:
    """Where no packing reached WMS somebody enters the pallet, with the cases on it."""
    happened = played(make_plan("cases_on_pallets"), lambda point: False)[1]
    calls = [one.desk for one in happened if one.desk and one.desk.act == "create_unit"]

    assert [(call.body["sscc"], call.body.get("units")) for call in calls] == [
        ("{sscc:1}", ["{sscc:11}", "{sscc:12}", "{sscc:13}"]),
        ("{sscc:9}", ["{sscc:1}"]),
        ("{sscc:2}", ["{sscc:13}", "{sscc:14}"]),
    ]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("cases_on_pallets", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
