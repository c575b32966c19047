"""All tokens of the client die at once, long before they run out."""

from lotproof.harness.faults.calls import CalmCall
from lotproof.harness.faults.kinds import Allowed, FaultKind, no_flows

FAULT = FaultKind(
    name="token_revoke",
    title="A token is revoked early",
    where="http",
    definite=True,
    hinders=no_flows,
    allowed=Allowed(calls=True),
)


class Revoked(CalmCall):
    """Over when the client has found out."""

    fault = FAULT.name
    attempts = 1

    def revokes(self) -> bool:
        return True

    def denied(self) -> None:
        self.spend()


CALL_STRIKE = Revoked
