"""A world on sockets with the Node.js integration in it, and hands that act at desks and on the floor."""

import asyncio
import itertools
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import lotproof.mocks.integration as integrations
import msgspec
import pytest
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.model.seams import DeskCall, Signal
from lotproof.harness.plan.enterprises import enterprise
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.sockets import SocketLane, opened_lane, opened_world

NODE = Path(str(integrations.__file__)).parent / "node"
DEADLINE_S = 20.0
DAY = "2021-03-01T0{hour}:00:00.000Z"


def installed() -> None:
    """Skips where the integration cannot run."""
    if not (NODE / "node_modules").exists() or not shutil.which("node"):
        pytest.skip("needs Node.js and the packages that `make node-integration` installs")


class Rig:
    """
    What people and machines do, and what the systems have come to know by it.

    Lots, orders and holds are named as if each test were alone; outside they bear the number of its turn.
    """

    def __init__(self, lane: SocketLane, start_us: int) -> None:
        self.lane, self._seq, self.turn = lane, itertools.count(start_us), 0
        self.effects: list[Effect] = []
        self.strikes: list[Strike] = []
        lane.systems.on_effect = self.effects.append
        lane.systems.on_strike = self.strikes.append

    def next_turn(self) -> None:
        """Another test: other lots and orders, nothing seen so far."""
        self.turn += 1
        self.effects.clear()
        self.strikes.clear()

    def named(self, name: str) -> str:
        return f"{name}-{self.turn}"

    async def until(self, true: Callable[[], Any]) -> Any:
        """What it gives as soon as that is true; fails after the deadline."""
        end = time.monotonic() + DEADLINE_S
        while not (value := true()):
            assert time.monotonic() < end, f"not true within {DEADLINE_S} s; effects: {self.effects[-12:]}"
            await asyncio.sleep(0.02)
        return value

    def made(self, path: str, **match: str) -> list[Effect]:
        """Effects on `system.entity.field` that the integration made."""
        match = {name: self.named(value) if name in ("lot", "order") else value for name, value in match.items()}
        mine = (one for one in self.effects if one.client == "node-batch")
        found = (one for one in mine if f"{one.system}.{one.entity}.{one.field}" == path)
        return [one for one in found if all(getattr(one, name) == value for name, value in match.items())]

    def total(self, path: str, **match: str) -> Decimal:
        return sum((Decimal(one.delta) for one in self.made(path, **match)), Decimal(0))

    async def sum_is(self, path: str, quantity: str, **match: str) -> None:
        await self.until(lambda: self.total(path, **match) == Decimal(quantity))

    async def status_is(self, system: str, lot: str, status: str) -> None:
        """The last that the integration said of a lot."""
        await self.until(lambda: [e.value for e in self.made(f"{system}.lot.status", lot=lot)][-1:] == [status])

    async def desk(self, system: str, act: str, **body: Any) -> None:
        call = DeskCall(system=system, act=act, body={"event_time": DAY.format(hour=1), **body})
        answer = await self.lane.systems.desk(call)
        assert answer.done, answer

    async def strike(self, name: str, target: str, **more: Any) -> None:
        await self.lane.systems.strike(StrikePlan(name=name, fault=name, at=Anchor(call="x"), target=target, **more))

    async def hit(self, name: str) -> None:
        await self.until(lambda: [one for one in self.strikes if one.strike == name and one.phase == "hit"])

    async def show(self, equipment: str, kind: str, *, ins: Any = (), outs: Any = (), **said: Any) -> int:
        """One fact on the floor; gives its number."""
        line = "L1" if equipment in ("W1", "M1") else "L2"
        stream, seq = f"NORTH/{equipment}/{kind}", said.pop("seq", None) or next(self._seq)
        at = said.pop("at", DAY.format(hour=2))
        words = {
            "job_order_id": self.named("M1"),
            "operation": "10",
            "step": "s1",
            "operator": "ann",
            "details": {},
            **said,
        }
        payload = {"event_id": f"e{seq}", "stream": stream, "seq": seq, "event_type": kind, "occurred_at": at}
        signal = Signal(
            fact=f"f{seq}",
            kind=kind,
            plant="NORTH",
            line=line,
            equipment=equipment,
            stream=stream,
            seq=seq,
            occurred_at=at,
            payload={**payload, "inputs": list(ins), "outputs": list(outs), **words},
        )
        for channel in self.lane.channels:
            await channel.show(signal)
        return seq

    async def taken(self, stream: str, seq: int) -> None:
        """The integration has this fact in its file."""
        file = self.lane.world.home.client_folder("node-batch") / "state" / "state.json"
        await self.until(lambda: seq in msgspec.json.decode(file.read_bytes())["seen"].get(stream, ()))

    async def consume(self, lot: str, quantity: str, **said: Any) -> int:
        seq = await self.show("W1", "consumed", ins=[self.part(lot, quantity, "input")], **said)
        await self.taken("NORTH/W1/consumed", seq)
        return seq

    async def produce(self, lot: str, quantity: str, **said: Any) -> int:
        seq = await self.show("M1", "produced", outs=[self.part(lot, quantity, "output")], **said)
        await self.taken("NORTH/M1/produced", seq)
        return seq

    async def receive(self, lot: str, quantity: str) -> None:
        item, number = self.named(lot).split("/")
        line = {"item": item, "lot": number, "supplier_lot": "F1", "quantity": quantity, "unit": "kg"}
        words = {"receipt": f"R-{number}", "plant": "NORTH", "purchase_order": "PO1", "supplier": "FARMCO"}
        await self.desk("wms", "receive", **words, lines=[{**line, "location": "RAW"}])
        await self.sum_is("erp.receipt.quantity", quantity, lot=lot.split("/")[1])

    async def order(self) -> None:
        order = self.named("M1")
        said = {"material": "000000000000200001", "quantity": "100", "unit": "kg", "bom_revision": "B"}
        lots = [{"material": "000000000000100001", "lot": "T1"}]
        where = {"plant": "NORTH", "line": "L1"}
        await self.desk("erp", "release_order", order=order, **said, **where, approved_lots=lots)
        await self.until(lambda: self.made("mes.work_order.order", value=order))

    def part(self, lot: str, quantity: str, role: str) -> dict[str, str]:
        item, number = self.named(lot).split("/")
        said = {"kind": "lot", "item": item, "lot": number, "role": role, "quantity": quantity, "unit": "kg"}
        return {**said, "location": "LINE" if role == "input" else "WIP"}

    async def exceptions(self) -> list[dict[str, Any]]:
        url = self.lane.company.connectors["node-batch"].exceptions.url
        reply = await self.lane.ask(url)
        return list(msgspec.json.decode(reply.body))

    async def raised(self, code: str, *, of: str = "", closed: bool = False) -> dict[str, Any]:
        """The exception of this code, open or closed, as soon as it is there; `of` is the thing that it is about."""
        end = time.monotonic() + DEADLINE_S
        while True:
            queue = await self.exceptions()
            coded = [one for one in queue if one["code"] == code and bool(one["closed_at"]) is closed]
            found = [one for one in coded if of in ("", one["subject"]["id"])]
            if found:
                return found[-1]
            assert time.monotonic() < end, f"no {code} within {DEADLINE_S} s: {queue}"
            await asyncio.sleep(0.05)


@asynccontextmanager
async def opened_rig(folder: Path) -> AsyncIterator[Rig]:
    """A new world; when this ends nothing of it is left."""
    installed()
    who = guests([NODE / "lotproof.toml"])
    async with opened_world(enterprise("northfield"), Options(), who) as world, opened_lane(world) as lane:
        start_us = lane.clock.wall_ns() // 1000
        run = {"run": "test", "segment": str(folder / "systems.jsonl"), "start_us": start_us, "tag": "TEST"}
        await lane.systems.begin({**run, "epoch": "2021-03-01T00:00:00+00:00", "under_test": ["node-batch"]})
        lane.record(None, ["node-batch"])
        yield Rig(lane, start_us)
        await lane.systems.end()
