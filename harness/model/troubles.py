"""
What a wire asks a fault at each turn, and what the fault may answer. Wires and faults know this page, not each other.

    wire: "this message goes to that client" --> trouble: "pass | twice | hold | cut ..."
"""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

import msgspec
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal

Move = Literal["pass", "twice", "hold", "cut_before", "cut_inside", "cut_after"]
"""
What happens to a message: it passes; it passes and is sent again; it waits; the connection dies before it is sent, in
the middle of its bytes, or right after it.
"""


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """One message on its way to one client; a message that bears no source identity has no `stream`."""

    client: str
    address: str
    stream: str = ""
    seq: int = 0


class Trouble(Protocol):
    """
    One strike of a fault on a wire: it decides, the wire acts.

    `definite` and `hinders` go into its strike entries; `replays` says that with it the sources send again all that
    they have shown so far. `over` says that it has done all it was to do; a wall-time
    bound of `plan.upper_s` ends it in any case.
    """

    plan: StrikePlan
    definite: bool
    hinders: tuple[str, ...]
    replays: bool
    over: bool

    def poison(self, stream: str, seq: int) -> tuple[bytes, ...]:
        """The floor is about to show a signal: what is published before it that nobody can read."""
        ...

    def shown(self, stream: str, seq: int) -> int:
        """The floor has shown a signal: how many times the source shows it again."""
        ...

    def cuts(self, stream: str, seq: int) -> bool:
        """The floor has shown a signal: whether the client's connections die now, whatever was delivered."""
        ...

    def delivery(self, crossing: Crossing) -> Move:
        """A message is about to cross."""
        ...

    def acknowledged(self, crossing: Crossing) -> bool:
        """The client confirmed a message: whether it is sent to it once more."""
        ...

    def release(self) -> bool:
        """Whether what this strike holds back may go on now."""
        ...

    def refuses(self) -> bool:
        """The client tries to connect: whether it is turned away."""
        ...


TroubleMaker = Callable[[StrikePlan, Signal | None], Trouble]
Troubles = Mapping[str, TroubleMaker]
"""Fault name to what makes its strikes; `harness.faults.troubles.troubles()` gives all of them."""
