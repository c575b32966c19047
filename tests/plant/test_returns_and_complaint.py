"""The scenario of complaints and returns: what customers write, and what comes back with papers and without."""

import pytest
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("met", [True, False])
def test_a_complaint_names_shipment_and_lot_or_serial(met: bool) -> None:
    """Four complaints are written in five notices; each is of goods that had left."""
    told = facts(played(make_plan("returns_and_complaint"), lambda point: met)[1])
    written = [f for f in told if f.kind == "complained"]

    assert [(f.words["complaint"], f.words["shipment"], f.subject) for f in written] == [
        ("C1-{tag}", "S1-{tag}", "serial:KETTLE:K1-{tag}"),
        ("C2-{tag}", "S2-{tag}", "lot:DESCALER:D1-{tag}"),
        ("C3-{tag}", "S3-{tag}", "lot:DESCALER:D1-{tag}"),
        ("C1-{tag}", "S1-{tag}", "serial:KETTLE:K1-{tag}"),
        ("C4-{tag}", "S2-{tag}", "lot:DESCALER:D1-{tag}"),
    ]
    assert {f.system for f in written} == {"portal"}
    assert written[0].id in written[3].causes


def test_goods_without_papers_name_no_shipment() -> None:
    """The first return is linked to its shipment; the second one names customer and lot, and no shipment."""
    happened = played(make_plan("returns_and_complaint"), lambda point: True)[1]
    back = [one for one in happened if one.fact.kind == "returned"]

    assert [one.fact.words.get("shipment") for one in back] == ["S1-{tag}", None]
    assert back[1].desk and back[1].desk.body["shipment"] == ""
    assert [portion.item for portion in back[1].fact.outs] == ["lot:DESCALER:D1-{tag}"]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("returns_and_complaint")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
