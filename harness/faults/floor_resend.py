"""The source shows the same fact again: a new event id, the same stream and seq, on every wire of the floor."""

from lotproof.harness.faults.kinds import Allowed, FaultKind
from lotproof.harness.faults.troubles import Calm

FAULT = FaultKind(
    name="floor_resend",
    title="The machine sends the same event again",
    where="floor",
    definite=True,
    settings={"times": "how many more times, 1"},
    allowed=Allowed(settings={"times": (1, 2)}),
)


class Resend(Calm):
    fault = FAULT.name

    def shown(self, stream: str, seq: int) -> int:
        if self.over or not self.aimed(stream, seq):
            return 0
        self.over = True
        return int(self.plan.settings.get("times", 1))


STRIKE = Resend
