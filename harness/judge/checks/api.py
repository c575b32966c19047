"""API: manners toward the systems."""

from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.checks.res import done_requests, gave_up


@judges("API-02")
def tokens_are_renewed(row: Row) -> None:
    """
    Judges calls that were refused because their token had expired or was revoked: the work they bore was done later.

    Exercised: each such refusal. Passes: one that asks for a new token on a 401 and calls again; one that renews before
    the token ends and tries every failed call again.
    """
    own = [
        r for r in row.case.evidence.requests if r.call.client == row.case.evidence.client and r.call.method != "GET"
    ]
    done = done_requests(own)
    for request in own:
        if request.answer and request.answer.wire_status == 401 and request.call.op != "token":
            row.saw()
            gave_up(row, request, done, "said of the token")
