"""What is to be changed is being processed by somebody else: 423, which looks permanent and is not."""

from lotproof.harness.faults.calls import CallSeen, CalmCall, Refusal
from lotproof.harness.faults.kinds import Allowed, FaultKind, flows_of

FAULT = FaultKind(
    name="http_locked",
    title="A posting meets a lock",
    where="http",
    definite=True,
    settings={"op": "the operation; without it, any posting"},
    hinders=flows_of,
    allowed=Allowed(attempts=(1, 3), calls=True),
)


class Locked(CalmCall):
    fault = FAULT.name
    attempts = 1

    def before(self, call: CallSeen) -> Refusal | None:
        if not call.posts or not self.aimed(call):
            return None
        self.spend()
        return Refusal(code="locked", status=423)


CALL_STRIKE = Locked
