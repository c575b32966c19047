"""A small enterprise, its clients, and short words for calling the systems."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import BODIES
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.model.seams import DeskAnswer, DeskCall
from lotproof.harness.record.segment import read
from lotproof.mocks.kit.config import ClientConfig, HostConfig, RunStart
from lotproof.mocks.local import LocalSystems

WORD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
START_US = 1_700_000_000_000_000
TOMATO, SAUCE = "000000000000100001", "000000000000200001"

ENTERPRISE: dict[str, Any] = {
    "name": "northfield",
    "systems": {"erp": {"title": "ERP"}, "mes": {}, "qms": {}, "wms": {}},
    "items": {
        "TOMATO": {
            "name": "Tomatoes",
            "kind": "raw",
            "unit": "kg",
            "erp_material": TOMATO,
            "inspected": True,
            "decimals": 3,
        },
        "SAUCE": {"name": "Sauce", "kind": "intermediate", "unit": "kg", "erp_material": SAUCE, "decimals": 3},
    },
    "suppliers": {"FARMCO": {"name": "Farm Co"}},
    "customers": {"CITYMART": {"name": "City Mart"}},
    "boms": {"SAUCE": {"revision": "B", "operations": {"10": [{"item": "TOMATO", "quantity": "0.8"}]}}},
    "plants": {"NORTH": {"locations": {"RAW": {"kind": "storage"}, "QUAR": {"kind": "quarantine"}}}},
    "rules": {"return_status": "blocked"},
}

CLIENTS = {
    "reference": ClientConfig(secret="s:1 %", webhook_secret=WORD),
    "escort": ClientConfig(secret="e", webhook_secret=WORD),
    "person": ClientConfig(secret="p", role="person"),
    "rig": ClientConfig(secret="r", role="rig"),
}


def config(folder: Path | None = None, **more: Any) -> HostConfig:
    return HostConfig(enterprise=ENTERPRISE, clients=CLIENTS, folder=str(folder or ""), **more)


def start(segment: Path | None = None, run: str = "r1") -> RunStart:
    where = str(segment) if segment else None
    return RunStart(run=run, segment=where, start_us=START_US, tag="0A1B", under_test=("reference",))


def strike(fault: str, target: str, *, attempts: int = 0, upper_s: float = 5.0, **settings: Any) -> StrikePlan:
    anchor = Anchor(fact="consumed")
    return StrikePlan(
        name=f"{fault}-1",
        fault=fault,
        at=anchor,
        target=target,
        attempts=attempts,
        upper_s=upper_s,
        settings=settings,
    )


class Got(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["code"])


class Client:
    """An integration in the same process, or whoever has its credentials."""

    def __init__(self, systems: LocalSystems, name: str = "reference") -> None:
        self.systems, self.name = systems, name
        self.tokens: dict[str, str] = {}

    async def token(self, system: str) -> str:
        form = {"grant_type": "client_credentials", "client_id": self.name, "client_secret": CLIENTS[self.name].secret}
        got = await self.raw("POST", system, "/token", {}, urlencoded(form))
        self.tokens[system] = got.body["access_token"]
        return self.tokens[system]

    async def post(self, system: str, path: str, body: Any = None, key: str = "", **headers: str) -> Got:
        keyed = {"idempotency-key": f'"{key}"'} if key else {}
        sent = json.dumps(body if body is not None else {}).encode()
        return await self.call("POST", system, path, sent, **{**keyed, **headers})

    async def get(self, system: str, path: str) -> Got:
        return await self.call("GET", system, path, b"")

    async def call(self, method: str, system: str, path: str, body: bytes, **headers: str) -> Got:
        token = self.tokens.get(system) or await self.token(system)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.raw(method, system, path, {"authorization": f"Bearer {token}", **named}, body)

    async def raw(self, method: str, system: str, path: str, headers: Mapping[str, str], body: bytes) -> Got:
        status, told, answer = await self.systems.request(
            method, self.systems.urls[system] + path, headers, body, timeout_s=5.0
        )
        return Got(status=status, headers=told, body=json.loads(answer) if answer else None)


def urlencoded(form: Mapping[str, str]) -> bytes:

    return urlencode(form).encode()


async def desk(systems: Any, system: str, act: str, **body: Any) -> DeskAnswer:
    """What a person enters."""
    answer: DeskAnswer = await systems.desk(DeskCall(system=system, act=act, body=body))
    return answer


def told(effects: list[Effect], *names: str) -> list[tuple[str, ...]]:
    """Entity and field, value or delta, and the named parts of each effect; then they are forgotten."""
    rows = [(f"{e.entity}.{e.field}", e.delta or e.value, *(getattr(e, name) for name in names)) for e in effects]
    effects.clear()
    return rows


def entries(segment: Path, kind: str) -> list[dict[str, Any]]:
    """The bodies of all entries of a kind, whole, with their id."""
    shape = {**BODIES, "effect": Effect}[kind]
    found = ((entry.id, msgspec.convert(entry.body, shape)) for entry in read(segment) if entry.kind == kind)
    return [{**msgspec.structs.asdict(body), "_id": id} for id, body in found]


async def until(holds: Callable[[], bool]) -> None:
    """Return as soon as it holds; fails after ten seconds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for is told by no event
            await asyncio.sleep(0.01)


# -- what is posted most

ORDER = {"order": "M1-0A1B", "material": TOMATO, "quantity": "500", "unit": "kg", "plant": "NORTH", "line": "L1"}
WORK_ORDER = {"order": "M1-0A1B", "item": "SAUCE", "quantity": "500", "unit": "kg", "plant": "NORTH", "line": "L1"}
CONSUMED = {"order": "M1-0A1B", "operation": "10", "item": "TOMATO", "lot": "T1", "quantity": "1.5", "unit": "kg"}
RECEIVED = {
    "receipt": "R1",
    "plant": "NORTH",
    "purchase_order": "PO1",
    "supplier": "FARMCO",
    "lines": [
        {"item": "TOMATO", "lot": "T1", "supplier_lot": "FT-77", "quantity": "400", "unit": "kg", "location": "RAW"}
    ],
}


def movement(kind: str, quantity: Any = "40", **more: Any) -> dict[str, Any]:
    line = {"material": TOMATO, "lot": "T1", "quantity": quantity, "unit": "kg", "location": "RAW"}
    to_line = {name: more.pop(name) for name in tuple(more) if name in ("to_location", "yield", "lot", "status")}
    return {"movement_type": kind, "lines": [{**line, **to_line}], **more}
