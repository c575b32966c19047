"""A posting is committed and the connection dies before the answer is out: done, and the caller was told nothing."""

from typing import cast

from lotproof.harness.faults.calls import CallSeen, CalmCall, End
from lotproof.harness.faults.kinds import Allowed, FaultKind, flows_of

FAULT = FaultKind(
    name="http_lost_answer",
    title="The answer to a committed posting is lost",
    where="http",
    definite=False,
    settings={
        "op": "the operation; without it, any posting",
        "how": "reset (default: RST), close (FIN) or hang (no answer until caller or strike give up)",
    },
    hinders=flows_of,
    allowed=Allowed(settings={"how": ("reset", "close", "hang")}, attempts=(1, 3), calls=True),
)


class LostAnswer(CalmCall):
    fault = FAULT.name
    attempts = 1

    def after(self, call: CallSeen, committed: bool) -> End:
        if not committed or not self.aimed(call):
            return ""
        self.spend()
        return cast(End, self.plan.settings.get("how", "reset"))


CALL_STRIKE = LostAnswer
