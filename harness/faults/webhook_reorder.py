"""A webhook is overtaken: it is sent only when a later one has arrived, or time is up."""

from lotproof.harness.faults.calls import ONCE, CalmCall, Sending
from lotproof.harness.faults.kinds import Allowed, FaultKind, flows_of
from lotproof.harness.model.plans import StrikePlan

FAULT = FaultKind(
    name="webhook_reorder",
    title="A webhook is overtaken by a later one",
    where="webhook",
    definite=True,
    settings={"type": "the type of change that is held back; without it, any"},
    hinders=flows_of,
    allowed=Allowed(),
)


class Overtaken(CalmCall):
    """Holds the first change that it is aimed at; any other that arrives meanwhile lets it go."""

    fault = FAULT.name

    def __init__(self, plan: StrikePlan) -> None:
        super().__init__(plan)
        self.held: tuple[str, int] | None = None

    def sends(self, kind: str, stream: str, seq: int) -> Sending:
        if self.over or self.held or self.plan.settings.get("type", kind) != kind:
            return ONCE
        self.held = (stream, seq)
        return Sending(held=True)

    def passed(self, stream: str, seq: int) -> bool:
        self.over = self.over or (self.held is not None and self.held != (stream, seq))
        return self.over


CALL_STRIKE = Overtaken
