"""
The strikes of faults in the business systems: a base that lets everything pass, and the list of all that know better.

    call --> refuses? (the connection dies unanswered) --> before? (a problem instead of work) --> work
         --> after? (work was committed; the answer gets lost)
    change announced --> sends: once, twice, or held until a later one has passed

Mocks and faults know this page; which calls may be struck at all (a client's under test, never a desk's) the kit says.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar, Literal

import lotproof.harness.faults as package
import msgspec
from lotproof.harness.faults.kinds import FaultKind, kinds
from lotproof.harness.model.plans import StrikePlan

End = Literal["", "reset", "close", "hang"]
"""How a connection dies: with RST, with FIN, or never by itself."""


class CallSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A call as a fault sees it; `posts` says whether it would commit something."""

    system: str
    client: str
    op: str
    posts: bool


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that is answered instead of the work: a code of the kit, and the status that it goes out with."""

    code: str
    status: int
    retry_after_s: int = 0


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """How a change is sent: so many copies, at once or one after the other; or not before a later one is through."""

    copies: int = 1
    together: bool = False
    held: bool = False


ONCE = Sending()


class CalmCall:
    """
    A strike that changes nothing: the base of all others. It only decides.

    `settings["op"]` narrows it to one operation; `plan.attempts` hits on postings end it, `plan.upper_s` in any case.
    """

    fault: ClassVar[str]
    attempts: ClassVar[int] = 0
    """How many hits end it where the plan does not say: 0 means that only time does."""

    def __init__(self, plan: StrikePlan) -> None:
        kind: FaultKind = kinds()[plan.fault]
        self.plan, self.definite, self.hinders = plan, kind.definite, kind.hinders(plan.target)
        self.left = plan.attempts or self.attempts
        self.over = False

    @property
    def op(self) -> str:
        return str(self.plan.settings.get("op", ""))

    def aimed(self, call: CallSeen) -> bool:
        return not self.over and self.op in ("", call.op)

    def spend(self) -> None:
        """One hit less to give."""
        if self.left:
            self.left -= 1
            self.over = self.left == 0

    def refuses(self, call: CallSeen) -> bool:
        """The request is here: whether its connection dies with nothing done and nothing said."""
        return False

    def before(self, call: CallSeen) -> Refusal | None:
        """The caller is known and let in: what is answered instead of the work."""
        return None

    def after(self, call: CallSeen, committed: bool) -> End:
        """The work is done: how the connection dies before the answer is out."""
        return ""

    def sends(self, kind: str, stream: str, seq: int) -> Sending:
        """A change is about to be sent to a client."""
        return ONCE

    def passed(self, stream: str, seq: int) -> bool:
        """A change has reached the client: whether what this strike holds may go now."""
        return False

    def shuts(self) -> bool:
        """It begins: whether the client's connections that lie idle are closed."""
        return False

    def revokes(self) -> bool:
        """It begins: whether all tokens of the client die."""
        return False

    def denied(self) -> None:
        """A call with a token that this strike has killed was turned away."""


CallTroubles = Mapping[str, Callable[[StrikePlan], CalmCall]]


@cache
def call_troubles() -> CallTroubles:
    """Every fault that works in a business system, by name."""
    found: dict[str, Callable[[StrikePlan], CalmCall]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        strike = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "CALL_STRIKE", None)
        if strike is not None:
            found[strike.fault] = strike
    return found
