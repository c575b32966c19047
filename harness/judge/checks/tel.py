"""TEL-02, TEL-03, TEL-05: what an answer says of the samples of an operation's window, against what was sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked
from lotproof.harness.judge.checks.gen_window import Ran, runs_of, steps_of, values
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.telemetry import Rule, Sample, Tag, above, flagged, means, rules, shown, silences
from lotproof.harness.model.genealogy import Condition


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """
    One tag in one operation run, as one step of an answer tells it. `may` are the samples that can lie in it, `surely`
    those that do: the clocks differ by `bound_s` at most.
    """

    answer: TraceAnswer
    run: Ran
    tag: Tag
    rule: Rule
    gap_intervals: float
    bound_s: float
    may: list[Sample]
    surely: list[Sample]
    said: list[Condition]

    @property
    def ends(self) -> tuple[datetime, datetime]:
        return self.run.start, self.run.end

    @property
    def whole(self) -> bool:
        """Whether the client under test confirmed all that can be in it, and nothing lies at its edges."""
        return self.may == self.surely and all(one.confirmed for one in self.may)

    @property
    def plain(self) -> list[Condition]:
        """The conditions that say nothing against their samples."""
        return [one for one in self.said if not flagged(one)]


def windows(row: Row) -> Iterator[Window]:
    """Every tag with a published interval, in every run that one step of an answer tells."""
    tags, gap_intervals = rules(row.case)
    if not tags:
        return
    bound_s = float(row.case.terms.rules.get("clock_bound_s", 1.0))
    bound, samples, runs = timedelta(seconds=bound_s), known(row), list(runs_of(row))
    for answer in row.case.answers:
        for run in runs:
            steps = list(steps_of(answer, run.order))
            for tag in sorted(tag for tag in tags if tag[0] in run.equipment and len(steps) == 1):
                sent = samples.get(tag, [])
                yield Window(
                    answer=answer,
                    run=run,
                    tag=tag,
                    rule=tags[tag],
                    gap_intervals=gap_intervals,
                    bound_s=bound_s,
                    may=[one for one in sent if run.start - bound <= one.at <= run.end + bound],
                    surely=[one for one in sent if run.start + bound < one.at < run.end - bound],
                    said=[one for one in steps[0].conditions if one.name == tag[1]],
                )


def known(row: Row) -> dict[Tag, list[Sample]]:
    """
    What was sent to the client under test, as far as it is recorded. Values on OPC UA are not: who listens there may
    know any that was shown, and is judged as a whole only where all of them were confirmed elsewhere.
    """
    unrecorded = "OPC UA" in row.case.ways
    return {tag: [one for one in found if one.sent or unrecorded] for tag, found in shown(row.case).items()}


@judges("TEL-02")
def aggregates_match_what_was_sent(row: Row) -> None:
    """
    Judges min, max, mean and above_s of each tag in the conditions of a run, against the good samples of its window
    that were sent; where each condition of a tag is flagged, they may count the others too.

    A mean that is not told is not judged, nor is one of a window of which something was not confirmed. Exercised: each
    tag of each run with a good sample that was confirmed. Passes: one that keeps running figures and holds each value
    to the next sample; one that stores samples and lays straight lines between them when it is asked.
    """
    for window in windows(row):
        good = [one for one in window.surely if one.good and one.confirmed]
        if not good:
            continue
        row.saw()
        chosen = window.plain or window.said
        counted = [window.may] if not window.plain else []
        sets = [[one for one in window.may if one.good], *counted]
        _extremes(row, window, chosen, good, sets)
        if window.whole:
            _mean(row, window, chosen, sets)
            _above(row, window, chosen, sets)


def _extremes(row: Row, window: Window, chosen: list[Condition], good: list[Sample], sets: list[list[Sample]]) -> None:
    """Nothing beyond what was sent, and all that was confirmed."""
    low, high = values([one.min for one in chosen]), values([one.max for one in chosen])
    sent, must, half = [one.value for samples in sets for one in samples], [one.value for one in good], good[0].half
    expected = f"{min(must)} to {max(must)}"
    if not (low and high):
        _differs(row, window, "min and max", expected, "")
        return
    within = min(sent) - half <= min(low) and max(high) <= max(sent) + half
    if not (within and min(low) <= min(must) + half and max(high) >= max(must) - half):
        _differs(row, window, "min and max", expected, f"{min(low)} to {max(high)}")


def _mean(row: Row, window: Window, chosen: list[Condition], sets: list[list[Sample]]) -> None:
    spans, half = [means(samples) for samples in sets], window.may[0].half
    low, high = min(least for least, _ in spans), max(most for _, most in spans)
    for told in values([one.mean for one in chosen]):
        if not low - half <= told <= high + half:
            _differs(row, window, "mean", f"{low:.1f} to {high:.1f}", str(told))


def _above(row: Row, window: Window, chosen: list[Condition], sets: list[list[Sample]]) -> None:
    if not window.rule.limit:
        return
    limit, bound = Decimal(window.rule.limit), Decimal(str(window.bound_s))
    spans = [above(samples, limit, window.ends) for samples in sets]
    low, high = min(least for least, _ in spans), max(most for _, most in spans)
    told = [Decimal(str(one.above_s)) for one in chosen if one.above_s is not None]
    if not told or not all(low - bound <= one <= high + bound for one in told):
        observed = f"{max(told)} s" if told else ""
        _differs(row, window, "above_s", f"{low:.0f} s to {high:.0f} s above {limit}", observed)


@judges("TEL-03")
def doubtful_samples_are_left_out_or_flagged(row: Row) -> None:
    """
    Judges that no condition which calls itself good, or says nothing of its quality, reaches to a value whose sample
    was bad or uncertain.

    Exercised: each tag of each run with such a sample that was sent, beyond all that were good. Passes: one that drops
    what is not good when it comes; one that keeps it and says so in `quality`.
    """
    for window in windows(row):
        good = [one.value for one in window.may if one.good]
        doubtful = [one.value for one in window.surely if not one.good]
        beyond = [one for one in doubtful if not good or not min(good) <= one <= max(good)]
        if not beyond:
            continue
        row.saw()
        half = window.may[0].half
        told = values([end for one in window.plain for end in (one.min, one.max)])
        for value in beyond:
            if any(abs(one - value) <= half for one in told):
                _differs(row, window, "values without a flag", "only good samples", str(value))


@judges("TEL-05")
def a_gap_is_flagged(row: Row) -> None:
    """
    Judges `gap` of each tag in the conditions of a run: true where nothing was measured for longer than the rule
    allows, and not true where samples of good quality came without such a silence.

    What was sent counts, by the times of the samples; where only doubtful samples fill a silence, either is right.
    Exercised: each tag of each run with a silence. Passes: one that watches the times as samples come; one that looks
    through them when it is asked.
    """
    for window in windows(row):
        if not (window.surely and window.whole and window.said):
            continue
        most = window.rule.interval_s * window.gap_intervals
        told = any(one.gap for one in window.said)
        if max(silences(window.surely, window.ends)) > most + 2 * window.bound_s:
            row.saw()
            if not told:
                _differs(row, window, "gap", "true", "false")
        elif (
            told and max(silences([one for one in window.surely if one.good], window.ends)) < most - 2 * window.bound_s
        ):
            _differs(row, window, "gap", "false", "true")


def _differs(row: Row, window: Window, what: str, expected: str, observed: str) -> None:
    """Once per run, tag and figure: every answer tells the same step."""
    subject = f"{what} of {window.tag[1]} of order {window.run.order}"
    if any(finding.subject == subject for finding in row.findings):
        return
    told = f"tells {observed} as {what}" if observed else f"tells no {what}"
    row.find(
        subject,
        f"{asked(row, window.answer)} {told} of {window.tag[1]} in the operation of order {window.run.order}; "
        f"by what was sent it was {expected}.",
        expected=expected,
        observed=observed or "not told",
        facts=window.run.facts,
        moments=(row.teller.at(window.answer.at, "trace", f"asked from {window.answer.name}"),),
        flow="operation_completion",
    )
