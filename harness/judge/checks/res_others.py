"""RES, beside a system that is away: what does not need it goes on."""

from lotproof.harness.judge.account import Sheet, Wrong
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Blow

DELAYED: tuple[Wrong, ...] = ("late", "by hand", "missing", "short")


@judges("RES-11")
def one_slow_system_delays_no_other_flow(row: Row) -> None:
    """
    Judges flows that neither begin nor end in a system, while that system was away: they keep their own deadline.

    Exercised: each place of such a flow whose deadline passed while the system was still away; a shorter outage would
    hide who waits for it. Passes: a queue and a worker per system; one loop that puts aside what it cannot send and
    goes on with the next.
    """
    for blow in row.case.blows("http_outage"):
        facts = [fact for fact, left in row.case.left.items() if blow.start.mono_ns <= left <= blow.end_ns]
        sheets = [sheet for sheet in row.case.touched(facts) if _needs_it_not(sheet, blow)]
        within = [sheet for sheet in sheets if _over_within(sheet, blow)]
        row.saw(len(within))
        row.sheets(within, wrong=DELAYED, facts=facts)


def _needs_it_not(sheet: Sheet, blow: Blow) -> bool:
    return sheet.place.system != blow.target and sheet.place.flow not in blow.hinders


def _over_within(sheet: Sheet, blow: Blow) -> bool:
    """Whether a deadline at this place began and ended while the system was away."""
    return any(
        asked.must and blow.start.mono_ns <= asked.left_ns and asked.due_ns <= blow.end_ns for asked in sheet.asked
    )
