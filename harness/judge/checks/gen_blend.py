"""
GEN-07, GEN-15, GEN-17: what is mixed. On purpose in one step, where shares are known; in a tank, where bounds are.

    GEN-15   not so few that some of those left out must be in it; none that cannot, as the tank was empty in between
    GEN-17   none that came only when the draw had long left
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked, backward, called, differ, forward, listed, open_lots
from lotproof.harness.judge.checks.gen_by_products import walked
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.lineage import Lineage, StepTruth
from lotproof.harness.judge.vessels import Drawn, Vessels
from lotproof.harness.model import items
from lotproof.harness.model.genealogy import Edge

SECOND_US = 1_000_000
ZERO = Decimal(0)

Told = dict[str, tuple[Decimal, list[Edge]]]
"""What an answer says of each part: quantity and edges."""


# -- blends -----------------------------------------------------------------------------------------------------------


@judges("GEN-07")
def a_blend_traces_to_its_parts_with_their_shares(row: Row) -> None:
    """
    Judges each answer that leads to a blend: all its parts are told, in the shares in which they were mixed.

    Exercised: each answer about a blended lot, or about what holds some. Passes: one edge per weighing, in kilograms;
    one edge per part with its net; any unit, as long as it is one.
    """
    lineage, blends = row.case.lineage, set(row.case.terms.rules.get("blends", ()))
    for answer in backward(row):
        for lot in sorted(lineage.past(answer.start, timely=True)):
            for step in lineage.made_in.get(lot, ()) if items.parse(lot).scope in blends else ():
                late = _poured_late(step, lot)
                parts = set(lineage.live(step)) - open_lots(row) - late.keys()
                if len(step.outs) == 1 and len(parts) > 1 and not any(late.values()):
                    row.saw()
                    _shares(row, answer, step, lot)


def _poured_late(step: StepTruth, lot: str) -> dict[str, bool]:
    """Parts that were poured in when the last of the blend had left; true where some of it was in before, too."""
    left = max(step.given[lot])
    moments = {part: step.uses(part) for part in step.ins}
    return {part: min(at) <= left for part, at in moments.items() if at and max(at) > left}


def _shares(row: Row, answer: TraceAnswer, step: StepTruth, lot: str) -> None:
    late = _poured_late(step, lot)
    told: Told = {
        place[1]: (total, edges)
        for place, (total, _, edges) in answer.sums().items()
        if place[0] == "in" and place[2] == step.order and place[1] not in late
    }
    parts = {part: quantity for part, quantity in step.ins.items() if quantity > 0 and part not in late}
    lacking = set(parts) - set(told)
    if lacking:
        sentence = f"{asked(row, answer)} does not tell that {listed(lacking)} went into the blend {called(lot)}."
        expected, observed = f"{len(parts)} parts", f"{len(parts) - len(lacking)}"
        differ(row, answer, sentence, lacking, expected=expected, observed=observed)
        return
    edges = [edge for _, some in told.values() for edge in some]
    whole = sum((total for total, _ in told.values()), ZERO)
    if any(edge.quantity is None for edge in edges) or whole <= 0 or len({edge.unit for edge in edges}) > 1:
        sentence = f"{asked(row, answer)} does not tell the shares of the parts of the blend {called(lot)}."
        differ(row, answer, sentence, [lot], expected="a quantity for each part, in one unit", observed="no shares")
        return
    _wrong_shares(row, answer, (lot, whole), parts, {part: total for part, (total, _) in told.items()})


def _wrong_shares(
    row: Row, answer: TraceAnswer, blend: tuple[str, Decimal], parts: dict[str, Decimal], told: dict[str, Decimal]
) -> None:
    lot, whole = blend
    truly = sum(parts.values(), ZERO)
    for part in sorted({*parts, *told}):
        right, said = parts.get(part, ZERO) / truly, told.get(part, ZERO) / whole
        slack = 2 * len(told) * row.case.terms.half(items.parse(part).scope) / min(truly, whole)
        if abs(right - said) > slack:
            sentence = (
                f"{asked(row, answer)} gives {called(part)} a share of {percent(said)} in the blend {called(lot)};"
                f" it was {percent(right)}."
            )
            differ(row, answer, sentence, [part], expected=percent(right), observed=percent(said))


def percent(share: Decimal) -> str:
    return f"{share * 100:.1f} %"


# -- tanks, backward --------------------------------------------------------------------------------------------------


def draughts(lineage: Lineage, start: str) -> Iterator[tuple[StepTruth, frozenset[str]]]:
    """The steps in the past of a thing that drew from tanks, each with its draws until then."""
    for lot, until in lineage.past(start, timely=True).items():
        for step in lineage.made_in.get(lot, ()):
            given = [at for at in step.given[lot] if at <= until]
            drawn = lineage.vessels.taken(step.key, max(given)) if given else frozenset()
            if drawn:
                yield step, drawn


def _told(row: Row) -> Iterator[TraceAnswer]:
    """Answers to trace questions; postings do not say what was in a tank."""
    return (answer for answer in (*backward(row), *forward(row)) if not answer.posted)


@judges("GEN-15")
def tanks_stay_within_their_bounds(row: Row) -> None:
    """
    Judges answers that lead through a tank, both ways. What is left out, taken together, need not be in what was drawn
    (so some of a set can be asked for where none of its lots is); what is named can be.

    Exercised: each draw in an answer's past, each lot in a tank in an answer forward. Passes: one that names all that
    was filled since the tank was last empty; one that keeps bounds, and names only what must be there and as few more
    as make up the rest. In EPCIS events stand for themselves: what an empty tank excludes is left to who reads them.
    """
    for answer in _told(row):
        if answer.direction == "backward":
            _too_few_behind(row, answer)
            _never_there(row, answer)
        else:
            _too_few_ahead(row, answer)
            _never_got_there(row, answer)


@judges("GEN-17")
def what_came_later_is_no_ancestor(row: Row) -> None:
    """
    Judges answers that lead through a tank, both ways: no lot is named for a draw that left before the lot came in.

    Exercised: each draw before a tank's last new lot. Passes: edges that say when, read in time (as the contract says);
    edges without times, of which those that came later are left out.
    """
    for answer in _told(row):
        (_later if answer.direction == "backward" else _earlier)(row, answer)


def _named(answer: TraceAnswer) -> set[str]:
    """What an answer leads to, read in time: an edge that does not say when could have been at any time."""
    reached = answer.backward() if answer.direction == "backward" else answer.forward()[0]
    return (walked(answer) & reached) | {answer.start}


def _too_few_behind(row: Row, answer: TraceAnswer) -> None:
    lineage, vessels = row.case.lineage, row.case.lineage.vessels
    named, excused = _named(answer), open_lots(row)
    for step, drawn in draughts(lineage, answer.start):
        row.saw()
        lacking = set(vessels.lots(drawn)) - named - excused
        bound = vessels.bound(drawn, lacking)
        if lacking and bound.says == "must":
            sentence = (
                f"{asked(row, answer)} names none of {listed(lacking)}, of which order {step.order} must have drawn"
                f" {bound.lo:f} at least from {places(vessels, drawn)}."
            )
            differ(row, answer, sentence, lacking, expected=f"at least {bound.lo:f}", observed="none of them")


def _wrong_behind(row: Row, answer: TraceAnswer) -> dict[str, bool]:
    """Lots in the tanks on the way that are named and cannot be in what was drawn; true for what came only later."""
    lineage, vessels = row.case.lineage, row.case.lineage.vessels
    found = [drawn for _, drawn in draughts(lineage, answer.start)]
    right = set(lineage.past(answer.start, timely=True)) | open_lots(row)
    for lot in {lot for drawn in found for lot in vessels.possible(drawn)}:
        right |= set(lineage.past(lot, timely=True))
    drawn = {draw for some in found for draw in some}
    return _sorted_out(row, _named(answer) & {lot for some in found for lot in vessels.lots(some)} - right, drawn)


def _sorted_out(row: Row, lots: Iterable[str], draws: Iterable[str]) -> dict[str, bool]:
    """
    Lots that cannot be in any of these draws: true where they came only when the last of it had left, false where they
    had been there, or never were. Where the clocks leave it open which was first, nothing is said.
    """
    vessels, found = row.case.lineage.vessels, dict[str, bool]()
    for lot in lots:
        in_time, nearly, ever = (
            any(vessels.came(lot, draw, slack) for draw in draws) for slack in (0, _clock_us(row), float("inf"))
        )
        if in_time or not ever:
            found[lot] = False
        elif not nearly:
            found[lot] = True
    return found


def _clock_us(row: Row) -> int:
    return round(float(row.case.terms.rules.get("clock_bound_s", 0)) * SECOND_US)


def _never_there(row: Row, answer: TraceAnswer) -> None:
    if row.case.evidence.connector.trace.kind == "epcis":
        return
    for lot, later in sorted(_wrong_behind(row, answer).items()):
        if not later:
            sentence = f"{asked(row, answer)} names {called(lot)}, of which nothing can have been in the tank by then."
            differ(row, answer, sentence, [lot], expected="not named", observed="named")


def _later(row: Row, answer: TraceAnswer) -> None:
    vessels = row.case.lineage.vessels
    found = [drawn for _, drawn in draughts(row.case.lineage, answer.start)]
    lots, draws = {lot for drawn in found for lot in vessels.lots(drawn)}, {draw for drawn in found for draw in drawn}
    row.saw(any(_sorted_out(row, lots, draws).values()))
    for lot, later in sorted(_wrong_behind(row, answer).items()):
        if later:
            sentence = f"{asked(row, answer)} names {called(lot)}, which came only when what was drawn had left."
            differ(row, answer, sentence, [lot], expected="not named", observed="named")


# -- tanks, forward ---------------------------------------------------------------------------------------------------


def _shown(row: Row, answer: TraceAnswer, drawn: Drawn) -> bool:
    """
    Whether an answer forward names what came of a draw: something that was made in its step after it, or, where nothing
    was, its order.
    """
    step = row.case.lineage.steps.get(drawn.step)
    if step is None:
        return False
    outs = {out for out, moments in step.given.items() if max(moments) >= drawn.at}
    orders = {own.id for one in answer.graph.steps for own in one.documents if own.kind == "order"}
    return bool(outs & _named(answer)) if outs else step.order in orders


def _too_few_ahead(row: Row, answer: TraceAnswer) -> None:
    vessels = row.case.lineage.vessels
    lots, draws = row.case.lineage.in_tanks(answer.start)
    row.saw(bool(lots) and answer.start not in open_lots(row))
    unseen = [draw for draw, one in draws.items() if not _shown(row, answer, one)]
    bound = vessels.bound(unseen, lots)
    if lots and unseen and bound.says == "must" and answer.start not in open_lots(row):
        able = [draw for draw in unseen if vessels.bound([draw], lots).says != "must_not"]
        steps = sorted({row.case.lineage.steps[draws[draw].step].order for draw in able})
        sentence = (
            f"{asked(row, answer)} leads to none of the orders {', '.join(steps)}, which together must have drawn"
            f" {bound.lo:f} of it at least."
        )
        differ(row, answer, sentence, [answer.start], expected=f"at least {bound.lo:f}", observed="none of them")


def _wrong_ahead(row: Row, answer: TraceAnswer) -> dict[str, bool]:
    """What came of draws that cannot hold the lot, and is named; true where all of them left before it came in."""
    lineage, vessels = row.case.lineage, row.case.lineage.vessels
    lots, draws = row.case.lineage.in_tanks(answer.start)
    if not lots:
        return {}
    right, wrong = set(lineage.future(answer.start, timely=True)), dict[str, bool]()
    for key in dict.fromkeys(one.step for one in draws.values()):
        taken = [draw for draw in vessels.taken(key, float("inf")) if draw in draws]
        outs = set(lineage.steps[key].outs)
        if vessels.bound(taken, lots).says != "must_not":
            right |= {after for out in outs for after in lineage.future(out, timely=False)}
        elif len(before := _sorted_out(row, lots, taken)) == len(lots):
            wrong |= dict.fromkeys(outs, all(before.values()))
    return {item: before for item, before in wrong.items() if item in _named(answer) - right}


def _never_got_there(row: Row, answer: TraceAnswer) -> None:
    if row.case.evidence.connector.trace.kind == "epcis":
        return
    for item, before in sorted(_wrong_ahead(row, answer).items()):
        if not before:
            sentence = f"{asked(row, answer)} leads to {called(item)}, which was drawn when nothing of it was left."
            differ(row, answer, sentence, [answer.start, item], expected="not named", observed="named")


def _earlier(row: Row, answer: TraceAnswer) -> None:
    lots, draws = row.case.lineage.in_tanks(answer.start)
    of_each = [_sorted_out(row, lots, [draw]) for draw in draws] if lots else []
    row.saw(any(len(one) == len(lots) and all(one.values()) for one in of_each))
    for item, before in sorted(_wrong_ahead(row, answer).items()):
        if before:
            sentence = f"{asked(row, answer)} leads to {called(item)}, which had left before it came."
            differ(row, answer, sentence, [answer.start, item], expected="not named", observed="named")


def places(vessels: Vessels, draws: Iterable[str]) -> str:
    """The tanks of these draws, in the plant's words."""
    return ", ".join(sorted({vessels.draws[draw].vessel.partition("/")[2] for draw in draws}))
