"""IDM, the long one: a whole shift that its sources send again, when it is over."""

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.idm import one_effect
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Blow


@judges("IDM-08")
def a_replayed_shift_changes_nothing(row: Row) -> None:
    """
    Judges everything that the facts of a replayed shift have brought about: it counts once, as it did before.

    Exercised: each fact with an effect of which one copy was confirmed before the replay began and another that left in
    it. Passes: a table of stream and seq that is never emptied; the highest seq per stream, and a look into the systems
    for what is older.
    """
    for blow in row.case.blows("floor_replay"):
        one_effect(row, told_anew(row.case, blow))


def told_anew(case: Case, blow: Blow) -> list[str]:
    """The facts that the client had confirmed when the replay began, and confirmed once more from it."""
    sent = (case.evidence.identity.get((hit.body.stream, hit.body.seq), "") for hit in blow.hits)
    return [fact for fact in dict.fromkeys(sent) if fact and _twice(case, fact, blow.start.mono_ns)]


def _twice(case: Case, fact: str, since_ns: int) -> bool:
    copies = case.copies(fact)
    before = any(copy.acked and copy.acked.mono_ns <= since_ns for copy in copies)
    return before and any(copy.acked and copy.sent.mono_ns > since_ns for copy in copies)
