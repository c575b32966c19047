"""A webhook arrives twice, the second time under another webhook-id: only stream and seq tell that it is the same."""

from lotproof.harness.faults.calls import ONCE, CalmCall, Sending
from lotproof.harness.faults.kinds import Allowed, FaultKind, no_flows

FAULT = FaultKind(
    name="webhook_duplicate",
    title="A webhook is sent twice",
    where="webhook",
    definite=True,
    settings={
        "type": "the type of change; without it, any",
        "together": "true (default): both at once; false: one after the other",
    },
    hinders=no_flows,
    allowed=Allowed(settings={"together": (True, False)}, attempts=(1, 3)),
)


class Twice(CalmCall):
    fault = FAULT.name
    attempts = 1

    def sends(self, kind: str, stream: str, seq: int) -> Sending:
        if self.over or self.plan.settings.get("type", kind) != kind:
            return ONCE
        self.spend()
        return Sending(copies=2, together=bool(self.plan.settings.get("together", True)))


CALL_STRIKE = Twice
