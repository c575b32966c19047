"""EXC: exceptions. What a person must know is raised, in time, as what it is; nothing else stays open."""

from collections.abc import Iterator
from decimal import Decimal

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import SECOND_NS, Blow
from lotproof.harness.judge.origins import raised_about, without_origin
from lotproof.harness.judge.places import number
from lotproof.harness.judge.queue import Raised
from lotproof.harness.judge.recall import reached, recalls
from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact

TICK_NS = SECOND_NS // 4
"""How much two clocks and a rounded time may differ."""


def lacking(case: Case) -> Iterator[tuple[Fact, list[str]]]:
    """
    Completed orders of which a lot-managed component had no consumed lot when the grace time was over.

    Only what came, or was to be seen, by then counts, net of what was taken back by then. Of a component that was taken
    back between the completion and then, it is in doubt what one had to see: that order is not asked about.
    """
    grace_ns = round(case.dues.deadlines.completion_s * SECOND_NS)
    for fact in case.evidence.facts:
        if fact.kind != "order_completed":
            continue
        item = case.course.orders.get(fact.order, {}).get("item", "")
        end_ns = case.left[fact.id] + grace_ns + 2 * TICK_NS
        gone = [one for one in sorted(case.terms.components(item)) if not _used(case, fact.order, one, end_ns)]
        back = [left for one in gone for left, much in _of_component(case, fact.order, one) if much < 0]
        if gone and not any(case.left[fact.id] < left <= end_ns for left in back):
            yield fact, gone


def once_without(case: Case) -> Iterator[Fact]:
    """Completions of orders that were without a component at any time from then on: who looks then raises it."""
    for fact in case.evidence.facts:
        if fact.kind == "order_completed":
            item = case.course.orders.get(fact.order, {}).get("item", "")
            moves = [_of_component(case, fact.order, one) for one in case.terms.components(item)]
            if any(_without(case, fact, one) for one in moves):
                yield fact


def _without(case: Case, fact: Fact, moves: list[tuple[int, Decimal]]) -> bool:
    moments = [case.left[fact.id], *(left for left, _ in moves if left > case.left[fact.id])]
    return any(sum(much for left, much in moves if left <= moment) <= 0 for moment in moments)


def _of_component(case: Case, order: str, item: str) -> list[tuple[int, Decimal]]:
    """When so much of a component went into an order, or was taken back."""
    return [
        (case.left[fact.id], number(portion.quantity) * (1 if fact.kind == "consumed" else -1))
        for fact in case.consumptions.get(order, ())
        for portion in fact.ins
        if items.parse(portion.item).scope == item
    ]


def _used(case: Case, order: str, item: str, until_ns: int) -> bool:
    return sum(much for left, much in _of_component(case, order, item) if left <= until_ns) > 0


def component_cases(case: Case, fact: Fact) -> list[Raised]:
    """Business exceptions about an order's missing component."""
    about = case.queue.about(fact.id, fact.order)
    return [one for one in about if one.business and one.raised_ns >= case.left[fact.id] - TICK_NS]


@judges("EXC-01")
def a_missing_component_is_raised(row: Row) -> None:
    """
    Judges orders that were completed without a lot of a component: a critical business exception after the grace time.

    Exercised: each such order. Passes: a timer per completion; a look every second at completed orders in MES.
    """
    case = row.case
    for fact, components in lacking(case):
        if not case.knew(fact.id):
            continue
        row.saw()
        due_ns = case.due_of("order_status", fact.id) + round(case.dues.deadlines.completion_s * SECOND_NS)
        raised = [one for one in component_cases(case, fact) if one.raised_ns <= due_ns]
        critical = [one for one in raised if one.entry.severity.lower() == "critical"]
        if not critical:
            what = ", ".join(components)
            how = "not as critical" if raised else "by nobody in time"
            row.find(
                f"order {fact.order}, component {what}",
                f"Order {fact.order} was completed without a consumed lot of {what}; that was raised {how}.",
                expected="a critical business exception",
                observed=raised[0].entry.severity if raised else "none",
                facts=[fact.id],
                flow="material_issue",
            )


@judges("EXC-02")
def an_unknown_lot_is_raised(row: Row) -> None:
    """
    Judges consumptions of a lot that nobody received or made: raised as a business exception.

    Exercised: each such consumption. Passes: one that asks before it posts; one that posts and takes the refusal.
    """
    for fact in row.case.excused("unknown lot"):
        if not row.case.knew(fact):
            continue
        row.saw()
        if not any(one.business for one in about_lot(row.case, fact)):
            lots = ", ".join(portion.item for portion in row.case.facts[fact].ins)
            row.find(
                lots,
                f"The floor reported a consumption of {lots}, which nobody received or made, and no business exception "
                "was raised.",
                expected="a business exception",
                observed="none",
                facts=[fact],
                flow="material_issue",
            )


def about_lot(case: Case, fact: str) -> list[Raised]:
    """Exceptions about a fact or one of the lots that it names."""
    lots = [portion.item.split(":", 2)[2] for portion in case.facts[fact].ins]
    return case.queue.about(fact, *lots)


@judges("EXC-05")
def technical_and_business_are_told_apart(row: Row) -> None:
    """
    Judges the kind of exceptions whose cause is known: an unknown lot or a missing component is business; a system that
    is away, or a message that cannot be read, is technical.

    Exercised: each exception with a known cause. Passes: a kind per code; a kind per layer that raised it.
    """
    for raised in row.case.queue.raised:
        wanted = kind_of(row.case, raised)
        if wanted:
            row.saw()
            if raised.entry.kind != wanted:
                row.find(
                    f"exception {raised.entry.code}",
                    f"The exception {raised.entry.code} ({raised.entry.text[:80]}) is called {raised.entry.kind}; its "
                    f"cause is {wanted}.",
                    expected=wanted,
                    observed=raised.entry.kind,
                    facts=[raised.fact] if raised.fact else [],
                )


def kind_of(case: Case, raised: Raised) -> str:
    """
    What an exception must be called, or '' where the record does not tell its cause: what has a business reason may be
    raised for a system that is away too.
    """
    struck = [blow for blow in case.evidence.blows.values() if within(case, blow, raised)]
    if business_cause(case, raised):
        either = another_fact(case, raised) or (raised.fact and any(_away(blow) for blow in struck))
        return "" if either else "business"
    named = raised.fact and case.needs.get(raised.fact)
    if named and not case.troubled(raised.fact) and any(_away(blow) for blow in struck):
        return "technical" if not refused_for_good(case, raised) else ""
    return "technical" if not named and any(blow.fault == "mqtt_poison" for blow in struck) else ""


def another_fact(case: Case, raised: Raised) -> bool:
    """Whether it is about an order that lacks something, but was raised for a fact that has nothing to do with that."""
    if not raised.fact or raised.entry.subject.id in unknown_lots(case):
        return False
    completed = case.facts[raised.fact].kind == "order_completed" if raised.fact in case.facts else True
    return not completed and not any(need.excused for need in case.needs.get(raised.fact, ()))


def refused_for_good(case: Case, raised: Raised) -> bool:
    """Whether a system refused a call for a business reason (4xx) around that time: then it may be either."""
    return any(
        request.answer is not None
        and 400 <= request.answer.wire_status < 500
        and request.answer.wire_status not in (401, 423, 429)
        and abs(request.at.mono_ns - raised.raised_ns) < 5 * SECOND_NS
        for request in case.evidence.requests
        if request.call.client == case.evidence.client
    )


def _away(blow: Blow) -> bool:
    return blow.fault.startswith("http_") and bool(blow.hits)


def within(case: Case, blow: Blow, raised: Raised) -> bool:
    """Whether an exception may come from a strike: raised while it was at work or in the time to recover from it."""
    after = round((case.dues.deadlines.longest_s + case.dues.deadlines.needs_s("material_issue")) * SECOND_NS)
    return blow.start.mono_ns - TICK_NS <= raised.raised_ns <= blow.end_ns + after


def business_cause(case: Case, raised: Raised) -> bool:
    """Whether truth has a business reason for this exception."""
    fact = raised.fact
    if fact and any(need.excused for need in case.needs.get(fact, ())):
        return True
    subject = raised.entry.subject.id
    if subject and subject in unknown_lots(case):
        return True
    if any(raised in raised_about(case, one) for one in without_origin(case)) or subject in handed_over(case):
        return True
    orders = {one.order: one.id for one in once_without(case)}
    return bool(subject) and (subject in orders or fact in orders.values())


def handed_over(case: Case) -> set[str]:
    """What was recalled and came to its customer before it could be stopped: people may be told so."""
    facts = [fact for fact in case.evidence.facts if fact.kind == "delivered"]
    reach = [reached(case, recall.lots, timely=False).shipment for recall in recalls(case)] if facts else []
    shipments = set().union(*reach) if reach else set()
    concerned = [fact.words for fact in facts if fact.words.get("shipment") in shipments]
    return {words.get(name, "") for words in concerned for name in ("shipment", "consignment")} - {""}


def unknown_lots(case: Case) -> set[str]:
    facts = case.excused("unknown lot")
    return {portion.item.split(":", 2)[2] for fact in facts for portion in case.facts[fact].ins}


def explained(case: Case, raised: Raised) -> bool:
    """Whether anything in the record gives a reason: business, a strike, or something that did go wrong."""
    if business_cause(case, raised) or (raised.fact and case.troubled(raised.fact)):
        return True
    return any(within(case, blow, raised) for blow in case.evidence.blows.values() if blow.hits)


@judges("EXC-06")
def nothing_is_raised_without_cause(row: Row) -> None:
    """
    Judges exceptions for which the record has no cause: none is open at the end, none outlived the grace time.

    Exercised: the queue was read. Passes: a queue that shows only what lasts; one that shows everything and closes it
    within the grace.
    """
    case = row.case
    if case.queue.problem:
        row.saw()
        row.find("exception queue", f"The exception queue could not be read: {case.queue.problem}", expected="a list")
        return
    row.saw(bool(case.evidence.settles))
    grace_ns = round(case.dues.deadlines.grace_s * SECOND_NS) + TICK_NS
    for raised in case.queue.raised:
        lasted = (raised.closed_ns or case.evidence.end_ns) - raised.raised_ns
        if (raised.closed_ns is None or lasted > grace_ns) and not explained(case, raised):
            still = "stands open" if raised.closed_ns is None else "outlived the grace time"
            row.find(
                f"exception {raised.entry.code} about {raised.entry.subject.id}",
                f"The exception {raised.entry.code} ({raised.entry.text[:80]}) {still}, and nothing in the run is its "
                "cause.",
                expected="nothing open",
                observed=raised.entry.code,
                facts=[raised.fact] if raised.fact else [],
            )


@judges("EXC-07")
def an_exception_says_what_it_is_about(row: Row) -> None:
    """
    Judges what business exceptions name, and that an exception closes when its cause is gone.

    Exercised: each business exception with a cause, and each exception whose cause is gone. Passes: one that closes
    with the posting that succeeds; one that looks at open exceptions every second.
    """
    for raised in row.case.queue.raised:
        if raised.business and business_cause(row.case, raised):
            row.saw()
            _names(row, raised)
        gone_ns = cause_gone(row.case, raised)
        if gone_ns is not None:
            row.saw()
            if raised.closed_ns is None or raised.closed_ns > gone_ns:
                _still_open(row, raised)


def _names(row: Row, raised: Raised) -> None:
    entry = raised.entry
    said = {
        "plant": entry.plant,
        "lot or order": entry.subject.id,
        "source": entry.source,
        "code": entry.code,
        "correlation id": entry.correlation_id,
    }
    bare = [name for name, value in said.items() if not value]
    if bare:
        row.find(
            f"exception {entry.code} about {entry.subject.id or 'nothing'}",
            f"The exception {entry.code} does not name {', '.join(bare)}.",
            expected="plant, lot or order, source, code, correlation id",
            observed=f"no {', '.join(bare)}",
            facts=[raised.fact] if raised.fact else [],
        )


def cause_gone(case: Case, raised: Raised) -> int | None:
    """By when an exception must be closed as its cause is gone; None where it is not, or cannot be told."""
    longest = round(case.dues.deadlines.longest_s * SECOND_NS)
    if business_cause(case, raised):
        return _came_after_all(case, raised, longest)
    if not raised.fact or case.troubled(raised.fact) or not case.needs.get(raised.fact):
        return None
    ends = [blow.end_ns for blow in case.evidence.blows.values() if blow.hits and within(case, blow, raised)]
    return _by(case, max(ends) + 2 * longest) if ends else None


def _by(case: Case, due_ns: int) -> int | None:
    """A due time, or the end of the run where all effects were in and it was quiet for a round of the rhythm."""
    if due_ns <= case.evidence.end_ns:
        return due_ns
    settled = bool(case.evidence.settles) and case.evidence.settles[-1].why == "complete"
    return case.evidence.end_ns if settled else None


def _came_after_all(case: Case, raised: Raised, longest: int) -> int | None:
    """The missing components' consumptions came: the exception closes after the last of them."""
    for fact, components in lacking(case):
        if fact.order != raised.entry.subject.id and fact.id != raised.fact:
            continue
        moved = {one: _of_component(case, fact.order, one) for one in components}
        if any(sum(much for _, much in moves) <= 0 for moves in moved.values()):
            return None
        return _by(case, max(left for moves in moved.values() for left, _ in moves) + longest)
    return None


def _still_open(row: Row, raised: Raised) -> None:
    entry = raised.entry
    still = "stands open" if raised.closed_ns is None else "was closed long after that"
    row.find(
        f"exception {entry.code} about {entry.subject.id}",
        f"The cause of exception {entry.code} ({entry.text[:80]}) is gone, and the exception {still}.",
        expected="closed within the deadline",
        observed=still,
        facts=[raised.fact] if raised.fact else [],
    )
