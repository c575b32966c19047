"""
The seams between the conductor and what it drives. Each has a real and an in-process side.

    plant --facts--> conductor --Signal--> Channel ==wire==> integration
                        |                                        |
                        '---DeskCall---> Systems <===HTTP========'
                                            |
                        conductor <--Effect-'   (patience and open facts look at effects)
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import RigError
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import StrikePlan


class DeskCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What a person enters: `act` is a name that the system's desk table knows, `body` its form, already rendered.

    `expect` is `done` (the call must succeed: else the rig is wrong) or `maybe` (a business refusal is possible).
    """

    system: str
    act: str
    body: dict[str, Any]
    fact: str = ""
    expect: str = "done"
    manual: bool = False


class DeskAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the system answered: `status` (HTTP), the parsed `body`, the change it announced, the posting's id."""

    status: int
    body: Any = None
    posting: str = ""
    stream: str = ""
    seq: int = 0

    @property
    def done(self) -> bool:
        return 200 <= self.status < 300


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A condition on a system's state, met as soon as an effect matches every given part.

    `match` are fields of `Effect` with rendered values; `any_of` are alternatives, each such a match.
    """

    match: dict[str, str]
    any_of: tuple[dict[str, str], ...] = ()

    def met_by(self, effect: Effect) -> bool:
        choices = self.any_of or ({},)
        whole = ({**self.match, **choice} for choice in choices)
        return any(all(getattr(effect, name) == value for name, value in one.items()) for one in whole)


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A fact as the floor shows it: identifiers rendered, times absolute (ISO 8601 with zone), `seq` the wire's.

    `payload` is the UNS envelope (contract, "Identity on the wires"); `values` what a state wire shows beside it.
    """

    fact: str
    kind: str
    plant: str
    line: str
    equipment: str
    stream: str
    seq: int
    occurred_at: str
    payload: dict[str, Any]
    values: dict[str, Any] = {}


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An HTTP answer as the rig's own askers see it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Channel(Protocol):
    """One wire of the floor. Signals are recorded by the conductor before, deliveries by the channel itself."""

    name: str

    async def open(self) -> None: ...

    async def show(self, signal: Signal) -> None: ...

    async def strike(self, plan: StrikePlan, signal: Signal | None) -> None: ...

    def away(self) -> bool:
        """Whether a client whose connection was cut on a wire that shows state has not come back yet."""
        ...

    async def close(self) -> None: ...


class Systems(Protocol):
    """The business systems, wherever they run."""

    on_effect: Callable[[Effect], None]
    on_call: Callable[[str, str, str, int], None]
    """client, system, op, nth"""
    on_strike: Callable[[Strike], None]
    on_gone: Callable[[RigError], None]
    """The systems ended and nobody had asked them to."""

    async def open(self) -> None: ...

    async def begin(self, run: Mapping[str, Any]) -> None: ...

    async def desk(self, call: DeskCall) -> DeskAnswer: ...

    async def strike(self, plan: StrikePlan) -> None: ...

    async def state(self) -> Mapping[str, Any]: ...

    async def end(self) -> None: ...

    async def close(self) -> None: ...


class Plant(Protocol):
    """A SimPy world that is stepped from outside."""

    def peek_us(self) -> int | None: ...

    def step(self) -> list[Fact]: ...
