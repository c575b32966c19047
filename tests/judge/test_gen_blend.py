"""GEN-07, GEN-15, GEN-17: blends and tanks, told by integrations of different build."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from lotproof.harness.judge.bounds import Mixing
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.judge.vessels import Vessels
from lotproof.harness.model.facts import Fact

from tests.judge import histories
from tests.judge.histories import STYLES, History, at_once, lot, part, tagged, verdict

A, B, C, D = (lot("TOMATO", number) for number in "ABCD")
SILO, SALT = lot("SAUCE", "SILO"), lot("SALT", "S1")
DRAWS = {number: lot("SAUCE", number) for number in "XYZW"}
TANK, DAY_TANK = "TANK1", "TANK2"
DAY_SAUCE = lot("SAUCE", "DAY")
Answer = dict[str, Any]
Step = tuple[str, float, list[tuple[str, int]], list[tuple[str, int]]]


@pytest.fixture(autouse=True)
def plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plant of these histories has a tank, and rules for blends."""
    tank = {"kind": "tank", "mixing": "unknown"}
    places = {"RAW": {"kind": "storage"}, TANK: tank, DAY_TANK: tank}
    monkeypatch.setitem(histories.ENTERPRISE, "plants", {"NORTH": {"locations": places}})
    rules = {**histories.ENTERPRISE["rules"], "blends": ["SAUCE"], "clock_bound_s": 1}
    monkeypatch.setitem(histories.ENTERPRISE, "rules", rules)


def fill(h: History, order: str, number: str, quantity: int) -> None:
    h.consumed(order, "TOMATO", number, quantity)
    h.fact(
        "produced",
        stream="NORTH/M1/produced",
        outs=(part(SILO, "output", quantity, location=TANK),),
        **run(order),
    )


def draw(h: History, order: str, number: str, *quantities: int, content: str = SILO, tank: str = TANK) -> None:
    for quantity in quantities:
        ins = (part(content, "input", quantity, location=tank),)
        h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, **run(order))
    h.produced(order, "SAUCE", number, sum(quantities))


def run(order: str) -> dict[str, str]:
    return {"order": tagged(order), "operation": "10", "step": tagged(order), "equipment": "M1"}


def day(trace: str = "graph") -> History:
    """The worked example: A 60, B 40, X 50, C 30, Y 50, Z 30 (now it is empty), D 40, W 20."""
    h = History(trace=trace)
    for number in "ABCD":
        h.received("TOMATO", number, 100)
    for order in ("FA", "FB", "OX", "FC", "OY", "OZ", "FD", "OW"):
        h.released(order)
    fill(h, "FA", "A", 60)
    fill(h, "FB", "B", 40)
    draw(h, "OX", "X", 50)
    fill(h, "FC", "C", 30)
    draw(h, "OY", "Y", 20, 30)
    draw(h, "OZ", "Z", 30)
    fill(h, "FD", "D", 40)
    draw(h, "OW", "W", 20)
    return h


def graph(h: History, orders: Iterable[str], *, timed: bool = True) -> Answer:
    """An answer that tells these orders as their facts do; without times nobody can say what came first."""
    chosen = [fact for fact in h.facts if fact.step in {tagged(order) for order in orders}]
    edges = [edge for fact in chosen for edge in edges_of(fact, timed=timed)]
    keys = sorted({edge["item"] for edge in edges})
    items = [
        {"key": key, "kind": "lot", "ids": [{"system": "mes", "kind": "lot", "scope": scope, "id": number}]}
        for key in keys
        for _, scope, number in [key.split(":")]
    ]
    steps = [
        {
            "key": step,
            "type": "operation",
            "documents": [{"system": "mes", "kind": "order", "scope": "NORTH", "id": step}],
        }
        for step in sorted({fact.step for fact in chosen})
    ]
    return {"items": items, "steps": steps, "edges": edges}


def edges_of(fact: Fact, *, timed: bool) -> list[Answer]:
    at = datetime(2021, 3, 1, 6, tzinfo=UTC) + timedelta(microseconds=fact.at_us)
    when = {"event_time": at.isoformat()} if timed else {}
    return [
        {
            "item": one.item,
            "step": fact.step,
            "side": side,
            "role": one.role,
            "quantity": one.quantity,
            "unit": one.unit,
            "source": f"{fact.stream}#{fact.seq}",
            **when,
        }
        for side, portions in (("in", fact.ins), ("out", fact.outs))
        for one in portions
    ]


def question(key: str, direction: str = "backward") -> dict[str, str]:
    _, scope, number = key.split(":")
    return {"system": "mes", "kind": "lot", "scope": scope, "id": number, "direction": direction}


def backward(number: str, orders: str, *, timed: bool = True) -> History:
    """One answer, backward from a draw, that tells of these fills (`AB`) beside the draw itself."""
    h = day().carry(at_once)
    fills = [f"F{one}" for one in orders]
    h.answered(question(DRAWS[number]), graph(h, [f"O{number}", *fills], timed=timed))
    return h


def forward(number: str, draws: str, *, timed: bool = True) -> History:
    """One answer, forward from a delivery, that tells of these draws (`XY`) beside the fill itself."""
    h = day().carry(at_once)
    orders = [f"F{number}", *(f"O{one}" for one in draws)]
    h.answered(question(lot("TOMATO", number), "forward"), graph(h, orders, timed=timed))
    return h


def said(h: History, row: str) -> tuple[str, list[str]]:
    found = verdict(h, row)
    return found.outcome, [one.sentence for one in found.findings]


@pytest.mark.parametrize(
    ("number", "fills"), [("X", "A"), ("X", "AB"), ("Y", "ABC"), ("Y", "A"), ("Z", "C"), ("W", "D")]
)
@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("row", ["GEN-01", "GEN-02", "GEN-05", "GEN-15"])
def test_an_answer_within_the_bounds_passes(number: str, fills: str, timed: bool, row: str) -> None:
    """One that names all since the last empty, and one that names no more than is asked for: both are right."""
    assert said(backward(number, fills, timed=timed), row) == ("pass", [])


@pytest.mark.parametrize(
    ("number", "fills", "sentence"),
    [
        ("X", "B", f"names none of TOMATO lot {tagged('A')}, TOMATO lot {tagged('C')}, TOMATO lot {tagged('D')}, of"),
        ("Y", "", f"of which order {tagged('OY')} must have drawn 50 at least from {TANK}"),
        ("Y", "C", f"of which order {tagged('OY')} must have drawn 20 at least from {TANK}"),
        ("W", "AD", f"names TOMATO lot {tagged('A')}, of which nothing can have been in the tank by then"),
    ],
)
def test_an_answer_out_of_bounds_is_found(number: str, fills: str, sentence: str) -> None:
    """Too few: some of a set must be there, though none of its lots must. Too many: the tank was empty in between."""
    outcome, sentences = said(backward(number, fills), "GEN-15")
    assert outcome == "fail"
    assert any(sentence in one for one in sentences)


@pytest.mark.parametrize(("number", "draws"), [("A", "XY"), ("A", "XYZ"), ("B", "Y"), ("C", "YZ"), ("D", "W")])
@pytest.mark.parametrize("row", ["GEN-03", "GEN-04", "GEN-15", "GEN-17"])
def test_forward_within_the_bounds_passes(number: str, draws: str, row: str) -> None:
    """What must have got some is named, and of the rest as much as anybody likes."""
    outcome, sentences = said(forward(number, draws), row)
    assert (outcome in ("pass", "skip"), sentences) == (True, [])


@pytest.mark.parametrize(
    ("number", "draws", "sentence"),
    [
        ("A", "", "which together must have drawn 60 of it at least"),
        ("A", "X", f"orders {tagged('OY')}, {tagged('OZ')}, which together must have drawn 10 of it at least"),
        ("B", "", "which together must have drawn 40 of it at least"),
        ("A", "XW", f"leads to SAUCE lot {tagged('W')}, which was drawn when nothing of it was left"),
    ],
)
def test_forward_out_of_bounds_is_found(number: str, draws: str, sentence: str) -> None:
    """All of a delivery left the tank, so somebody got it; and nobody who drew after the tank was empty."""
    outcome, sentences = said(forward(number, draws), "GEN-15")
    assert outcome == "fail"
    assert any(sentence in one for one in sentences)


def test_who_drew_before_is_not_reached() -> None:
    """Forward from what came in later, a draw before is a finding where nothing says when, and none where times do."""
    outcome, sentences = said(forward("C", "XY", timed=False), "GEN-17")
    assert (outcome, len(sentences)) == ("fail", 1)
    assert f"leads to SAUCE lot {tagged('X')}, which had left before it came" in sentences[0]
    assert said(forward("C", "XY"), "GEN-17") == ("pass", [])


def test_what_came_later_is_no_ancestor() -> None:
    """The whole content is told: without times C is named for X; with them who reads in time sees that it is not."""
    outcome, sentences = said(backward("X", "ABC", timed=False), "GEN-17")
    assert (outcome, len(sentences)) == ("fail", 1)
    assert f"names TOMATO lot {tagged('C')}, which came only when what was drawn had left" in sentences[0]
    assert said(backward("X", "ABC"), "GEN-17") == ("pass", [])
    assert said(backward("X", "ABC", timed=False), "GEN-15") == ("pass", [])


def pumped(timed: bool, fills: str, number: str = "X") -> History:
    """A 60 into the tank, 40 pumped on, B 30 into the tank, 20 drawn as X; then 40 pumped on and 30 drawn as Y."""
    h = History(trace="graph")
    for one in "AB":
        h.received("TOMATO", one, 100)
    for order in ("FA", "TR", "FB", "OX", "TS", "OY"):
        h.released(order)
    fill(h, "FA", "A", 60)
    pump(h, "TR", 40)
    fill(h, "FB", "B", 30)
    draw(h, "OX", "X", 20, content=DAY_SAUCE, tank=DAY_TANK)
    pump(h, "TS", 40)
    draw(h, "OY", "Y", 30, content=DAY_SAUCE, tank=DAY_TANK)
    h.carry(at_once)
    h.answered(
        question(DRAWS[number]), graph(h, [f"O{number}", "TR", "TS", *(f"F{one}" for one in fills)], timed=timed)
    )
    return h


def pump(h: History, order: str, quantity: int) -> None:
    ins = (part(SILO, "input", quantity, location=TANK),)
    h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, **run(order))
    outs = (part(DAY_SAUCE, "output", quantity, location=DAY_TANK),)
    h.fact("produced", stream="NORTH/M1/produced", outs=outs, **run(order))


@pytest.mark.parametrize(("number", "fills"), [("X", "A"), ("Y", "AB"), ("Y", "A")])
@pytest.mark.parametrize("row", ["GEN-01", "GEN-15", "GEN-17"])
def test_through_two_tanks_the_bounds_hold(number: str, fills: str, row: str) -> None:
    """One that names what can be there, and one that names no more than must be."""
    outcome, sentences = said(pumped(False, fills, number), row)
    assert (outcome in ("pass", "skip"), sentences) == (True, [])


def test_what_was_not_pumped_on_by_then_came_later() -> None:
    """B lay in the first tank before X was drawn from the second; it could not have been there."""
    outcome, sentences = said(pumped(False, "AB"), "GEN-17")
    assert (outcome, len(sentences)) == ("fail", 1)
    assert f"names TOMATO lot {tagged('B')}, which came only when what was drawn had left" in sentences[0]
    assert said(pumped(True, "AB"), "GEN-17") == ("pass", [])
    assert said(pumped(False, "AB"), "GEN-15") == ("pass", [])


@pytest.mark.parametrize("row", ["GEN-01", "GEN-15", "GEN-17"])
def test_a_content_that_comes_in_unnamed_later_may_be_named(row: str) -> None:
    """A 60 into the tank, 40 pumped on, 30 more come in of which nobody told; X is drawn of what was pumped."""
    h = History(trace="graph")
    h.received("TOMATO", "A", 100)
    for order in ("FA", "TR", "FU", "OX"):
        h.released(order)
    fill(h, "FA", "A", 60)
    pump(h, "TR", 40)
    h.fact("produced", stream="NORTH/M1/produced", outs=(part(SILO, "output", 30, location=TANK),), **run("FU"))
    draw(h, "OX", "X", 20, content=DAY_SAUCE, tank=DAY_TANK)
    h.carry(at_once).answered(question(DRAWS["X"]), graph(h, ["OX", "TR", "FA"], timed=False))
    outcome, sentences = said(h, row)
    assert (outcome in ("pass", "skip"), sentences) == (True, [])


def of_no_known_origin(*draws: str) -> History:
    """50 come into the tank and nobody told of what they are; then B 40. X 50 is drawn, and Y 20. Forward from B."""
    h = History(trace="graph")
    h.received("TOMATO", "B", 100)
    for order in ("FU", "FB", "OX", "OY"):
        h.released(order)
    outs = (part(SILO, "output", 50, location=TANK),)
    h.fact("produced", stream="NORTH/M1/produced", outs=outs, **run("FU"))
    fill(h, "FB", "B", 40)
    draw(h, "OX", "X", 50)
    draw(h, "OY", "Y", 20)
    h.carry(at_once).answered(question(B, "forward"), graph(h, ["FB", *draws]))
    return h


def test_what_lay_in_the_tank_unnamed_is_not_of_what_came_in_later() -> None:
    """X may be of the unnamed alone; X and Y together must hold 20 of B, whichever of them is named."""
    assert said(of_no_known_origin("OX"), "GEN-15") == ("pass", [])
    assert said(of_no_known_origin("OY"), "GEN-15") == ("pass", [])
    outcome, sentences = said(of_no_known_origin(), "GEN-15")
    assert (outcome, len(sentences)) == ("fail", 1)
    assert "must have drawn 20 of it at least" in sentences[0]


def drawn_twice(*draws: int, said: int | None = None) -> History:
    """
    A 50 into the tank, 30 drawn for X, 20 thrown away: it is empty. B 40 come in, 25 drawn for X again. Forward from B,
    told with these draws; with `said`, the last of them tells so much.
    """
    h = History(trace="graph")
    for number in "AB":
        h.received("TOMATO", number, 100)
    for order in ("FA", "OX", "FB"):
        h.released(order)
    fill(h, "FA", "A", 50)
    taken = [
        h.fact("consumed", stream="NORTH/W1/consumed", ins=(part(SILO, "input", 30, location=TANK),), **run("OX")),
        h.fact("disposed", system="qms", subject=SILO, ins=(part(SILO, "input", 20, location=TANK),)),
    ]
    fill(h, "FB", "B", 40)
    taken[1] = h.fact(
        "consumed", stream="NORTH/W1/consumed", ins=(part(SILO, "input", 25, location=TANK),), **run("OX")
    )
    h.produced("OX", "SAUCE", "X", 55)
    h.carry(at_once)
    answer = graph(h, ["FB", "OX"])
    sources = {f"{fact.stream}#{fact.seq}" for number, fact in enumerate(taken) if number not in draws}
    edges = [edge for edge in answer["edges"] if edge["source"] not in sources]
    if said is not None:
        next(edge for edge in reversed(edges) if edge["side"] == "in" and edge["item"] == SILO)["quantity"] = str(said)
    h.answered(question(B, "forward"), {**answer, "edges": edges})
    return h


@pytest.mark.parametrize("row", ["GEN-03", "GEN-04", "GEN-05", "GEN-11", "GEN-15", "GEN-17", "GEN-19"])
@pytest.mark.parametrize("draws", [(0, 1), (1,)], ids=["order told whole", "draws told that can hold it"])
def test_an_order_that_drew_before_the_lot_came_and_after(draws: tuple[int, ...], row: str) -> None:
    """Whoever tells all that went into the order is right, and whoever tells of the draw after B came alone."""
    outcome, sentences = said(drawn_twice(*draws), row)
    assert (outcome in ("pass", "skip"), sentences) == (True, [])


@pytest.mark.parametrize("wrong", [15, 65])
def test_less_than_the_draw_that_holds_it_is_found(wrong: int) -> None:
    """25 were drawn after B had come: 15 are too few, and 65 more than was ever drawn."""
    outcome, sentences = said(drawn_twice(1, said=wrong), "GEN-05")
    assert (outcome, len(sentences)) == ("fail", 1)
    assert f"says that {wrong} kg of SAUCE lot {tagged('SILO')} went into order {tagged('OX')}" in sentences[0]


@pytest.mark.parametrize("row", ["GEN-01", "GEN-15", "GEN-17"])
def test_a_content_under_a_second_name_is_no_lot(row: str) -> None:
    """A 60 into a stirred tank, and 10 more from the same order under another number of the content; X is of both."""
    histories.ENTERPRISE["plants"]["NORTH"]["locations"][TANK]["mixing"] = "perfect"
    h = History(trace="graph")
    h.received("TOMATO", "A", 100)
    for order in ("FA", "OX"):
        h.released(order)
    fill(h, "FA", "A", 60)
    outs = (part(lot("SAUCE", "SILO2"), "output", 10, location=TANK),)
    h.fact("produced", stream="NORTH/M1/produced", outs=outs, **run("FA"))
    draw(h, "OX", "X", 50)
    h.carry(at_once).answered(question(DRAWS["X"]), graph(h, ["OX", "FA"]))
    outcome, sentences = said(h, row)
    assert (outcome in ("pass", "skip"), sentences) == (True, [])


@pytest.mark.parametrize(("fills", "outcomes"), [([], ["pass", "pass"]), (["FA"], ["pass", "fail"])])
def test_what_came_in_unnamed_after_the_tank_was_empty_hides_nothing(fills: list[str], outcomes: list[str]) -> None:
    """A 60 is all drawn; then 40 come in of which nobody told what they are: X, drawn of those, is not of A."""
    h = History(trace="graph")
    h.received("TOMATO", "A", 60)
    for order in ("FA", "OW", "FU", "OX"):
        h.released(order)
    fill(h, "FA", "A", 60)
    draw(h, "OW", "W", 60)
    h.fact("produced", stream="NORTH/M1/produced", outs=(part(SILO, "output", 40, location=TANK),), **run("FU"))
    draw(h, "OX", "X", 20)
    h.carry(at_once).answered(question(DRAWS["X"]), graph(h, ["OX", "FU", *fills], timed=False))
    assert [verdict(h, row).outcome for row in ("GEN-01", "GEN-15")] == outcomes


@pytest.mark.parametrize(("orders", "right"), [(["FA", "OX"], "pass"), (["FA"], "fail")])
def test_what_was_made_before_the_draw_is_not_of_it(orders: list[str], right: str) -> None:
    """X came out before its order drew: forward from what was drawn leads to the order, and to nothing that it made."""
    h = History(trace="graph")
    h.received("TOMATO", "A", 60)
    for order in ("FA", "OX"):
        h.released(order)
    fill(h, "FA", "A", 60)
    h.produced("OX", "SAUCE", "X", 50)
    ins = (part(SILO, "input", 60, location=TANK),)
    h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, **run("OX"))
    h.carry(at_once)
    told = graph(h, orders)
    told["edges"] = [edge for edge in told["edges"] if edge["item"] != DRAWS["X"]]
    h.answered(question(A, "forward"), told)
    assert verdict(h, "GEN-15").outcome == right


@pytest.mark.parametrize("row", ["GEN-15", "GEN-17"])
def test_without_a_tank_and_without_a_trace_nothing_is_exercised(row: str) -> None:
    """Postings do not say what was in a tank; a plant without one has nothing to be judged."""
    h = History(trace="graph")
    h.received("TOMATO", "A", 60)
    h.consumed("M1", "TOMATO", "A", 60)
    h.produced("M1", "SAUCE", "X", 60)
    h.carry(at_once).answered(question(DRAWS["X"]), graph(h, ["M1"]))
    assert verdict(h, row).outcome == "skip"
    assert verdict(day("none").carry(at_once), row).outcome in ("skip", "omit")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["GEN-01", "GEN-02", "FLOW-05", "FLOW-06"])
def test_postings_through_a_tank_pass(row: str, style: Any) -> None:
    """Fills and draws are booked under the number of the delivery and of the content; postings are right as ever."""
    assert said(day("none").carry(style), row) == ("pass", [])


# -- blends -----------------------------------------------------------------------------------------------------------


def blended(trace: str = "graph") -> History:
    """X is mixed of 30 A, 15 B (in two weighings) and 5 salt."""
    h = History(trace=trace)
    h.received("TOMATO", "A", 100)
    h.received("TOMATO", "B", 100)
    h.received("SALT", "S1", 10)
    h.released("BL")
    h.consumed("BL", "TOMATO", "A", 30)
    h.consumed("BL", "TOMATO", "B", 10)
    h.consumed("BL", "TOMATO", "B", 5)
    h.consumed("BL", "SALT", "S1", 5)
    h.produced("BL", "SAUCE", "X", 50)
    return h.carry(at_once)


def mixed(*parts: tuple[str, str | None], unit: str = "kg") -> History:
    """An answer about the blend with these parts."""
    return telling(blended(), *parts, unit=unit)


def telling(h: History, *parts: tuple[str, str | None], unit: str = "kg") -> History:
    """The same history with an answer about X that has these parts."""
    told = graph(h, ["BL"])
    outs = [edge for edge in told["edges"] if edge["side"] == "out"]
    model = next(edge for edge in told["edges"] if edge["side"] == "in")
    ins = [{**model, "item": key, "quantity": quantity, "unit": unit} for key, quantity in parts]
    h.answered(question(DRAWS["X"]), {**told, "edges": [*ins, *outs]})
    return h


@pytest.mark.parametrize(
    ("parts", "right"),
    [
        ([(A, "30"), (B, "10")], "pass"),
        ([(A, "30"), (B, "10"), (SALT, "5")], "pass"),
        ([(A, "30"), (SALT, "5")], "fail"),
        ([(A, "20"), (B, "20"), (SALT, "5")], "fail"),
    ],
)
def test_what_is_poured_in_after_the_blend_has_left_is_no_part_of_it(parts: list[tuple[str, str]], right: str) -> None:
    """The salt came when X was out: told or not, the shares of the others are judged."""
    h = History(trace="graph")
    for item, number in (("TOMATO", "A"), ("TOMATO", "B"), ("SALT", "S1")):
        h.received(item, number, 100)
    h.released("BL")
    h.consumed("BL", "TOMATO", "A", 30)
    h.consumed("BL", "TOMATO", "B", 10)
    h.produced("BL", "SAUCE", "X", 40)
    h.consumed("BL", "SALT", "S1", 5)
    assert verdict(telling(h.carry(at_once), *parts), "GEN-07").outcome == right


RIGHT = {
    "each weighing": [(A, "30"), (B, "10"), (B, "5"), (SALT, "5")],
    "each part": [(A, "30"), (B, "15"), (SALT, "5")],
}


@pytest.mark.parametrize("told", RIGHT)
@pytest.mark.parametrize("row", ["GEN-01", "GEN-05", "GEN-07"])
def test_shares_pass_by_weighing_and_by_part(told: str, row: str) -> None:
    """One edge per weighing, and one per part with its net: the shares are the same."""
    assert said(mixed(*RIGHT[told]), row) == ("pass", [])


def test_shares_have_no_unit() -> None:
    """Told in grams, the quantities are wrong (GEN-05) and the shares are right."""
    h = mixed((A, "30000"), (B, "15000"), (SALT, "5000"), unit="g")
    assert said(h, "GEN-07") == ("pass", [])
    assert verdict(h, "GEN-05").outcome == "fail"


def test_postings_tell_shares_too() -> None:
    """What MES was told of the blend says how much of each part went in."""
    assert said(blended("none"), "GEN-07") == ("pass", [])


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([(A, "30"), (B, "15")], f"does not tell that SALT lot {tagged('S1')} went into the blend"),
        ([(A, None), (B, None), (SALT, None)], "does not tell the shares"),
        ([(A, "20"), (B, "20"), (SALT, "10")], f"gives TOMATO lot {tagged('A')} a share of 40.0 % in the blend"),
    ],
)
def test_lacking_parts_and_wrong_shares_are_found(parts: Any, sentence: str) -> None:
    """A part that is left out, quantities that are left out, and shares that are not those of the scales."""
    outcome, sentences = said(mixed(*parts), "GEN-07")
    assert outcome == "fail"
    assert any(sentence in one for one in sentences)


def test_what_is_no_blend_is_not_exercised() -> None:
    """A step with one part is no blend."""
    h = History()
    h.received("TOMATO", "A", 60)
    h.consumed("M1", "TOMATO", "A", 60)
    h.produced("M1", "SAUCE", "X", 60)
    assert verdict(h.carry(at_once), "GEN-07").outcome == "skip"


# -- tanks as the facts tell of them ----------------------------------------------------------------------------------


def vessels(h: History, **mixing: Any) -> Vessels:
    return Vessels(h.facts, {f"NORTH/{TANK}": Mixing(**mixing)})


def bound(found: Vessels, order: str, *lots: str) -> tuple[Decimal, Decimal]:
    one = found.bound(found.taken(tagged(order), float("inf")), lots)
    return one.lo, one.hi


def test_the_declared_mixing_decides() -> None:
    """The same fills and draws, stirred and as a pipe: the bounds are those of the worked example."""
    assert bound(vessels(day()), "OY", A, B) == (20, 50)
    assert bound(vessels(day(), kind="perfect"), "OY", A) == (Decimal("18.75"), Decimal("18.75"))
    assert bound(vessels(day(), kind="fifo"), "OY", B) == (40, 40)


def test_a_draw_that_was_taken_back_is_none() -> None:
    """Only what holds counts: without its second part nothing of A or B has to be in Y."""
    h = day()
    wrong = next(one for one in h.facts if one.order == tagged("OY") and one.ins and one.ins[0].quantity == "30")
    h.fact("reversed", stream="NORTH/W1/reversed", ins=wrong.ins, causes=(wrong.id,), **run("OY"))
    assert bound(vessels(h), "OY", A, B) == (0, 20)


def test_tanks_that_feed_tanks_are_one_history() -> None:
    """What goes over into a second tank takes its bounds along."""
    h = History()
    fill(h, "FA", "A", 10)
    fill(h, "FB", "B", 10)
    h.fact("consumed", stream="NORTH/W1/consumed", ins=(part(SILO, "input", 15, location=TANK),), **run("TR"))
    other = lot("SAUCE", "TWO")
    outs = (part(other, "output", 15, location="TANK2"),)
    h.fact("produced", stream="NORTH/M1/produced", outs=outs, **run("TR"))
    ins = (part(other, "input", 15, location="TANK2"),)
    h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, **run("OX"))
    h.produced("OX", "SAUCE", "X", 15)
    places = {f"NORTH/{TANK}": Mixing(), "NORTH/TANK2": Mixing()}
    assert bound(Vessels(h.facts, places), "OX", A) == (5, 10)
    assert {A, B} <= Lineage(h.facts, places).ancestors(DRAWS["X"], timely=True)
