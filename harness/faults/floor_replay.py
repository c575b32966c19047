"""Every source sends its whole shift again: new event ids, the same streams and numbers, in the old order."""

from lotproof.harness.faults.kinds import Allowed, FaultKind
from lotproof.harness.faults.troubles import Calm

FAULT = FaultKind(
    name="floor_replay",
    title="The machines send everything of the shift again",
    where="floor",
    definite=True,
    allowed=Allowed(),
)


class Replay(Calm):
    """Over when all that was shown before its anchor has been sent again, as events; no value on the wire moves."""

    fault = FAULT.name
    replays = True


STRIKE = Replay
