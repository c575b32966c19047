"""A message waits while later ones overtake it."""

from lotproof.harness.faults.kinds import Allowed, FaultKind, floor_flows
from lotproof.harness.faults.troubles import Calm
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Crossing, Move

FAULT = FaultKind(
    name="mqtt_reorder",
    title="A message is overtaken by later ones",
    where="mqtt",
    definite=True,
    settings={"passed": "how many overtake it, 1", "by": "any (default), same or other streams"},
    hinders=floor_flows,
    allowed=Allowed(settings={"passed": (1, 2, 3), "by": ("any", "same", "other")}),
)


class Reorder(Calm):
    """Holds the message it is aimed at until enough others have passed, or `plan.upper_s`."""

    fault = FAULT.name

    def __init__(self, plan: StrikePlan, signal: Signal | None) -> None:
        super().__init__(plan, signal)
        self.left = int(plan.settings.get("passed", 1))
        self.by = str(plan.settings.get("by", "any"))
        self.held = False

    def delivery(self, crossing: Crossing) -> Move:
        if not self.held and self.aimed(crossing.stream, crossing.seq):
            self.held = True
            return "hold"
        if self.held and self._counts(crossing):
            self.left -= 1
            self.over = self.left <= 0
        return "pass"

    def release(self) -> bool:
        return self.over

    def _counts(self, crossing: Crossing) -> bool:
        if not crossing.stream or self.aim is None:
            return False
        same = crossing.stream == self.aim[0]
        return {"same": same, "other": not same}.get(self.by, True)


STRIKE = Reorder
