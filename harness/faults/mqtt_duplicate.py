"""The same delivery arrives again, marked DUP, as after a PUBACK that was lost on its way."""

from lotproof.harness.faults.kinds import Allowed, FaultKind
from lotproof.harness.faults.troubles import Calm
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Crossing, Move

FAULT = FaultKind(
    name="mqtt_duplicate",
    title="A message is delivered twice",
    where="mqtt",
    definite=True,
    settings={"when": "after_ack (default) or at_once", "times": "how many more copies, 1"},
    allowed=Allowed(settings={"when": ("after_ack", "at_once"), "times": (1, 2, 3)}),
)


class Duplicate(Calm):
    """`at_once`: the copies follow the message; `after_ack`: each follows an acknowledgement."""

    fault = FAULT.name

    def __init__(self, plan: StrikePlan, signal: Signal | None) -> None:
        super().__init__(plan, signal)
        self.at_once = plan.settings.get("when", "after_ack") == "at_once"
        self.left = int(plan.settings.get("times", 1))

    def delivery(self, crossing: Crossing) -> Move:
        if not self.aimed(crossing.stream, crossing.seq) or not self.at_once:
            return "pass"
        return "twice" if self._spend() else "pass"

    def acknowledged(self, crossing: Crossing) -> bool:
        if self.at_once or self.aim != (crossing.stream, crossing.seq):
            return False
        return self._spend()

    def _spend(self) -> bool:
        if self.left <= 0:
            return False
        self.left -= 1
        self.over = self.left == 0
        return True


STRIKE = Duplicate
