"""
Smoke: is everything wired? A token, an order, a message, a posting; seconds, and no verdict.

    people release an order at ERP ----> the integration calls, MES shows it
    people receive a lot at WMS -------> ERP shows it
    the floor shows a consumption -----> the integration confirms the message, and posts it

Only what the integration claims is asked for; what does not come says where to look.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Entry, Strike
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.items import lot
from lotproof.harness.model.seams import DeskCall
from lotproof.harness.model.tags import Tag
from lotproof.harness.plan import make_plan
from lotproof.harness.play.signals import Stage, signal
from lotproof.harness.record.segment import Segment
from lotproof.harness.suite import told
from lotproof.harness.suite.breaking import BreakingOff
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.options import OnProgress, Options, Progress
from lotproof.harness.suite.sockets import SocketLane, opened_lane, opened_world

WAIT_S = 5.0
LOOK_S = 0.02


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was tried: `ok`, how long it took, and where to look if it did not come."""

    name: str
    ok: bool
    took_s: float
    look: str = ""


def smoke(options: Options, tell: OnProgress) -> list[Step]:
    """
    Try the wiring.

    Raises:
        InputError: if the integration does not start or is never ready.
        RigError: if the rig failed.
    """
    return asyncio.run(_smoke(options, tell))


async def _smoke(options: Options, tell: OnProgress) -> list[Step]:
    plan = make_plan(options.scenarios[0], seed=options.seed, size="sketch")
    who = guests(options.integrations, variant=options.variant)
    with BreakingOff() as breaking:
        tell(Progress(stage="start", text="starting broker, floor and systems"))
        async with opened_world(plan.enterprise, options, who) as world, opened_lane(world) as lane:
            breaking.playing = True
            tag = options.tag or world.home.new_tag().text
            return await Smoke(lane, plan.enterprise, tag, tell).all()


class Smoke:
    """The steps, against a lane that stands."""

    def __init__(self, lane: SocketLane, enterprise: dict[str, Any], tag: str, tell: OnProgress) -> None:
        self.lane, self.enterprise, self.tag, self._tell = lane, enterprise, tag, tell
        self.name = lane.company.names[0]
        self.connector: Connector = lane.company.connectors[self.name]
        self.start_us = lane.clock.wall_ns() // 1000
        self.effects: list[Effect] = []
        self.calls: list[str] = []
        self.confirmed: set[tuple[str, int]] = set()

    async def all(self) -> list[Step]:
        """Every step in turn."""
        systems = self.lane.systems
        systems.on_effect = self.effects.append
        systems.on_call = self._call
        systems.on_strike = _nothing
        await systems.begin({"run": "smoke", "start_us": self.start_us, "tag": self.tag, "under_test": [self.name]})
        segment = Segment(self.lane.world.home.path / "smoke.jsonl", writer="smoke", clock=self.lane.clock)
        segment.listen(self._entry)
        self.lane.record(segment, [self.name])
        steps = [Step(name="ready", ok=True, took_s=0.0)]
        for name, act, came, look in self._wanted():
            self._tell(Progress(stage="smoke", text=name))
            steps.append(await _tried(name, act, came, look))
        self.lane.record(None, ())
        segment.close()
        await systems.end()
        return steps

    def _wanted(self) -> Iterator[tuple[str, Callable[[], Awaitable[Any]], Callable[[], bool], str]]:
        claims = self.connector.claims
        yield (
            "token",
            _rest,
            lambda: bool(self.calls),
            "No call reached any system: see world.json, systems.*.token_url.",
        )
        if "order_release" in claims:
            look = "It hears of orders by ERP's webhooks or /changes, and enters them at MES /work-orders."
            yield "order", self._order, lambda: self._made("mes", "work_order", "order", self.tag), look
        if "receipt" in claims:
            look = "It hears of receipts by WMS's webhooks or /changes, and posts at ERP /goods-movements."
            yield "receipt", self._receipt, lambda: self._made("erp", "receipt", "quantity", self.tag), look
        if {"material_issue", "operation_completion", "quality_event"} & set(claims):
            look = "No message was confirmed: see world.json, mqtt.events or opcua, and the credentials there."
            yield "message", self._message, lambda: bool(self.confirmed), look
        if "material_issue" in claims:
            look = "The message was confirmed, but no consumption was posted at MES or ERP."
            yield "posting", _rest, self._consumed, look

    # -- what people and the floor do ------------------------------------------------------------------------------

    async def _order(self) -> None:
        item = _first(self.enterprise, "intermediate")
        plant, line = next(iter(told.machines(self.enterprise)))[:2]
        body = {
            "order": f"SMOKE-{self.tag}",
            "material": self.enterprise["items"][item]["erp_material"],
            "quantity": "10",
            "unit": self.enterprise["items"][item]["unit"],
            "plant": plant,
            "line": line,
            "bom_revision": self.enterprise["boms"][item]["revision"],
            "approved_lots": [],
            "event_time": self._now(),
        }
        await self.lane.systems.desk(DeskCall(system="erp", act="release_order", body=body))

    async def _receipt(self) -> None:
        item = _first(self.enterprise, "raw")
        plant = next(iter(self.enterprise["plants"]))
        line = {
            "item": item,
            "lot": f"SMOKE-{self.tag}",
            "supplier_lot": "SMOKE-1",
            "quantity": "10",
            "unit": self.enterprise["items"][item]["unit"],
            "location": next(iter(self.enterprise["plants"][plant]["locations"])),
        }
        body = {
            "receipt": f"SMOKE-R-{self.tag}",
            "plant": plant,
            "purchase_order": "SMOKE",
            "supplier": next(iter(self.enterprise["suppliers"])),
            "lines": [line],
            "event_time": self._now(),
        }
        await self.lane.systems.desk(DeskCall(system="wms", act="receive", body=body))

    async def _message(self) -> None:
        plant, equipment = next((p, n) for p, _, n, m in told.machines(self.enterprise) if "consumed" in m["kinds"])
        item = _first(self.enterprise, "raw")
        portion = Portion(
            item=lot(item, f"SMOKE-{self.tag}"),
            role="component",
            quantity="1",
            unit=self.enterprise["items"][item]["unit"],
        )
        fact = Fact(
            id="smoke",
            kind="consumed",
            at_us=0,
            plant=plant,
            stream=f"{plant}/{equipment}/consumed",
            equipment=equipment,
            order=f"SMOKE-{self.tag}",
            operation=next(iter(self.enterprise["boms"][_first(self.enterprise, "intermediate")]["operations"])),
            ins=(portion,),
        )
        shown = signal(fact, self._stage(), datetime.now(UTC))
        for channel in self.lane.channels:
            await channel.show(shown)

    def _stage(self) -> Stage:
        lines = told.lines_of(self.enterprise)
        return Stage(tag=Tag(self.tag), start_us=self.start_us, epoch=datetime.now(UTC), lines=lines)

    # -- what comes back -------------------------------------------------------------------------------------------

    def _call(self, client: str, system: str, op: str, nth: int) -> None:
        if client == self.name:
            self.calls.append(f"{system}.{op}")

    def _entry(self, entry: Entry) -> None:
        if entry.kind == "delivered" and entry.body.acked and entry.body.client == self.name:
            self.confirmed.add((entry.body.stream, entry.body.seq))

    def _made(self, system: str, entity: str, field: str, name: str) -> bool:
        return any(
            (effect.system, effect.entity, effect.field) == (system, entity, field)
            and any(name in text for text in (effect.order, effect.lot, effect.key))
            for effect in self.effects
        )

    def _consumed(self) -> bool:
        return any(effect.entity == "consumption" and self.tag in effect.lot for effect in self.effects)

    def _now(self) -> str:
        return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


async def _tried(name: str, act: Callable[[], Awaitable[Any]], came: Callable[[], bool], look: str) -> Step:
    loop = asyncio.get_running_loop()
    before = loop.time()
    await act()
    while not came() and loop.time() < before + WAIT_S:  # noqa: ASYNC110
        await asyncio.sleep(LOOK_S)
    return Step(name=name, ok=came(), took_s=round(loop.time() - before, 2), look="" if came() else look)


async def _rest() -> None:
    """Nothing is to be done for it."""


def _nothing(strike: Strike) -> None:
    """Nothing strikes here."""


def _first(enterprise: dict[str, Any], kind: str) -> str:
    """The first item of that kind."""
    return next(str(code) for code, item in enterprise["items"].items() if item["kind"] == kind)
