"""GEN: genealogy. What trace answers name, against what truly went into what."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from lotproof.harness.judge.answers import TraceAnswer, traced
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.lineage import Lineage, Summed
from lotproof.harness.judge.places import number
from lotproof.harness.judge.runs import of_the_runs, passed
from lotproof.harness.model import items
from lotproof.harness.model.genealogy import Edge


def backward(row: Row) -> list[TraceAnswer]:
    return [answer for answer in row.case.answers if answer.direction == "backward"]


def forward(row: Row) -> list[TraceAnswer]:
    return [answer for answer in row.case.answers if answer.direction == "forward"]


def called(key: str) -> str:
    """An item in the plant's words."""
    try:
        one = items.parse(key)
    except ValueError:
        return key
    return f"unit {one.id}" if one.kind == "unit" else f"{one.scope} {one.kind} {one.id}"


def listed(keys: Iterable[str]) -> str:
    return ", ".join(called(key) for key in sorted(keys))


def asked(row: Row, answer: TraceAnswer) -> str:
    """Where the answer came from, for a sentence."""
    about = called(answer.start) if answer.kind in ("lot", "serial", "unit") else answer.name
    then = f" as of {answer.question['as_of']}" if "as_of" in answer.question else ""
    return f"The postings about {about}" if answer.posted else f"The trace {answer.direction} from {about}{then}"


def differ(row: Row, answer: TraceAnswer, sentence: str, keys: Iterable[str], *, expected: str, observed: str) -> None:
    """A finding about an answer, with the facts of the items concerned."""
    keys = set(keys)
    facts = [fact for (_, item, _), ids in row.case.lineage.facts.items() if item in keys for fact in ids]
    at = () if answer.posted else (row.teller.at(answer.at, "trace", f"asked {answer.direction} from {answer.name}"),)
    row.find(
        called(answer.start) if answer.kind in ("lot", "serial", "unit") else answer.name,
        sentence,
        expected=expected,
        observed=observed,
        facts=facts[:3],
        moments=at,
        flow="material_issue",
    )


def truth_of(row: Row, answer: TraceAnswer, *, timely: bool, lineage: Lineage | None = None) -> set[str]:
    """The lots that truly went into what was asked about; of a shipment its units too."""
    lineage = lineage or row.case.lineage
    found = lineage.ancestors(answer.start, timely=timely)
    return found | lineage.units_of.get(answer.start, set())


def open_lots(row: Row) -> set[str]:
    """Lots of consumptions that stand, rightly, in the exception queue: they may be named or not."""
    return row.case.open_lots


@judges("GEN-01")
def everything_that_went_in_is_named(row: Row) -> None:
    """
    Judges each answer backward: every lot that went in is reached along its edges.

    Exercised: each answer about something that was made. An answer that cannot be read is a finding. Passes: one step
    per operation run; one step per event.
    """
    excused = open_lots(row)
    for answer in backward(row):
        wanted = truth_of(row, answer, timely=True) - excused
        row.saw(bool(wanted))
        lacking = wanted - answer.backward()
        if lacking:
            sentence = f"{asked(row, answer)} does not name {listed(lacking)}, which went in."
            differ(row, answer, sentence, lacking, expected=f"{len(wanted)} items", observed=f"{len(wanted - lacking)}")
    _unreadable(row)


def _unreadable(row: Row) -> None:
    """Trace questions without an answer that could be read."""
    for observed, at in traced(row.case):
        if observed.problem:
            row.saw()
            about = f"{observed.question.get('kind', '')} {observed.question.get('id', '')}"
            row.find(
                about,
                f"The trace from {about} could not be read: {observed.problem}",
                expected="a graph as in contract.md",
                observed=observed.problem[:200],
                moments=[row.teller.at(at, "trace", f"asked from {about}: {observed.problem[:80]}")],
            )


@judges("GEN-02")
def nothing_else_is_named(row: Row) -> None:
    """
    Judges each answer backward: no lot is named that did not go in.

    Exercised: each answer about something that was made. Passes: as for completeness; an answer that names every input
    of an operation run for each of its outputs, as it tells the run as one.
    """
    excused = open_lots(row)
    for answer in backward(row):
        right = truth_of(row, answer, timely=False) | {answer.start} | excused
        row.saw(bool(right - {answer.start}))
        right |= of_the_runs(row.case.lineage, right) if answer.posted else set()
        beside = _siblings(row, answer) | (row.case.lineage.held_once(answer.start) - answer.backward())
        named = answer.backward() if answer.posted else answer.named | answer.backward()
        wrong = {key for key in named - right if not key.startswith("unit:")} - beside
        if wrong:
            sentence = f"{asked(row, answer)} names {listed(wrong)}, which did not go in."
            differ(row, answer, sentence, wrong, expected="nothing else", observed=listed(wrong))


def _siblings(row: Row, answer: TraceAnswer) -> set[str]:
    """Other outputs of the steps concerned that an answer merely mentions, without an edge that leads there."""
    lineage = row.case.lineage
    concerned = {answer.start} | lineage.ancestors(answer.start, timely=False)
    steps = {step.key: step for lot in concerned for step in lineage.made_in.get(lot, ())}
    outs = {out for step in steps.values() for out in (*step.outs, *step.scrap)}
    return outs - answer.backward()


@judges("GEN-03")
def everything_it_reached_is_named(row: Row) -> None:
    """
    Judges each answer forward from a received lot: orders, lots, units, shipments, customers.

    Exercised: each answer about a lot that was used or packed. Passes: shipment and customer as documents of a shipping
    step; both as documents of one step per unit.
    """
    excused = open_lots(row)
    for answer in forward(row):
        wanted = reached(row.case.lineage, answer.start, timely=True)
        found, steps = answer.forward()
        there = {"item": found, **{kind: answer.documents(steps, kind) for kind in DOCUMENTS}}
        for kind, keys in wanted.items():
            row.saw(bool(keys))
            lacking = {key for key in keys - there[kind] if answer.start not in excused}
            if lacking:
                what = listed(lacking) if kind == "item" else f"{kind} {', '.join(sorted(lacking))}"
                sentence = f"{asked(row, answer)} does not name {what}, which it reached."
                differ(
                    row,
                    answer,
                    sentence,
                    [answer.start],
                    expected=f"{len(keys)} {kind}s",
                    observed=str(len(keys - lacking)),
                )


DOCUMENTS = ("order", "shipment", "customer")


def reached(lineage: Lineage, lot: str, *, timely: bool) -> dict[str, set[str]]:
    """
    Everything that a lot reached, by kind. A unit that it was taken out of again before that left is no must, and where
    the unit went without it is none of it.
    """
    since = lineage.future(lot, timely=timely)
    lots = set(since) - {lot}
    stays = [stay for one in since for stay in lineage.stays.of(one) if stay.since >= since[one]]
    stays += [outer for stay in stays for outer in lineage.stays.around(stay)]
    units = {stay.unit for stay in stays if stay.counts or not timely}
    orders = {order for one in since for order in lineage.orders_with(one, since[one])}
    orders |= {order for one in since for order in lineage.certain_orders(one, since[one]) if timely}
    shipments = {shipment for stay in stays for shipment in stay.shipments}
    customers = {lineage.customers[shipment] for shipment in shipments} - {""}
    return {"item": lots | units, "order": orders, "shipment": shipments, "customer": customers}


@judges("GEN-04")
def nothing_else_is_reached(row: Row) -> None:
    """
    Judges each answer forward: nothing is named that the lot did not reach.

    Exercised: each answer about a lot that was used or packed. Passes: as for completeness; one that also shows the
    other inputs of the steps on the way, with their edges in.
    """
    for answer in forward(row):
        right = reached(row.case.lineage, answer.start, timely=False)
        found, steps = answer.forward()
        row.saw(bool(right["item"]))
        wrong = found - right["item"]
        if wrong:
            sentence = f"{asked(row, answer)} leads to {listed(wrong)}, which it did not reach."
            differ(row, answer, sentence, wrong, expected="nothing else", observed=listed(wrong))
        for kind in ("shipment", "customer"):
            more = answer.documents(steps, kind) - right[kind] - _returned(row, kind)
            if more:
                sentence = f"{asked(row, answer)} names {kind} {', '.join(sorted(more))}, which it did not reach."
                differ(row, answer, sentence, [answer.start], expected="nothing else", observed=", ".join(sorted(more)))


def _returned(row: Row, kind: str) -> set[str]:
    """Customers and shipments of returns, which a step may name too."""
    return {fact.words.get(kind, "") for fact in row.case.evidence.facts if fact.kind == "returned"}


@judges("GEN-05")
def edges_bear_what_passed(row: Row) -> None:
    """
    Judges the net quantity and unit of edges in and out of operations, summed per item and order.

    Exercised: each item and order in an answer. Passes: one edge per event; one edge with the net.
    """
    truth = _truth(row)
    for place, (answer, total, units, edges) in _amounts(row, truth).items():
        side, item, _ = place
        if place not in truth or side == "content":
            continue
        row.saw()
        unit = row.case.terms.units.get(items.parse(item).scope, "")
        low, high, slack = _right(row, truth, answer, place)
        if not low - slack * len(edges) <= total <= high + slack * len(edges) or (unit and units - {unit}) or not units:
            _wrong_amount(row, answer, place, (low, total), (unit, units))


Sums = dict[Summed, tuple[TraceAnswer, Decimal, set[str], list[Edge]]]

Right = tuple[Decimal, Decimal, Decimal]
"""Least, greatest, and how much rounding an edge excuses."""


def _graphs(row: Row) -> list[TraceAnswer]:
    """One answer per graph: postings are one graph, asked about many lots."""
    return list({id(answer.graph): answer for answer in row.case.answers}.values())


def _amounts(row: Row, truth: dict[Summed, Right]) -> Sums:
    """Net sums per side, item and order; the first answer that bears a place speaks for it, wrong ones before right."""
    found: Sums = {}
    for answer in _graphs(row):
        for place, (total, units, edges) in answer.sums().items():
            low, high, _ = _right(row, truth, answer, place) if place in truth else (total, total, 0)
            if place not in found or not low <= total <= high:
                found.setdefault(place, (answer, total, units, edges))
                if not low <= total <= high:
                    found[place] = (answer, total, units, edges)
    return found


def _right(row: Row, truth: dict[Summed, Right], answer: TraceAnswer, place: Summed) -> Right:
    """
    What an answer may say of a place; of what has nothing to do with what it is about it need not tell.
    """
    low, high, slack = truth[place] if place in truth else (Decimal(0),) * 3
    if not answer.posted:
        low = min(low, row.case.partly.least(answer.start, forward=answer.direction == "forward").get(place, low))
    return low, high, slack


def _truth(row: Row) -> dict[Summed, Right]:
    """What is right of every sum; what stands in the exception queue may be in or not."""
    may = {fact for why in ("unknown lot", "after close") for fact in row.case.excused(why)}
    sums: dict[Summed, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for place, steps in passed(row.case.lineage).items():
        sums[place] = [min(low for low, _ in steps), sum((high for _, high in steps), Decimal(0))]
    for unit, contents in row.case.lineage.contents.items():
        for item, quantity in contents.items():
            sums["content", item, unit] = [quantity, quantity]
    for fact in may:
        for portion in row.case.facts[fact].ins:
            sums["in", portion.item, row.case.facts[fact].order][0] -= number(portion.quantity)
    half = row.case.terms.half
    return {place: (low, high, half(items.parse(place[1]).scope)) for place, (low, high) in sums.items()}


def _wrong_amount(
    row: Row,
    answer: TraceAnswer,
    place: Summed,
    amounts: tuple[Decimal, Decimal],
    units: tuple[str, set[str]],
) -> None:
    side, item, where = place
    expected, observed = f"{amounts[0]:f} {units[0]}".strip(), f"{amounts[1]:f} {' '.join(sorted(units[1]))}".strip()
    into = {"in": f"into order {where}", "out": f"out of order {where}", "content": f"into {called(where)}"}[side]
    sentence = (
        f"{asked(row, answer)} says that {observed or 'nothing'} of {called(item)} went {into}; it was {expected}."
    )
    facts = row.case.lineage.facts.get((side, item, where), [])
    row.find(
        f"{called(item)} {into}",
        sentence,
        expected=expected,
        observed=observed,
        facts=facts[:3],
        moments=() if answer.posted else (row.teller.at(answer.at, "trace", f"asked from {answer.name}"),),
    )


@judges("GEN-06")
def siblings_stay_apart(row: Row) -> None:
    """
    Judges lots that came out of one step: each traces to the same parents, none to another.

    Exercised: each answer about such a lot. Passes: an edge out per output; a step per output with the same inputs.
    """
    lineage = row.case.lineage
    for answer in backward(row):
        steps = lineage.made_in.get(answer.start, ())
        siblings = {out for step in steps for out in step.outs} - {answer.start}
        siblings -= lineage.ancestors(answer.start, timely=False)
        if not siblings:
            continue
        row.saw()
        wrong = siblings & answer.backward()
        if wrong:
            sentence = f"{asked(row, answer)} leads to its sibling {listed(wrong)}, which did not go in."
            differ(row, answer, sentence, wrong, expected="its parents", observed=listed(wrong))


@judges("GEN-10")
def contents_of_units_are_right(row: Row) -> None:
    """
    Judges what handling units hold, lots and units that stand in them, net of what was taken out of them again: in WMS,
    and in the trace where one is offered.

    Exercised: each lot and each unit in a unit. Passes: a unit posted whole; a unit posted line by line; what is in it
    alone as edges of content; all that ever went in and came out, as edges that add up.
    """
    row.account("wms.unit.quantity")
    row.account("wms.unit.inside")
    truth = _truth(row)
    for answer in row.case.answers:
        if answer.kind != "unit" or answer.direction != "backward" or answer.posted:
            continue
        sums = answer.sums()
        wanted = {place for place in truth if place[0] == "content" and place[2] == answer.start}
        there = {place for place in sums if place[0] == "content" and place[2] == answer.start}
        row.saw(len(wanted))
        for place in sorted(wanted | there):
            low, _, slack = truth.get(place, (Decimal(0),) * 3)
            total, units, _ = sums.get(place, (Decimal(0), set(), []))
            if abs(total - low) > slack:
                unit = row.case.terms.units.get(items.parse(place[1]).scope, "")
                _wrong_amount(row, answer, place, (low, total), (unit, units))


@judges("GEN-11")
def each_order_has_its_part(row: Row) -> None:
    """
    Judges lots that several orders used in parts: each order's edge in bears its own quantity.

    Exercised: each order of such a lot, where an answer is about the lot. Passes: a step per order; a step per event
    with the order's number.
    """
    truth, lineage = _truth(row), row.case.lineage
    sums = _amounts(row, truth)
    whole = {item: answer for answer in _graphs(row) for item in _told_whole(answer)}
    for item in sorted(lineage.used_in):
        orders = lineage.orders_with(item)
        places = [("in", item, order) for order in sorted(orders)]
        for place in places if len(orders) > 1 else ():
            answer, total, units, edges = sums.get(place, (whole.get(item), Decimal(0), set[str](), []))
            if answer is None:
                continue
            row.saw()
            low, high, slack = _right(row, truth, answer, place)
            if not low - slack * len(edges) <= total <= high + slack * len(edges):
                unit = row.case.terms.units.get(items.parse(item).scope, "")
                _wrong_amount(row, answer, place, (low, total), (unit, units))


def _told_whole(answer: TraceAnswer) -> set[str]:
    """The lots of which an answer tells every use: the one asked forward from; all, where postings speak."""
    if answer.posted:
        return {answer.item(edge) for edge in answer.graph.edges}
    return {answer.start} if answer.direction == "forward" else set()


@judges("GEN-12")
def the_lot_that_was_used_is_named(row: Row) -> None:
    """
    Judges orders of which a planned lot was not used, another in its place: the answer names what was used.

    Exercised: each answer about an output of such an order. Passes: one that names what was consumed; one that shows
    the plan apart from the genealogy.
    """
    lineage, excused = row.case.lineage, open_lots(row)
    for answer in backward(row):
        for step in lineage.made_in.get(answer.start, ()):
            used = set(lineage.live(step))
            unused = _planned(row, step.order) - lineage.ancestors(answer.start, timely=False) - {answer.start}
            if not unused or not used:
                continue
            row.saw()
            reached = answer.backward()
            shown = reached if answer.posted else reached | (answer.named - _siblings(row, answer))
            wrong, lacking = unused & shown, used - reached - excused - {answer.start}
            lacking = {one for one in lacking if step.first_in[one] <= step.last_out[answer.start]}
            if wrong:
                sentence = (
                    f"{asked(row, answer)} names {listed(wrong)}, which was planned for {step.order} but not used."
                )
                differ(row, answer, sentence, wrong, expected=listed(used), observed=listed(wrong))
            elif lacking and _substitutes(row, step.order, lacking):
                sentence = (
                    f"{asked(row, answer)} does not name {listed(lacking)}, which was used in place of another lot."
                )
                differ(row, answer, sentence, lacking, expected=listed(used), observed="not named")


def _planned(row: Row, order: str) -> set[str]:
    """The lots that were approved or dispatched for an order, or asked for in vain."""
    words = row.case.course.orders.get(order, {}).get("approved_lots", "")
    approved = {part.strip() for part in words.split(",") if part.strip().startswith("lot:")}
    facts = [fact for fact in row.case.facts_by_order.get(order, ()) if fact.kind in ("refused", "entered")]
    return approved | {fact.subject for fact in facts if fact.subject.startswith("lot:")}


def _substitutes(row: Row, order: str, lots: set[str]) -> bool:
    """Whether these lots stood in for a refused one: same item as one that was planned and not used."""
    planned = {items.parse(lot).scope for lot in _planned(row, order)}
    return any(items.parse(lot).scope in planned and lot not in _planned(row, order) for lot in lots)


@judges("GEN-19")
def the_balance_closes(row: Row) -> None:
    """
    Judges the mass balance of answers: of each lot no more is used than there was, and each order's inputs and outputs
    differ no more than they truly did, within the published tolerance.

    Exercised: each lot with a known origin, each order with inputs and outputs. Passes: as for quantities.
    """
    percent = number(str(row.case.terms.rules.get("mass_balance_percent", "2")))
    truth = _truth(row)
    sums = _amounts(row, truth)
    for item, quantity in row.case.lineage.received.items():
        truth.setdefault(("out", item, ""), (quantity, quantity, Decimal(0)))
    balances: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
    seen: dict[tuple[str, str], TraceAnswer] = {}
    for place, (answer, total, _, _) in sums.items():
        side, item, order = place
        if side == "content":
            continue
        low, high, _ = _right(row, truth, answer, place)
        told = high if low <= total <= high else total
        for name in (("lot", item), *((("order", order),) if order else ())):
            seen.setdefault(name, answer)
            _add(balances[name], side, name[0], told, high)
    for name, (came, went, truly_came, truly_went) in sorted(balances.items()):
        row.saw(bool(truly_came or truly_went))
        much = max(truly_came, truly_went, Decimal(1))
        off = abs((came - went) - (truly_came - truly_went))
        if off * 100 > much * percent and not _uncertain(row, name):
            _unbalanced(row, seen[name], name, (came, went), (truly_came, truly_went))


def _add(balance: list[Decimal], side: str, kind: str, total: Decimal, truly: Decimal) -> None:
    """A lot comes out of a step and goes into others; an order takes in and gives out."""
    at = 0 if (side == "out") == (kind == "lot") else 1
    balance[at] += total
    balance[at + 2] += truly


def _uncertain(row: Row, name: tuple[str, str]) -> bool:
    facts = [row.case.facts[fact] for why in ("unknown lot", "after close") for fact in row.case.excused(why)]
    return any(name == ("order", fact.order) or name[1] in {p.item for p in fact.ins} for fact in facts)


def _unbalanced(
    row: Row,
    answer: TraceAnswer,
    name: tuple[str, str],
    told: tuple[Decimal, Decimal],
    truly: tuple[Decimal, Decimal],
) -> None:
    about = called(name[1]) if name[0] == "lot" else f"order {name[1]}"
    sentence = (
        f"{asked(row, answer)} has {told[0]:f} in and {told[1]:f} out of {about}; it was {truly[0]:f} and {truly[1]:f}."
    )
    right, there = f"{truly[0]:f} in, {truly[1]:f} out", f"{told[0]:f} in, {told[1]:f} out"
    differ(row, answer, sentence, [name[1]], expected=right, observed=there)
