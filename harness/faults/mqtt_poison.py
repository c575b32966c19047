"""A message that nobody can read lies between the real ones; it bears no identity and stands for no fact."""

from lotproof.harness.faults.kinds import Allowed, FaultKind
from lotproof.harness.faults.troubles import Calm

FAULT = FaultKind(
    name="mqtt_poison",
    title="A message that cannot be read is published beside the real ones",
    where="mqtt",
    definite=True,
    settings={
        "what": "broken_json (default: it ends in the middle) or wrong_shape (JSON, but no event)",
        "times": "how many, 1",
    },
    allowed=Allowed(settings={"what": ("broken_json", "wrong_shape"), "times": (1, 2, 3)}),
)

BROKEN_JSON = '{{"event_id": "{id}", "stream": "NORTH/'
WRONG_SHAPE = '{{"event_type": ["consumed"], "inputs": "many", "seq": null, "occurred_at": 12, "event_id": "{id}"}}'


class Poison(Calm):
    """
    Published once, before the message that it is aimed at.

    No two are equal: whoever sees the same bytes again may rightly take them for the same message.
    """

    fault = FAULT.name

    def poison(self, stream: str, seq: int) -> tuple[bytes, ...]:
        if self.over or not self.aimed(stream, seq):
            return ()
        self.over = True
        wrong = WRONG_SHAPE if self.plan.settings.get("what") == "wrong_shape" else BROKEN_JSON
        times = int(self.plan.settings.get("times", 1))
        return tuple(wrong.format(id=f"{self.plan.name}-{seq}-{number}").encode() for number in range(times))


STRIKE = Poison
