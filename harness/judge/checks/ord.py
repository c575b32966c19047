"""ORD: order and time. What comes late or out of turn ends in the same state, under the time of its source."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lotproof.harness.judge.account import Sheet
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.idm import struck
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Made

TOLERANCE = timedelta(milliseconds=1)
"""The wires give milliseconds."""


@judges("ORD-01")
def order_of_arrival_does_not_matter(row: Row) -> None:
    """
    Judges facts that arrived after later ones, and those that overtook them.

    Exercised: each fact that a strike held back and that was handed over after one that left later. Passes: postings
    that do not depend on each other; a short window in which facts are put into order.
    """
    for fact in struck(row.case, "mqtt_reorder", "webhook_reorder"):
        passed = overtaken(row.case, fact)
        if passed:
            row.saw()
            late = row.case.touched([fact])
            row.sheets(late, wrong=("short", "over", "missing", "twice", "overwritten"), facts=[fact])
            row.sheets(row.case.touched(passed), wrong=("overwritten",), facts=passed)


def overtaken(case: Case, fact: str) -> list[str]:
    """Facts that left later and were handed over before this one, on the way on which this one was held back."""
    first = _handed(case, fact)
    later = (other for other in case.evidence.facts_told if case.left[other] > case.left[fact])
    return [other for other in later if first and 0 < _handed(case, other) < first]


def _handed(case: Case, fact: str) -> int:
    """When the first message about a fact was handed over that the client confirmed; OPC UA is another way."""
    copies = (copy for copy in case.copies(fact) if copy.acked and copy.body.how not in ("read", "notification"))
    return min((copy.sent.mono_ns for copy in copies), default=0)


@judges("ORD-02")
def late_facts_are_posted_or_raised(row: Row) -> None:
    """
    Judges facts that left after their order was closed: in ERP and MES, or in the exception queue.

    Exercised: each place where such a fact counts. Passes: one that posts it with its event time; one that raises it
    for a person to decide.
    """
    for fact in row.case.excused("after close"):
        sheets = [sheet for sheet in row.case.touched([fact]) if sheet.place.how == "sum"]
        if not sheets or not row.case.knew(fact):
            continue
        row.saw(len(sheets))
        missing = [sheet for sheet in sheets if not row.case.is_in(sheet, fact)]
        if missing and not raised_or_not_seen(row, fact):
            _dropped(row, fact, missing)


def raised_or_not_seen(row: Row, fact: str) -> bool:
    """Whether the queue bears the fact; without a queue that branch cannot be looked at."""
    queue = row.case.queue
    if not queue.offered:
        row.notes.append("or raised: needs depth 2")
        return True
    return bool(queue.about(fact))


def _dropped(row: Row, fact: str, sheets: list[Sheet]) -> None:
    what = row.case.facts[fact]
    systems = " and ".join(sorted({sheet.place.system.upper() for sheet in sheets}))
    row.find(
        f"{what.kind} for order {what.order} after its close",
        f"A {what.kind} of order {what.order} that left after the order was closed is not in {systems}, nor was it "
        "raised.",
        system=sheets[0].place.system,
        expected="posted or raised",
        observed="neither",
        facts=[fact],
        flow=sheets[0].place.flow,
    )


@judges("ORD-03")
def event_time_is_the_sources(row: Row) -> None:
    """
    Judges the event time of postings and of trace edges against the times of the facts that they stand for.

    Exercised: each effect that stands for facts of the plant. A batch may bear any time between its first and last
    fact, and a document with several lines has one time for all. Passes: one posting per fact with its time; a
    document of many facts with the time of the last.
    """
    documents = facts_of_documents(row.case)
    for sheet in row.case.sheets.values():
        if row.case.claimed(sheet.place.flow) and sheet.asked and sheet.place.path[1:] != ("lot", "status"):
            _times(row, sheet, documents)


def facts_of_documents(case: Case) -> dict[str, set[str]]:
    """For each posting the facts that its lines may stand for."""
    facts: dict[str, set[str]] = {}
    for sheet in case.sheets.values():
        asked = {one.fact for one in sheet.asked}
        for made in sheet.made:
            facts.setdefault(made.effect.posting, set()).update(asked)
    return facts


def _times(row: Row, sheet: Sheet, documents: dict[str, set[str]]) -> None:
    for made in sheet.made:
        if made.effect.client == row.case.evidence.client:
            row.saw()
            misdated(row, sheet, made, documents)


def misdated(row: Row, sheet: Sheet, made: Made, documents: dict[str, set[str]]) -> None:
    """Whether an effect bears a time at which none of the facts that it may stand for happened."""
    first, last = span(row.case, [*documents[made.effect.posting]])
    named = row.case.evidence.fact_of(made.effect.reference)
    here = span(row.case, [named]) if named else (first, last)
    wrong = wrong_time(made.effect.event_time, first, last)
    wrong = wrong and wrong_time(made.effect.event_time, *here)
    if wrong:
        _wrong_time(row, sheet, made, wrong, here[0].isoformat())


def span(case: Case, facts: list[str]) -> tuple[datetime, datetime]:
    """The first and the last time at which these facts happened."""
    epoch = datetime.fromisoformat(case.evidence.run.epoch)
    times = [epoch + timedelta(microseconds=case.facts[fact].at_us) for fact in facts]
    return min(times), max(times)


def wrong_time(text: str, first: datetime, last: datetime) -> str:
    """What is wrong with an event time, or ''."""
    if not text:
        return "no event time"
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return f"no time: {text}"
    if time.tzinfo is None:
        return f"{text}, which has no zone"
    return "" if first - TOLERANCE <= time <= last + TOLERANCE else text


def _wrong_time(row: Row, sheet: Sheet, made: Made, there: str, right: str) -> None:
    effect = made.effect
    row.find(
        f"event time of {effect.entity} in {effect.system.upper()}",
        f"The {effect.entity} of {effect.lot or effect.order or effect.key} in {effect.system.upper()} bears {there}; "
        f"the source says {right}.",
        system=effect.system,
        expected=right,
        observed=there,
        facts=sheet.facts(),
        made=[made],
        flow=sheet.place.flow,
    )


@judges("ORD-05")
def nothing_older_overwrites(row: Row) -> None:
    """
    Judges statuses of orders and lots: once a newer one stands, no older one comes back.

    Exercised: each status act of which the client got a newer one before, or again after. Passes: a rank per entity
    that only grows; a read of the owner's present state before each posting.
    """
    for sheet in row.case.sheets_of("erp.order.status", "erp.lot.status", "wms.lot.status", "mes.lot.status"):
        row.saw(sum(1 for _ in _out_of_turn(row.case, sheet)))
        older = {asked.need.value for asked in sheet.asked}
        for trouble in sheet.troubles:
            if trouble.wrong == "overwritten" and trouble.observed in older:
                row.trouble(trouble)


def _out_of_turn(case: Case, sheet: Sheet) -> Iterator[str]:
    """Facts of a place of which a copy was confirmed after a copy of a later one."""
    newest = 0
    for asked in reversed(sheet.asked):
        acked = [copy.acked.mono_ns for copy in case.copies(asked.fact) if copy.acked]
        if newest and any(at > newest for at in acked):
            yield asked.fact
        newest = min([*acked, newest or 2**63])
