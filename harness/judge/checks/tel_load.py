"""TEL-01 and TEL-04: what a burst of samples may not do, to ERP and to business facts."""

from collections import Counter
from collections.abc import Mapping
from math import ceil

from lotproof.harness.judge.account import Asked
from lotproof.harness.judge.bursts import Burst, bursts
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.checks.res_others import DELAYED
from lotproof.harness.judge.evidence import SECOND_NS, Request
from lotproof.harness.model.facts import VALUES_ONLY

ENTRY = ("token", "register")
"""Operations by which one comes in: how often is other rows' matter."""


@judges("TEL-01")
def erp_is_not_called_for_samples(row: Row) -> None:
    """
    Judges how often ERP was called in a run in which a tag was measured at two rates: so many times per business fact
    at most, as the enterprise publishes, and the polls that the connector declares.

    Exercised: each run with a burst that was sent. Refused calls and those whose answer was lost do not count; each
    operation that reads may be polled as often as declared. Passes: one that hears by webhook and posts each fact at
    once; one that polls and posts in batches.
    """
    said = row.case.terms.rules.get("telemetry", {}).get("erp_calls")
    if not isinstance(said, Mapping) or not any(True for _ in bursts(row.case)):
        return
    row.saw()
    business = sum(1 for fact in row.case.evidence.facts if fact.kind not in VALUES_ONLY)
    each = float(said["per_fact"])
    calls = Counter(one.call.op for one in row.case.evidence.requests if _counts(row, one))
    read = {one.call.op for one in row.case.evidence.requests if one.call.method == "GET"}
    polls = {op: min(calls[op], _polls(row)) for op in calls if op in read}
    many, most = sum(calls.values()), each * business + sum(polls.values())
    if many <= most:
        return
    op, times = calls.most_common(1)[0]
    row.find(
        "calls of ERP",
        f"ERP was called {many} times for {business} business facts, {times} of them as {op}; "
        f"{each:g} per fact and {sum(polls.values())} declared polls are {most:g}.",
        system="erp",
        expected=f"at most {most:g}",
        observed=str(many),
        flow="material_issue",
    )


def _counts(row: Row, one: Request) -> bool:
    """A call of the client under test to ERP that was answered with yes."""
    ours = one.call.client == row.case.evidence.client and one.call.system == "erp"
    return ours and one.call.op not in ENTRY and one.answer is not None and one.answer.status < 400


def _polls(row: Row) -> int:
    """How often one operation is polled at most, at the rhythm that is declared, from the first call to the last."""
    every_s = row.case.evidence.connector.rhythm.poll_s
    times = [one.at.mono_ns for one in row.case.evidence.requests if one.call.client == row.case.evidence.client]
    return ceil((max(times) - min(times)) / SECOND_NS / every_s) + 1 if every_s and times else 0


@judges("TEL-04")
def a_burst_delays_no_business_fact(row: Row) -> None:
    """
    Judges facts that left while a burst of samples was sent, or so soon before or after it that their deadline touches
    it: they keep it.

    Exercised: each of their places. Passes: one that writes each sample down as it comes, quickly; one that keeps
    samples in a buffer of their own and writes them when there is time; one that does not listen to samples at all.
    """
    for burst in bursts(row.case):
        asked = [one for sheet in row.case.sheets.values() for one in sheet.asked if one.must and _near(one, burst)]
        facts = list(dict.fromkeys(one.fact for one in asked))
        sheets = row.case.touched(facts)
        row.saw(len(sheets))
        row.sheets(sheets, wrong=DELAYED, facts=facts)


def _near(asked: Asked, burst: Burst) -> bool:
    """Whether a burst lies within a deadline's length of when the fact left."""
    length_ns = asked.due_ns - asked.left_ns
    return burst.since_ns - length_ns <= asked.left_ns <= burst.until_ns + length_ns
