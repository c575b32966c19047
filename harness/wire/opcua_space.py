"""
The address space of one line: what a client finds when it browses.

    Objects/Machines/{equipment}/State, JobOrderID, {tag}...
                                /Last/{kind}/OccurredAt ... Details, SourceStream, SourceSeq

A folder per machine, and in it a card per kind of fact on which the machine writes the last one, its number at the end.
"""

from datetime import datetime
from typing import Any

import msgspec
from asyncua import Server, ua
from lotproof.harness.wire.showing import TEXT_FIELDS

EVENT_TYPE = "TraceEventType"

QUALITY = {
    "good": ua.StatusCodes.Good,
    "uncertain": ua.StatusCodes.Uncertain,
    "bad": ua.StatusCodes.Bad,
}


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """One machine: the kinds of facts it shows, and its tags."""

    name: str
    kinds: tuple[str, ...]
    tags: tuple[str, ...] = ()


class Space:
    """
    The nodes of one line, by name; `streams` says which stream's number a `SourceSeq` node bears.

    Node ids are strings (`W1.Last.consumed.SourceSeq`), so that they stay the same over restarts.
    """

    def __init__(self, server: Server, index: int, plant: str) -> None:
        self.server, self.index, self.plant = server, index, plant
        self.streams: dict[str, str] = {}
        self.generator: Any = None
        self._machines: dict[str, Any] = {}
        self._known: set[str] = set()

    async def build(self, machines: tuple[Machine, ...]) -> None:
        """Add everything; about a tenth of a millisecond for each variable."""
        folder = await self.server.nodes.objects.add_folder(self.node("Machines"), self.named("Machines"))
        for machine in machines:
            await self._machine(folder, machine)
        self.generator = await self._events()

    def node(self, name: str) -> ua.NodeId:
        return ua.NodeId(name, self.index)

    def named(self, name: str) -> ua.QualifiedName:
        return ua.QualifiedName(name, self.index)

    async def tag(self, equipment: str, name: str) -> ua.NodeId:
        """The node of a tag; one that was not announced is added now."""
        key = f"{equipment}.{name}"
        if key not in self._known:
            await self._variable(self._machines[equipment], key, name, ua.Variant(0.0, ua.VariantType.Double))
        return self.node(key)

    def has(self, name: str) -> bool:
        """Whether there is a node of that name."""
        return name in self._known

    async def _machine(self, folder: Any, machine: Machine) -> None:
        there = await folder.add_object(self.node(machine.name), self.named(machine.name))
        self._machines[machine.name] = there
        for name in ("State", "JobOrderID"):
            await self._variable(there, f"{machine.name}.{name}", name, text(""))
        for name in machine.tags:
            await self.tag(machine.name, name)
        last = await there.add_folder(self.node(f"{machine.name}.Last"), self.named("Last"))
        for kind in machine.kinds:
            await self._card(last, machine.name, kind)

    async def _card(self, last: Any, equipment: str, kind: str) -> None:
        prefix = f"{equipment}.Last.{kind}"
        card = await last.add_object(self.node(prefix), self.named(kind))
        for name in (*TEXT_FIELDS, "SourceStream"):
            await self._variable(card, f"{prefix}.{name}", name, text(""))
        await self._variable(card, f"{prefix}.SourceSeq", "SourceSeq", ua.Variant(0, ua.VariantType.Int64))
        self.streams[f"{prefix}.SourceSeq"] = f"{self.plant}/{equipment}/{kind}"

    async def _variable(self, parent: Any, key: str, name: str, value: ua.Variant) -> None:
        await parent.add_variable(self.node(key), self.named(name), value)
        self._known.add(key)

    async def _events(self) -> Any:
        fields = [(name, ua.VariantType.String) for name in ("SourceStream", "EventKind", *TEXT_FIELDS)]
        properties = [*fields, ("SourceSeq", ua.VariantType.Int64)]
        kind = await self.server.create_custom_event_type(
            self.index, EVENT_TYPE, ua.ObjectIds.BaseEventType, properties
        )
        return await self.server.get_event_generator(kind, ua.ObjectIds.Server)


def text(value: str) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.String)


def stamped(value: ua.Variant, occurred: datetime, wall: datetime, quality: str = "good") -> ua.DataValue:
    """A fresh DataValue: the source's time is sim time, the server's is wall time."""
    code = QUALITY.get(quality.lower(), ua.StatusCodes.Good)
    return ua.DataValue(value, ua.StatusCode(code), SourceTimestamp=occurred, ServerTimestamp=wall)
