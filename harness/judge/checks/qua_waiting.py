"""QUA, when a system was away: what must not be used is known there before anything is freed or shipped."""

from collections.abc import Iterator

from lotproof.harness.judge.account import Asked, Sheet
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import SECOND_NS, Blow, Made
from lotproof.harness.judge.expect import shown

OK = 200
QMS = "qms"
"""The system that places holds."""

FIRST = "first"
"""What `rules.waiting_holds` says where holds go first; elsewhere nobody could know it."""


@judges("QUA-07")
def waiting_holds_go_first(row: Row) -> None:
    """
    Judges what the client posted to a system that had been away, from its return until the holds that waited for it
    stood there: nothing that frees a lot, nothing that ships.

    Exercised: each lot and system whose hold the client was told of while the system was away, where something was
    freed or shipped after its return. Passes: an outbox with a lane for holds that all others wait for; a batch that
    compares active holds with the system's statuses before it posts anything else.
    """
    if row.case.evidence.plan.enterprise.get("rules", {}).get("waiting_holds") != FIRST:
        return
    for blow in row.case.blows("http_outage"):
        for sheet, hold in waiting(row.case, blow):
            given = [made for made in _gives(row.case, blow.target) if made.at.mono_ns > blow.end_ns]
            row.saw(bool(given))
            early = [made for made in given if made.at.mono_ns < _stands(sheet, hold)]
            if early:
                _too_early(row, sheet, hold, early[0])


def waiting(case: Case, blow: Blow) -> Iterator[tuple[Sheet, Asked]]:
    """Holds of which the client was told while the system was away, and the lot's status there."""
    for sheet in case.sheets_of(f"{blow.target}.lot.status"):
        for asked in sheet.asked:
            a_hold = asked.need.why in ("held", "cascade") and asked.must and blow.start.mono_ns <= asked.left_ns
            if a_hold and blow.end_ns < _stands(sheet, asked) and any(at < blow.end_ns for at in _told(case, asked)):
                yield sheet, asked


def _told(case: Case, hold: Asked) -> Iterator[int]:
    """When the client was told of a hold; who polls has read it a round after he read that feed."""
    yield from (copy.acked.mono_ns for copy in case.copies(hold.fact) if copy.acked)
    round_ns = int(case.evidence.connector.rhythm.poll_s * SECOND_NS)
    for one in case.evidence.requests:
        feed = (one.call.client, one.call.system, one.call.op) == (case.evidence.client, QMS, "changes")
        read = one.answer and one.known and one.answer.wire_status == OK
        if feed and read and one.answered and one.at.mono_ns >= hold.left_ns:
            yield one.answered.mono_ns + round_ns


def _stands(sheet: Sheet, hold: Asked) -> int:
    """When the system shows what the hold asks for, if not already; never is later than anything."""
    system, value = sheet.place.system, hold.need.value
    before = [made for made in sheet.made if made.at.mono_ns <= hold.left_ns]
    if before and shown(system, before[-1].effect.value) == value:
        return hold.left_ns
    later = (made for made in sheet.made if made.at.mono_ns > hold.left_ns)
    return min((made.at.mono_ns for made in later if shown(system, made.effect.value) == value), default=2**63)


def _gives(case: Case, system: str) -> Iterator[Made]:
    """All that the client freed or shipped in a system."""
    for made in case.evidence.made:
        effect = made.effect
        path = (effect.system, effect.entity, effect.field)
        if effect.client != case.evidence.client or effect.system != system:
            continue
        if (path == (system, "lot", "status") and effect.value == "free") or path[1:] == ("delivery", "quantity"):
            yield made


def _too_early(row: Row, sheet: Sheet, hold: Asked, made: Made) -> None:
    system, lot = sheet.place.system, f"{sheet.place.get('item')} lot {sheet.place.get('lot')}"
    effect = made.effect
    what = "a delivery" if effect.entity == "delivery" else f"the release of {effect.item} lot {effect.lot}"
    row.find(
        f"hold on {lot}",
        f"When {system.upper()} came back, {what} was posted there before the hold on {lot}, which had waited for it.",
        system=system,
        expected="holds first",
        observed=f"{what} first",
        facts=[hold.fact],
        made=[made],
        flow="lot_status",
    )
