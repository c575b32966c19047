"""A connection that dies, and the door that stays shut for a while: what `mqtt_cut` and `opcua_cut` share."""

from lotproof.harness.faults.troubles import Calm
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal


class Cut(Calm):
    """
    Struck once; then the client is turned away `plan.attempts` times.

    Without attempts the door stays shut until `plan.upper_s` has passed. With `attempts` of -1 it is never shut.
    """

    def __init__(self, plan: StrikePlan, signal: Signal | None) -> None:
        super().__init__(plan, signal)
        self.struck = False
        self.left = plan.attempts

    def strike(self) -> None:
        self.struck = True
        self.over = self.plan.attempts < 0

    def refuses(self) -> bool:
        if not self.struck or self.over:
            return False
        if self.plan.attempts:
            self.left -= 1
            self.over = self.left <= 0
        return True
