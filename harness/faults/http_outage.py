"""A system is away: it answers 503 or 500 to everything, or closes every connection unanswered."""

from lotproof.harness.faults.calls import CallSeen, CalmCall, Refusal
from lotproof.harness.faults.kinds import Allowed, FaultKind, flows_of

FAULT = FaultKind(
    name="http_outage",
    title="A system is not available",
    where="http",
    definite=True,
    settings={
        "op": "the operation; without it, all of them, reads and tokens too (only postings count as attempts)",
        "status": "503 (default), 500 or refuse (the connection is closed without an answer)",
        "retry_after_s": "what Retry-After says with a 503, 1",
    },
    hinders=flows_of,
    allowed=Allowed(
        settings={"status": ("503", "500", "refuse"), "retry_after_s": (1, 2)}, attempts=(0, 4), calls=True
    ),
)

CODES = {"503": "unavailable", "500": "internal-error"}


class Outage(CalmCall):
    fault = FAULT.name

    @property
    def status(self) -> str:
        return str(self.plan.settings.get("status", "503"))

    def shuts(self) -> bool:
        return self.status == "refuse"

    def refuses(self, call: CallSeen) -> bool:
        return self.status == "refuse" and self._hits(call)

    def before(self, call: CallSeen) -> Refusal | None:
        if self.status == "refuse" or not self._hits(call):
            return None
        wait_s = int(self.plan.settings.get("retry_after_s", 1)) if self.status == "503" else 0
        return Refusal(code=CODES[self.status], status=int(self.status), retry_after_s=wait_s)

    def _hits(self, call: CallSeen) -> bool:
        if not self.aimed(call):
            return False
        if call.posts or self.op:
            self.spend()
        return True


CALL_STRIKE = Outage
