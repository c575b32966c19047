"""The recall scenario: what came in under the recalled number, and what lies where when it is held."""

import pytest
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("met", [True, False])
def test_each_internal_lot_of_the_recalled_one_is_held(met: bool) -> None:
    """All deliveries under the supplier's number are held, each at its plant; no other supplier's is."""
    told = facts(played(make_plan("supplier_recall"), lambda point: met)[1])
    holds = [f for f in told if f.kind == "hold_placed" and f.words["reason"] == "recall"]

    assert {(f.plant, f.subject) for f in holds} == {
        ("EAST", "lot:CELL:C1-{tag}"),
        ("EAST", "lot:CELL:C4-{tag}"),
        ("WEST", "lot:CELL:C5-{tag}"),
    }
    assert {(f.words["supplier"], f.words["supplier_lot"], f.words["reason"]) for f in holds} == {
        ("VOLTIC", "CX-70-{tag}", "recall")
    }
    assert len({f.words["hold"] for f in holds}) == len(holds)


def test_the_pallet_that_waits_leaves_only_where_nobody_blocked_it() -> None:
    """Pack P4 is refused at the dock where WMS knows, and leaves where it does not."""
    plan = make_plan("supplier_recall")
    known, unknown = (facts(played(plan, lambda point, met=met: met)[1]) for met in (True, False))

    assert [f.subject for f in known if f.kind == "refused"] == ["serial:PACK:P4-{tag}"]
    assert [f.words["shipment"] for f in known if f.kind == "shipped"] == [
        f"{name}-{{tag}}" for name in ("S4", "S1", "S2", "S5")
    ]
    assert [f.words["shipment"] for f in unknown if f.kind == "shipped"][4:] == ["S3-{tag}"]


def test_one_pack_had_a_bad_module_once() -> None:
    """P2 took a module of M1 in, gave it out again, and was finished with one of M2."""
    told = facts(played(make_plan("supplier_recall"), lambda point: True)[1])
    (out,) = [f for f in told if f.kind == "removed"]
    installed = [p.item for f in told if f.kind == "consumed" and f.step == out.step for p in f.ins]

    assert (out.subject, out.outs[0].item) == ("serial:PACK:P2-{tag}", "lot:MODULE:M1-{tag}")
    assert installed == ["lot:MODULE:M1-{tag}", "lot:BOARD:D1-{tag}", "lot:MODULE:M2-{tag}"]


def test_what_is_on_its_way_is_handed_over_only_where_nobody_stopped_it() -> None:
    """S4 comes before the recall in any case; S1 and S5 where neither carrier nor customer was told."""
    plan = make_plan("supplier_recall")
    known, unknown = (facts(played(plan, lambda point, met=met: met)[1]) for met in (True, False))
    first = next(n for n, f in enumerate(known) if f.words.get("reason") == "recall")

    assert [f.words["shipment"] for f in known if f.kind == "delivered"] == ["S4-{tag}"]
    assert [f.words["shipment"] for f in known[:first] if f.kind == "delivered"] == ["S4-{tag}"]
    assert [f.words["shipment"] for f in known[:first] if f.kind == "collected"] == [
        f"{name}-{{tag}}" for name in ("S4", "S1", "S2", "S5")
    ]
    assert {f.words["shipment"] for f in unknown if f.kind == "delivered"} == {"S4-{tag}", "S1-{tag}", "S5-{tag}"}


def test_a_lot_is_held_before_and_stays_held() -> None:
    """Q1 lies on C4 before the recall, and is released after it; part of C4 stands in quarantine."""
    told = facts(played(make_plan("supplier_recall"), lambda point: True)[1])
    about = [(f.kind, f.words["hold"]) for f in told if f.subject == "lot:CELL:C4-{tag}" and "hold" in f.words]

    assert [kind for kind, _ in about] == ["hold_placed", "hold_placed", "hold_released"]
    assert about[0][1] == about[2][1] == "Q1-{tag}"
    assert [f.words["to_location"] for f in told if f.kind == "moved"] == ["ANNEX", "QUAR"]


def test_customers_and_service_orders() -> None:
    """Each shipment fulfils an order; service orders on the bad module are open and done, one is on a good pack."""
    told = facts(played(make_plan("supplier_recall"), lambda point: True)[1])
    opened = {f.words["service_order"]: f.subject for f in told if f.kind == "service_opened"}

    assert {f.words["customer_order"] for f in told if f.kind == "shipped"} == {
        f.words["customer_order"] for f in told if f.kind == "ordered"
    }
    assert opened == {
        "SO1-{tag}": "lot:MODULE:M1-{tag}",
        "SO2-{tag}": "serial:PACK:P5-{tag}",
        "SO3-{tag}": "lot:MODULE:M1-{tag}",
    }
    assert [f.words["service_order"] for f in told if f.kind == "service_closed"] == ["SO3-{tag}"]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("supplier_recall")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
