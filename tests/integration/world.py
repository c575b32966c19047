"""A small world, written by hand: four systems that book what they are sent, a floor that is a list, one clock."""

import asyncio
import base64
import hashlib
import hmac
import json
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lotproof.harness.play.virtual import VirtualLoop, run_virtual
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import Answer, Ports, Unreachable
from lotproof.mocks.integration.settings import Settings

START = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cw=="
ITEMS = [
    {"code": "TOMATO", "unit": "kg", "erp_material": "000000000000100001", "inspected": True, "gtin": "04012345111118"},
    {"code": "SALT", "unit": "kg", "erp_material": "000000000000100003"},
    {"code": "SAUCE", "unit": "kg", "erp_material": "000000000000100011", "kind": "intermediate"},
    {"code": "JAR", "unit": "EA", "erp_material": "000000000000100021", "kind": "finished", "decimals": 0},
]
BOMS = [
    {"material": "000000000000100011", "components": [{"material": "100001"}, {"material": "100003"}]},
    {"material": "000000000000100021", "components": [{"material": "100011"}]},
]
RULES = {"grace_s": 1.0, "completion_grace_s": 2.0}


def world() -> dict[str, Any]:
    systems = {
        name: {
            "url": f"http://{name}",
            "webhook_secret": SECRET,
            "credentials": {"client_id": "a", "client_secret": "b"},
        }
        for name in ("erp", "mes", "qms", "wms")
    }
    plants = [{"name": "NORTH", "timezone": "Europe/Berlin"}]
    return {"systems": systems, "plants": plants, "items": ITEMS, "rules": RULES}


class Clock:
    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Systems:
    """
    Takes everything, once per idempotency key. `script` holds answers that are given first, per `system path`: a
    status, with headers; `lost` answers that are committed and not heard; `slow` how long an answer takes, in seconds.
    """

    def __init__(self) -> None:
        self.booked: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        self.calls: list[tuple[float, str, str, str]] = []
        self.script: dict[str, list[tuple[int, dict[str, str], dict[str, Any]]]] = defaultdict(list)
        self.lost: Counter[str] = Counter()
        self.slow: dict[str, float] = {}
        self.there: set[str] = set()

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> Answer:
        parts = urlsplit(url)
        system, path = parts.hostname or "", parts.path
        await asyncio.sleep(0.001)
        if path == "/token":
            return told(200, {"access_token": "t", "expires_in": 15})
        if method == "GET":
            return self.read(system, path, parse_qs(parts.query))
        if path == "/webhooks":
            return told(201, {"id": "w1"})
        try:
            return self.book(system, path, headers.get("idempotency-key", ""), body)
        finally:
            await asyncio.sleep(self.slow.get(f"{system} {path}", 0))

    def read(self, system: str, path: str, query: Mapping[str, Any]) -> Answer:
        if path == "/changes":
            return told(200, {"items": [], "next": None})
        listed = {"/items": [], "/boms": BOMS}.get(path) if system == "erp" else None
        if listed is not None:
            return told(200, {"items": listed, "next": None})
        return told(200 if f"{system} {path}" in self.there else 404, {"code": "unknown-lot"})

    def book(self, system: str, path: str, key: str, body: bytes) -> Answer:
        place = f"{system} {path}"
        self.calls.append((asyncio.get_running_loop().time(), place, key, body.decode()))
        if self.script[place]:
            status, headers, said = self.script[place].pop(0)
            return told(status, said, headers)
        self.booked.setdefault((system, key), (path, json.loads(body)))
        if self.lost[place]:
            self.lost[place] -= 1
            raise Unreachable("reset")
        return told(201, {"id": key})

    def posted(self, place: str) -> list[dict[str, Any]]:
        """What was booked there, in order."""
        system, path = place.split(" ")
        return [body for (where, _), (at, body) in self.booked.items() if (where, at) == (system, path)]

    def net(self) -> Counter[str]:
        """All that was booked, without order; what is told of a lot or an order counts by its last word only."""
        last: dict[str, str] = {}
        sums: Counter[str] = Counter()
        for (system, _), (path, body) in self.booked.items():
            if path.endswith("/status"):
                last[f"{system} {path}"] = body["status"]
            else:
                sums[f"{system} {path} {json.dumps(body, sort_keys=True)}"] += 1
        return sums + Counter(f"{place} {status}" for place, status in last.items())


def told(status: int, said: dict[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status=status, headers=headers or {}, body=json.dumps(said).encode())


class Bench:
    """An integration in this world; `restart` leaves it the database and nothing else."""

    def __init__(self, build: Callable[..., Integration] = Integration, **settings: Any) -> None:
        self.systems = Systems()
        self.database = sqlite3.connect(":memory:")
        self.settings = Settings(**settings)
        self.build = build
        self._start()

    def _start(self) -> None:
        ports = Ports(
            clock=Clock(),
            http=self.systems,
            floors=(),
            open_store=lambda name: self.database,
            chance=random.Random(1),
        )
        self.integration = self.build(world(), self.settings, ports)
        self.task = asyncio.create_task(self.integration.run())

    async def restart(self) -> None:
        await self.stop()
        self._start()

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def hear(self, *messages: dict[str, Any]) -> None:
        """The floor and the systems say this."""
        for message in messages:
            if "event_type" in message:
                topic = f"northfield/NORTH/processing/L1/{message['equipment']}/_event/{message['event_type']}"
                await self.integration.heard("mqtt", topic, json.dumps(message).encode(), False, False)
            else:
                await self.deliver(message)

    async def deliver(self, message: dict[str, Any], **changes: str) -> int:
        body = json.dumps({**message, "system": message["event"]["stream"].split("/")[0]}).encode()
        stamp = str(int((START + timedelta(seconds=asyncio.get_running_loop().time())).timestamp()))
        headers = {"webhook-id": "m1", "webhook-timestamp": stamp, **changes}
        headers.setdefault("webhook-signature", signature(headers, body))
        return await self.integration.webhook(json.loads(body)["system"], headers, body)

    async def get(self, path: str, **query: str) -> Any:
        answer = await self.integration.get(path, query)
        return json.loads(answer.body)

    async def exceptions(self, *, still_open: bool = True) -> dict[str, dict[str, Any]]:
        listed = await self.get("/exceptions")
        return {one["code"]: one for one in listed if not (still_open and one["closed_at"])}


def signature(headers: Mapping[str, str], body: bytes) -> str:
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


def live(story: Callable[[Bench], Coroutine[Any, Any, Any]], **more: Any) -> Any:
    """Play a story on a loop whose clock moves only when everybody waits."""

    async def main(loop: VirtualLoop) -> Any:
        bench = Bench(**more)
        await asyncio.sleep(0.1)
        try:
            return await story(bench)
        finally:
            await bench.stop()

    return run_virtual(main)


async def settled(seconds: float = 10.0) -> None:
    """Time passes, none of it ours."""
    await asyncio.sleep(seconds)


# --- what is said -----------------------------------------------------------------------------------------------------


def at(minute: int) -> str:
    return (datetime(2024, 5, 1, 6, tzinfo=UTC) + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def part(item: str, lot: str, quantity: str, role: str = "input", unit: str = "kg") -> dict[str, Any]:
    return {"kind": "lot", "item": item, "lot": lot, "quantity": quantity, "unit": unit, "role": role, "location": "L"}


def floor(kind: str, seq: int, minute: int, *, equipment: str = "W1", order: str = "", **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"e{seq}",
        "stream": f"NORTH/{equipment}/{kind}",
        "seq": seq,
        "event_type": kind,
        "occurred_at": at(minute),
        "plant": "NORTH",
        "line": "L1",
        "equipment": equipment,
        "operator": "ann",
        "operation": "10",
        "job_order_id": order,
        "inputs": [],
        "outputs": [],
        "details": {},
        **more,
    }


def change(stream: str, kind: str, seq: int, minute: int, **data: Any) -> dict[str, Any]:
    event = {"stream": stream, "seq": seq}
    return {"type": kind, "event": event, "occurred_at": at(minute), "plant": "NORTH", "data": data}


def receipt(seq: int, item: str, lot: str, quantity: str) -> dict[str, Any]:
    line = {"item": item, "lot": lot, "supplier_lot": f"F-{lot}", "quantity": quantity, "unit": "kg", "location": "RAW"}
    said = {"receipt": f"R{seq}", "purchase_order": "PO1", "supplier": "FARMCO", "lines": [line]}
    return change("wms/receipts", "goods_received", seq, seq, **said)


def order(seq: int, number: str, material: str, kind: str = "order_released", quantity: str = "100") -> dict[str, Any]:
    said = {"order": number, "material": material, "quantity": quantity, "unit": "kg", "plant": "NORTH", "line": "L1"}
    return change("erp/orders", kind, seq, seq, bom_revision="A", approved_lots=[], **said)


def status(seq: int, number: str, kind: str, item: str = "SAUCE") -> dict[str, Any]:
    return change("mes/orders", kind, seq, 100 + seq, order=number, item=item, plant="NORTH", line="L1")


def hold(seq: int, number: str, lot: str, kind: str = "hold_placed", item: str = "SAUCE") -> dict[str, Any]:
    return change("qms/holds", kind, seq, 200 + seq, hold=number, item=item, lot=lot, plant="NORTH", reason="smell")


def decision(seq: int, lot: str, said: str) -> dict[str, Any]:
    return change("qms/decisions", "usage_decision", seq, 20 + seq, item="TOMATO", lot=lot, decision=said)


MORNING = (
    receipt(1, "TOMATO", "T1", "400"),
    receipt(2, "SALT", "S1", "60"),
    decision(1, "T1", "accepted"),
    order(1, "M1", "000000000000100011"),
    status(1, "M1", "order_started"),
    floor("consumed", 1, 30, order="M1", step="M1", inputs=[part("TOMATO", "T1", "150")]),
    floor("consumed", 2, 30, order="M1", step="M1", inputs=[part("TOMATO", "T1", "150")]),
    floor("consumed", 3, 31, order="M1", step="M1", inputs=[part("SALT", "S1", "6")]),
    floor("produced", 1, 40, equipment="X1", order="M1", step="M1", outputs=[part("SAUCE", "A1", "300", "output")]),
    status(2, "M1", "order_completed"),
    order(2, "K1", "000000000000100021", quantity="600"),
    floor("consumed", 4, 130, order="K1", step="K1", inputs=[part("SAUCE", "A1", "120")]),
    floor(
        "produced", 2, 140, equipment="P1", order="K1", step="K1", outputs=[part("JAR", "J1", "600", "output", "EA")]
    ),
    floor(
        "packed",
        1,
        150,
        equipment="Z1",
        order="K1",
        inputs=[part("JAR", "J1", "400", "content", "EA")],
        outputs=[{"kind": "unit", "sscc": "006141410000000012", "role": "content", "location": "FG"}],
    ),
    change(
        "wms/shipments",
        "shipment_confirmed",
        1,
        160,
        shipment="S1",
        customer="CITYMART",
        units=[
            {"sscc": "006141410000000012", "lines": [{"item": "JAR", "lot": "J1", "quantity": "400", "unit": "EA"}]}
        ],
    ),
    hold(1, "H1", "A1"),
    hold(2, "H2", "J1", item="JAR"),
    hold(3, "H1", "A1", "hold_released"),
)
"""Two weighings that look alike, a lot made and used, jars packed and shipped, and two holds, one of them released."""
