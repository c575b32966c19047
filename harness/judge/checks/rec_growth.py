"""REC-07: an answer takes time as it is long, not as the history is."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import SECOND_NS, At
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.genealogy import Graph

LONG = 0.8
"""From this part of the longest history on, a history is long."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`rules.answer_time`: so many `times` as long at most, in a history `history` times as long, from seconds on."""

    times: float
    history: float
    resolution_s: float


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a question that is put again and again; `facts` had left when it was asked."""

    facts: int
    took_s: float
    at: At
    answer: TraceAnswer

    @property
    def told(self) -> tuple[frozenset[str], int]:
        """What makes two answers the same: what they name, and of how many edges."""
        return frozenset(self.answer.named), len(self.answer.edges)


@judges("REC-07")
def an_answer_takes_time_as_it_is_long(row: Row) -> None:
    """
    Judges a question that was put again and again while the history grew: the quickest answer in the long history
    against the quickest in the short one, of those that say the same as the last.

    Exercised: each question that was answered alike in a history and in one that is so many times as long as the
    enterprise says. Passes: one that follows its edges from index to index; one that reads all of its table at each
    question, where that still takes less than the published resolution.
    """
    said = row.case.terms.rules.get("answer_time")
    if not isinstance(said, Mapping):
        return
    rule = msgspec.convert(said, Rule, strict=False)
    for put in _questions(row):
        alike = [one for one in put if one.told == put[-1].told]
        short = [one for one in alike if one.facts * rule.history <= alike[-1].facts]
        long = [one for one in alike if one.facts >= LONG * alike[-1].facts]
        if not short:
            continue
        row.saw()
        least, then = (min(group, key=lambda one: one.took_s) for group in (short, long))
        if then.took_s > rule.times * max(least.took_s, rule.resolution_s):
            _slower(row, rule, least, then)


def _questions(row: Row) -> Iterator[list[Put]]:
    """The answers to each question, in the order in which they were asked for."""
    evidence = row.case.evidence
    left = sorted(row.case.left.values())
    found: dict[tuple[tuple[str, str], ...], list[Put]] = defaultdict(list)
    for observed, at in evidence.observed:
        if observed.what == "repeated_trace" and observed.source == evidence.client and not observed.problem:
            found[tuple(sorted(observed.question.items()))].append(_put(row, left, observed, at))
    for answers in found.values():
        yield sorted(answers, key=lambda one: one.facts)


def _put(row: Row, left: list[int], observed: Observed, at: At) -> Put:
    asked_ns = at.mono_ns - round(observed.took_s * SECOND_NS)
    answer = TraceAnswer(row.case, observed.question, msgspec.convert(observed.answer, Graph), at)
    return Put(facts=bisect(left, asked_ns), took_s=observed.took_s, at=at, answer=answer)


def _slower(row: Row, rule: Rule, least: Put, then: Put) -> None:
    name = then.answer.name
    row.find(
        name,
        f"The same answer about {name} took {then.took_s:.2f} s when {then.facts} facts had left, "
        f"and {least.took_s:.2f} s when {least.facts} had.",
        expected=f"at most {rule.times:g} times as long, or {rule.times * rule.resolution_s:g} s",
        observed=f"{then.took_s:.2f} s",
        moments=[row.teller.at(one.at, "trace", f"asked about {name}") for one in (least, then)],
        flow="recall",
    )
