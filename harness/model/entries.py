"""
The ledger's entries: one shape for all, and one body per kind.

Published as JSON Schema; from the first release on only added to.
"""

from typing import Any, Literal

import msgspec

EntryKind = Literal[
    "run",
    "fact",
    "sent",
    "delivered",
    "call",
    "effect",
    "answer",
    "desk",
    "strike",
    "process",
    "observed",
    "settle",
    "lag",
    "end",
]

VERSION = 1


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """
    One line of a ledger segment.

    `seq` is gapless per writer. `sim` is sim time in microseconds from the run's epoch, or null where the writer
    does not know it. `wall_ns` is UTC; `mono_ns` orders entries within a host. Entries of one posting share `id`.
    """

    v: int
    writer: str
    seq: int
    kind: EntryKind
    id: str
    causes: tuple[str, ...]
    sim: int | None
    wall_ns: int
    mono_ns: int
    body: Any


class Sent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact left on a wire: `wire` (`mqtt`, `opcua`, `memory`), the address on it, and the source identity."""

    wire: str
    address: str
    stream: str
    seq: int
    fact: str = ""
    event_id: str = ""
    resend: bool = False


class Delivered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A copy crossed the wire to a client. `acked` says whether the client confirmed it; until then it is *may*.

    `copy` counts deliveries of one identity to one client on one wire, from 1.
    """

    wire: str
    address: str
    client: str
    stream: str
    seq: int
    copy_no: int = 1
    dup: bool = False
    acked: bool = False
    how: str = ""


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A request was received whole.

    `op` is the operation's name; `nth` counts the client's calls of that operation. `source_events` are the source
    events (`stream#seq`) that a posting says it follows from.
    """

    system: str
    client: str
    op: str
    method: str
    path: str
    nth: int = 0
    idempotency_key: str = ""
    traceparent: str = ""
    size: int = 0
    digest: str = ""
    desk: bool = False
    source_events: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The last byte was handed over, or the connection died.

    `status` is what the handler answered; `wire_status` what went out (0: nothing); `delivered` whether the last
    byte was handed over; `committed` whether a transaction was committed; `replayed` whether the answer came out of
    the idempotency store.
    """

    system: str
    client: str
    op: str
    status: int
    wire_status: int
    delivered: bool
    committed: bool = False
    replayed: bool = False
    fault: str = ""
    problem: str = ""


class Webhook(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Never an entry of its own: the shape of `delivered` bodies with `wire: webhook`. Kept for the schema page."""

    system: str
    stream: str
    seq: int
    status: int


class DeskAct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """People entered something: `act` is the desk's word; `posting` the call; `stream, seq` what was announced."""

    fact: str
    system: str
    act: str
    status: int
    posting: str = ""
    stream: str = ""
    seq: int = 0
    took_s: float = 0.0
    manual: bool = False
    problem: str = ""


class Strike(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One activation of a fault: `phase` is `start`, `hit` or `end`.

    `target` is what it struck (`mqtt`, `opcua`, a system, `process`); `hinders` the flows whose deadlines stand
    still from start to end. A `hit` names what it touched: a source identity, a posting.
    """

    strike: str
    fault: str
    target: str
    phase: Literal["start", "hit", "end"]
    hinders: tuple[str, ...] = ()
    definite: bool = True
    stream: str = ""
    seq: int = 0
    posting: str = ""
    fact: str = ""
    detail: str = ""


class ProcessEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What happened to a process of the integration: started, ready, killed, stopped, died, flooding. `role` is `rig`
    where one of ours is meant: gone.
    """

    role: str
    what: str
    pid: int = 0
    code: int | None = None
    detail: str = ""


OURS = "rig: "
"""How the problem of an `Observed` begins that is not the integration's."""


class Observed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What the rig asked and was answered.

    `what` is `trace`, `exceptions`, `figures`, `state`; `name_trace`: asked by each name of one thing; `outage_trace`:
    asked in mid-run, while a system is away; `repeated_trace`: one question, asked whenever an order is completed; or
    `export`: a regulator's export, an EPCIS document's pages or a sheet's columns and rows. `question` is the query;
    `answer` the parsed answer, or null with `problem` where it could not be used.
    """

    what: str
    source: str
    question: dict[str, str] = {}
    answer: Any = None
    problem: str = ""
    status: int = 0
    took_s: float = 0.0


class Settle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the wait for quiet ended: `complete` (all must-effects are in) or `deadline`."""

    why: str
    waited_s: float
    open_facts: tuple[str, ...] = ()


class Lag(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The rig's own delay: `what` was late by `late_s`."""

    what: str
    late_s: float


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The header of a segment. `start_us` is the run's start in Unix microseconds: every stream starts there.

    `notes` are sentences for the report, about what the world could not give. `clients` says who took part and which
    flows each carried, the escort too. `lacks` are the guarantees that the broker does not give, as measured.
    """

    run: str
    tag: str
    scenario: str
    seed: int
    lane: str
    start_us: int
    epoch: str
    versions: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    clients: dict[str, tuple[str, ...]] = {}
    lacks: tuple[str, ...] = ()


class End(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The footer: how the run ended (`played`, `interrupted`, `integration died`, `rig failed`, `rig died`).

    `entries` is how many entries each other segment had by then, by writer: a segment that has fewer was cut since.
    """

    how: str
    detail: str = ""
    entries: dict[str, int] = {}


BODIES: dict[str, type[msgspec.Struct]] = {
    "sent": Sent,
    "delivered": Delivered,
    "call": Call,
    "answer": Answer,
    "desk": DeskAct,
    "strike": Strike,
    "process": ProcessEvent,
    "observed": Observed,
    "settle": Settle,
    "lag": Lag,
    "run": Run,
    "end": End,
}
"""The body of each kind; `fact` bears `model.facts.Fact` and `effect` bears `model.effects.Effect`."""
