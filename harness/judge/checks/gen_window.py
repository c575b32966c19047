"""GEN-18: each operation bears its equipment, operator, start, end, and the conditions of its window."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.telemetry import Tag, flagged, shown
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.genealogy import MADE_OF, MAKES, Step

KINDS = ("consumed", "produced", "scrapped", "removed")


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """One operation run as it truly was; `facts` are those that made its window."""

    order: str
    equipment: frozenset[str]
    operators: frozenset[str]
    start: datetime
    end: datetime
    facts: tuple[str, ...]


@judges("GEN-18")
def each_operation_bears_its_record(row: Row) -> None:
    """
    Judges the steps of answers: equipment, operator, start and end of each operation run, and for each tag of its
    machine and of the sensors around it the least and the greatest value in the window.

    Conditions may leave out what was never delivered and confirmed, and hold nothing that was not measured in the
    window, nor what was not good unless their `quality` says so. Where an answer tells one run in several steps, they
    lie within it. Exercised: each run in an answer, and each tag. Passes: one that keeps the least and the greatest
    as values come; one that stores them and looks when it is asked; one that samples OPC UA more slowly than values
    change. State, alarms and downtime count as tags that the machine has for them; when in the window they came and
    went has no field in an answer, and is not judged.
    """
    rule = row.case.terms.rules.get("process_record")
    if not isinstance(rule, dict):
        return
    judge = _Judge(row, rule)
    for answer in row.case.answers:
        for run in judge.runs:
            if steps := list(steps_of(answer, run.order)):
                judge.answered(answer, run, steps)


def steps_of(answer: TraceAnswer, order: str) -> Iterator[Step]:
    """The steps of an answer that are runs of this order's operation."""
    ran = {edge.step for edge in answer.graph.edges if edge.role in (*MADE_OF, *MAKES)}
    for step in answer.graph.steps:
        if step.key in ran and any(own.kind == "order" and own.id == order for own in step.documents):
            yield step


class _Judge:
    def __init__(self, row: Row, rule: dict[str, Any]) -> None:
        self.row = row
        self.bound = clock_bound(row)
        self.around: dict[str, list[str]] = dict(rule.get("environment") or {})
        self.runs = list(runs_of(row))
        self.samples = shown(row.case)

    def answered(self, answer: TraceAnswer, run: Ran, steps: list[Step]) -> None:
        self.row.saw()
        self._named(answer, run, "equipment", ({step.equipment or "" for step in steps}, run.equipment))
        self._named(answer, run, "operator", ({step.operator or "" for step in steps}, run.operators))
        split = len(steps) > 1
        starts, ends = _moments([step.start for step in steps]), _moments([step.end for step in steps])
        self._moment(answer, run, "start", (min(starts, default=None), run.start), split)
        self._moment(answer, run, "end", (max(ends, default=None), run.end), split)
        for tag in sorted(self.samples):
            if tag[0] in run.equipment or any(tag[0] in self.around.get(one, ()) for one in run.equipment):
                self._condition(answer, run, steps, tag)

    def _named(self, answer: TraceAnswer, run: Ran, what: str, sides: tuple[set[str], frozenset[str]]) -> None:
        told, truly = sides
        if truly and (not told & truly or told - truly - {""}):
            self._differs(answer, run, what, ", ".join(sorted(truly)), ", ".join(sorted(told - {""})))

    def _moment(
        self, answer: TraceAnswer, run: Ran, what: str, sides: tuple[datetime | None, datetime], split: bool
    ) -> None:
        told, truly = sides
        right = told is not None and abs(told - truly) <= self.bound
        if told is not None and split:
            right = run.start - self.bound <= told <= run.end + self.bound
        if not right:
            self._differs(answer, run, what, truly.isoformat(), told.isoformat() if told else "")

    def _condition(self, answer: TraceAnswer, run: Ran, steps: list[Step], tag: Tag) -> None:
        start, end = run.start, run.end
        may = [one for one in self.samples[tag] if start - self.bound <= one.at <= end + self.bound]
        inside = [one for one in may if start + self.bound < one.at < end - self.bound]
        if not any(one.good for one in inside):
            return
        self.row.saw()
        must = [one.value for one in inside if one.good and one.confirmed and len(steps) == 1]
        said = [one for step in steps for one in step.conditions if one.name == tag[1]]
        low, high = values([one.min for one in said]), values([one.max for one in said])
        doubtful = any(flagged(one) for one in said)
        counted, slack = [one.value for one in may if one.good or doubtful], may[0].half
        if not (low and high and _fits((min(low), max(high)), counted, must, slack)):
            told = f"{min(low)} to {max(high)}" if low and high else ""
            self._differs(answer, run, tag[1], f"{min(counted)} to {max(counted)}", told)

    def _differs(self, answer: TraceAnswer, run: Ran, what: str, expected: str, observed: str) -> None:
        """Once per run and field: every answer tells the same step."""
        subject = f"{what} of order {run.order}"
        if any(finding.subject == subject for finding in self.row.findings):
            return
        told = f"has {observed} as {what}" if observed else f"tells no {what}"
        self.row.find(
            subject,
            f"{asked(self.row, answer)} {told} of the operation of order {run.order}; it was {expected}.",
            expected=expected,
            observed=observed or "not told",
            facts=run.facts,
            moments=(self.row.teller.at(answer.at, "trace", f"asked from {answer.name}"),),
            flow="operation_completion",
        )


def _fits(told: tuple[Decimal, Decimal], counted: list[Decimal], must: list[Decimal], slack: Decimal) -> bool:
    """Nothing beyond what was measured, and all that was confirmed."""
    low, high = told
    within = min(counted) - slack <= low <= high <= max(counted) + slack
    return within and (not must or (low <= min(must) + slack and high >= max(must) - slack))


def clock_bound(row: Row) -> timedelta:
    """How far the clocks of floor and integration may lie apart."""
    return timedelta(seconds=float(row.case.terms.rules.get("clock_bound_s", 1.0)))


def runs_of(row: Row) -> Iterator[Ran]:
    """The operation runs of orders that have one, as far as the integration had to know of all their facts."""
    case, by_order = row.case, defaultdict[str, list[Fact]](list)
    for fact in case.evidence.facts:
        if fact.kind in KINDS and fact.order:
            by_order[fact.order].append(fact)
    unsure = {fact for why in ("unknown lot", "after close") for fact in case.excused(why)}
    for order, facts in by_order.items():
        known = all(case.knew(fact.id) for fact in facts) and not unsure & {fact.id for fact in facts}
        if known and len({fact.step for fact in facts}) == 1:
            yield Ran(
                order=order,
                equipment=frozenset(fact.equipment for fact in facts),
                operators=frozenset(fact.operator for fact in facts) - {""},
                start=min(_at(row, fact) for fact in facts),
                end=max(_at(row, fact) for fact in facts),
                facts=(facts[0].id, facts[-1].id),
            )


def _at(row: Row, fact: Fact) -> datetime:
    return datetime.fromisoformat(row.case.evidence.run.epoch) + timedelta(microseconds=fact.at_us)


def _moments(texts: list[str | None]) -> list[datetime]:
    """Those that are times with a zone."""
    found = []
    for text in texts:
        try:
            moment = datetime.fromisoformat(text or "")
        except ValueError:
            continue
        found += [moment] if moment.tzinfo else []
    return found


def values(texts: list[str | None]) -> list[Decimal]:
    """Those that are numbers."""
    found = []
    for text in texts:
        try:
            found += [Decimal(text)] if text is not None else []
        except InvalidOperation:
            continue
    return found
