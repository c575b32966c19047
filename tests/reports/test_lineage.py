"""What was made of what, who is held, and how it is drawn."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.record.folder import RunFolder
from lotproof.reports.evidence import Names, gather
from lotproof.reports.layout import acyclic, layered, places
from lotproof.reports.lineage import Lineage, Link, Node, lineage, reach
from lotproof.reports.pictures import NODES_MAX, picture
from lotproof.reports.view import view

from tests.reports.story import portion

NAMES = Names(items={}, spelt={}, customers={})


def drawn(*facts: Fact) -> Lineage:
    return lineage(facts, NAMES, title="t")


def fact(kind: str, number: int = 1, **words: object) -> Fact:
    return Fact(id=f"f{number}", kind=kind, at_us=number, plant="NORTH", **words)  # type: ignore[arg-type]


def chain(*keys: str) -> Lineage:
    nodes = tuple(Node(key=key, kind="lot", label=key) for key in dict.fromkeys(keys))
    return Lineage(title="t", nodes=nodes, links=tuple(Link(source=a, target=b) for a, b in pairwise(keys)))


def by_label(told: RunFolder) -> dict[str, Node]:
    return {node.label: node for node in view(told).genealogy.nodes}


def test_a_held_lot_taints_what_was_made_of_it_and_nothing_else(told: RunFolder) -> None:
    """The held batch is held; its order, jars, pallet and shipment are tainted; the other pallets are not."""
    nodes = by_label(told)

    assert nodes["A3-K7Q2"].status == "held"
    assert {label for label, node in nodes.items() if node.status == "tainted"} == {
        "K2-K7Q2",
        "J3-K7Q2",
        "S2-K7Q2",
        next(node.label for node in nodes.values() if node.kind == "unit" and node.status == "tainted"),
    }
    assert nodes["S1-K7Q2"].status == ""


def test_partial_quantities_add_up_on_one_line() -> None:
    """Two consumptions of one lot by one order are one line with their sum."""
    ins = (portion("lot:TOMATO:T1", "input", "150.50"),)
    (link,) = drawn(fact("consumed", 1, order="M1", ins=ins), fact("consumed", 2, order="M1", ins=ins)).links

    assert link.label == "301 kg"


def test_a_reversed_consumption_leaves_no_line() -> None:
    """What was consumed and reversed in full is net gone."""
    ins = (portion("lot:TOMATO:T1", "input", "5"),)

    assert drawn(fact("consumed", 1, order="M1", ins=ins), fact("reversed", 2, order="M1", ins=ins)).links == ()


def test_what_went_in_later_is_no_ancestor() -> None:
    """A lot that an order used only after it had made something is no part of that."""
    early, late = (portion(f"lot:TOMATO:T{n}", "input", "5") for n in (1, 2))
    made = portion("lot:SAUCE:A1", "output", "9")
    whole = drawn(
        fact("consumed", 1, order="M1", ins=(early,)),
        fact("produced", 2, order="M1", outs=(made,)),
        fact("consumed", 3, order="M1", ins=(late,)),
    )

    assert reach({made.item}, whole.links, backward=True) == {made.item, "order:M1", early.item}
    assert reach({late.item}, whole.links) == {late.item, "order:M1"}


def test_a_lot_that_nobody_received_is_told(told: RunFolder) -> None:
    """A mistyped lot is drawn as one that was neither received nor made; a received one is not."""
    typed = portion("lot:TOMATO:T9", "input", "5")
    nodes = {node.key: node for node in drawn(fact("consumed", 1, order="M1", ins=(typed,))).nodes}

    assert nodes[typed.item].status == "unborn"
    assert by_label(told)["T1-K7Q2"].status == ""


def test_a_lifted_hold_is_told_and_a_second_one_stands() -> None:
    """Of two holds on a lot the second stays; when both are lifted the lot was held once."""
    lot = "lot:SAUCE:A2"
    holds = [fact("hold_placed", n, subject=lot, words={"hold": f"H{n}"}) for n in (1, 2)]
    lifts = [fact("hold_released", n + 2, subject=lot, words={"hold": f"H{n}"}) for n in (1, 2)]

    assert [drawn(*holds, *lifts[:n]).nodes[0].status for n in (0, 1, 2)] == ["held", "held", "released"]


def test_a_unit_holds_and_is_not_made() -> None:
    """Packing joins a lot to its unit directly, without the order in between."""
    ins, outs = (portion("lot:JAR:J1", "content", "4", "EA"),), (portion("unit:NORTH:1", "content", "1", "EA"),)
    (link,) = drawn(fact("packed", order="K1", ins=ins, outs=outs)).links

    assert (link.source, link.target, link.label) == ("lot:JAR:J1", "unit:NORTH:1", "4 EA")


def test_an_answer_is_laid_over_the_truth(told: RunFolder) -> None:
    """A finding that rests on an answer shows what the answer leaves out and what it adds."""
    (row,) = [row for row in view(told).findings if row.finding.requirement == "GEN-01"]
    marks = {node.label: node.mark for node in row.pictures[0].nodes}

    assert {label for label, mark in marks.items() if mark == "missing"} == {"T2-K7Q2", "B1-K7Q2"}
    assert {label for label, mark in marks.items() if mark == "extra"} == {"T9-K7Q2"}
    assert marks["J1-K7Q2"] == "asked"


def test_a_spelling_of_erp_is_the_same_lot() -> None:
    """ERP's padded number and the plant's code name one item."""
    names = Names(items={}, spelt={"100001": "TOMATO"}, customers={})

    assert names.code("000000000000100001") == names.code("100001") == names.code("TOMATO") == "TOMATO"


def test_layers_run_from_left_to_right() -> None:
    """Each box stands right of all that lead to it, as far as its longest way in."""
    ways = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]

    assert layered(list("abcd"), ways) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_a_loop_is_drawn_without_the_way_that_closes_it() -> None:
    """Rework leads back; the drawing leaves that line out and ends."""
    assert acyclic(list("abc"), [("a", "b"), ("b", "c"), ("c", "a")]) == [("a", "b"), ("b", "c")]


def test_every_box_has_a_place_of_its_own(told: RunFolder) -> None:
    """No two boxes of a column share a row, and every node is placed."""
    whole = view(told).genealogy
    laid = places(whole)
    rows = laid.rows()

    for column in laid.columns:
        assert len({rows[key] for key in column}) == len(column)
    assert {node.key for node in whole.nodes} <= rows.keys()


def test_the_drawing_is_xml_with_a_title(told: RunFolder) -> None:
    """The SVG parses, says what it shows, and draws a box for each node."""
    whole = view(told).genealogy
    svg = ET.fromstring(picture(whole))
    space = "{http://www.w3.org/2000/svg}"
    title = svg.find(f"{space}title")

    assert title is not None and "lot A3-K7Q2: HELD" in (title.text or "")
    assert len(svg.findall(f"{space}g")) == len(whole.nodes)


def test_hostile_labels_stay_text_in_a_drawing() -> None:
    """A lot number that looks like markup, or hides a control character, is drawn as text."""
    evil = "</text><script>x()</script>\x1b\u202e"
    nodes = (Node(key="a", kind="lot", label=evil, note=evil), Node(key="b", kind='"><x', label="b"))
    svg = picture(Lineage(title=evil, nodes=nodes, links=(Link(source="a", target="b", label=evil),)))

    assert "<script" not in svg and "\x1b" not in svg and "\u202e" not in svg
    assert ET.fromstring(svg) is not None


@pytest.mark.parametrize("keys", [(), tuple(f"n{n}" for n in range(NODES_MAX + 1))], ids=["none", "too many"])
def test_what_cannot_be_shown_is_not_drawn(keys: tuple[str, ...]) -> None:
    """Nothing, or more than a page can hold, gives no drawing."""
    assert picture(chain(*keys)) == ""


def test_truth_is_rendered_with_the_runs_tag(told: RunFolder) -> None:
    """Facts of truth bear the run's tag when they are told."""
    assert all("{tag}" not in fact.order for fact in gather(told).facts)
