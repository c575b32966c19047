"""The client's connection dies at a message; whether the client has it, it alone knows."""

from typing import cast

from lotproof.harness.faults.cut import Cut
from lotproof.harness.faults.kinds import Allowed, FaultKind, floor_flows
from lotproof.harness.model.troubles import Crossing, Move

FAULT = FaultKind(
    name="mqtt_cut",
    title="The MQTT connection is cut at a message",
    where="mqtt",
    definite=False,
    settings={"where": "after (default), inside (half of its bytes) or before the message"},
    rests_on=("persistent_sessions", "offline_queue"),
    hinders=floor_flows,
    allowed=Allowed(settings={"where": ("after", "inside", "before")}, attempts=(-1, 3)),
)


class MqttCut(Cut):
    fault = FAULT.name

    def delivery(self, crossing: Crossing) -> Move:
        if self.struck or not self.aimed(crossing.stream, crossing.seq):
            return "pass"
        self.strike()
        return cast(Move, f"cut_{self.plan.settings.get('where', 'after')}")


STRIKE = MqttCut
