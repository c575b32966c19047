"""The client's OPC UA connections die when a fact is shown, or when its notification leaves."""

from typing import cast

from lotproof.harness.faults.cut import Cut
from lotproof.harness.faults.kinds import Allowed, FaultKind, floor_flows
from lotproof.harness.model.troubles import Crossing, Move

FAULT = FaultKind(
    name="opcua_cut",
    title="The OPC UA connections are cut at a fact",
    where="opcua",
    definite=False,
    settings={"where": "shown (default: as soon as the values are written), before or after the notification"},
    hinders=floor_flows,
    allowed=Allowed(settings={"where": ("shown", "before", "after")}, attempts=(-1, 3)),
)


class OpcuaCut(Cut):
    fault = FAULT.name

    @property
    def where(self) -> str:
        return str(self.plan.settings.get("where", "shown"))

    def cuts(self, stream: str, seq: int) -> bool:
        if self.struck or self.where != "shown" or not self.aimed(stream, seq):
            return False
        self.strike()
        return True

    def delivery(self, crossing: Crossing) -> Move:
        if self.struck or self.where == "shown" or not self.aimed(crossing.stream, crossing.seq):
            return "pass"
        self.strike()
        return cast(Move, f"cut_{self.where}")


STRIKE = OpcuaCut
