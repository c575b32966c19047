"""
An adapter for one interface: what the floor makes and packs is confirmed in MES, ERP and WMS.

    MQTT (QoS 1, session kept) --> SQLite, one transaction --> acknowledged
                                     '--> MES /productions, ERP /goods-movements, WMS /units

A message is acknowledged when it and all that follows from it are on disk. LOTPROOF_WORLD names world.json,
LOTPROOF_PORT the port of `/ready`, LOTPROOF_STATE the folder of its one file.
"""

import asyncio
import json
import logging
import os
import random
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import aiohttp
import gmqtt
from aiohttp import web
from gmqtt.mqtt.constants import UNLIMITED_RECONNECTS, MQTTv311

AGAIN_S, BACKOFF_MAX_S, TIMEOUT_S = 0.2, 2.0, 2.5
CONFIRMED = ("mes", "erp", "wms")
TRANSIENT = (401, 408, 409, 423, 425, 429)
YIELDS = {"output": "good", "co_product": "co_product", "by_product": "by_product", "scrap": "scrap"}
RECEIVED = 0

SCHEMA = """
CREATE TABLE IF NOT EXISTS heard (stream TEXT, seq INTEGER, PRIMARY KEY (stream, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS todo (
    n INTEGER PRIMARY KEY AUTOINCREMENT, system TEXT, key TEXT, path TEXT, body TEXT, needs TEXT, tries_at REAL
);
"""

TO_DO = "INSERT INTO todo (system, key, path, body, needs, tries_at) VALUES (?, ?, ?, ?, ?, 0)"

log = logging.getLogger("confirm")


class Posting(NamedTuple):
    """`needs` is what has to be there before: a path that can be read in the same system."""

    system: str
    path: str
    body: dict[str, Any]
    needs: str = ""


class Unanswered(Exception):
    """Nobody knows whether the call was carried out, or it is to be made again later."""

    def __init__(self, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s


def postings(event: Mapping[str, Any], materials: Mapping[str, str]) -> Iterator[Posting]:
    """What follows from a fact of the floor; from most of them nothing."""
    if event["event_type"] in ("produced", "scrapped"):
        for portion in event["outputs"]:
            yield from confirmed(event, portion, materials)
    elif event["event_type"] == "packed":
        yield packed(event)
    elif event["event_type"] == "unpacked":
        yield unpacked(event)


def confirmed(event: Mapping[str, Any], portion: Mapping[str, Any], materials: Mapping[str, str]) -> Iterator[Posting]:
    run = {"order": event["job_order_id"], "operation": event["operation"]}
    role = "scrap" if event["event_type"] == "scrapped" else portion["role"]
    made = {**amount(portion), "yield": YIELDS.get(role, "good")}
    by = {"item": portion["item"], "equipment": event["equipment"], "operator": event["operator"]}
    known = f"/work-orders/{quote(run['order'], safe='')}"
    yield Posting("mes", "/productions", {**run, **by, **made}, known)
    line = {**made, "material": materials[portion["item"]], "location": portion["location"]}
    yield Posting("erp", "/goods-movements", {"movement_type": "production", **run, "lines": [line]})


def packed(event: Mapping[str, Any]) -> Posting:
    unit = next(portion for portion in event["outputs"] if portion.get("sscc"))
    where = {"plant": event["plant"], "location": unit["location"], "equipment": event["equipment"]}
    head = {"sscc": unit["sscc"], "order": event["job_order_id"], **where}
    return Posting("wms", "/units", {**head, **held(event["inputs"])})


def unpacked(event: Mapping[str, Any]) -> Posting:
    """One queue for WMS keeps packing, unpacking and packing again of a unit in their order."""
    unit = next(portion["sscc"] for portion in event["inputs"] if portion.get("sscc"))
    out = {"equipment": event["equipment"], **held(event["outputs"])}
    return Posting("wms", f"/units/{unit}/unpack", out, f"/units/{unit}")


def held(portions: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Lots, and whole units that stand in another."""
    lines = [{"item": portion["item"], **amount(portion)} for portion in portions if not portion.get("sscc")]
    return {"lines": lines, "units": [portion["sscc"] for portion in portions if portion.get("sscc")]}


def amount(portion: Mapping[str, Any]) -> dict[str, Any]:
    return {name: portion[name] for name in ("lot", "quantity", "unit")}


class Book:
    """What was heard, and what is still to be posted, in one file."""

    def __init__(self, path: Path, materials: Mapping[str, str]) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(SCHEMA)
        self.materials = materials

    def hear(self, payload: bytes) -> None:
        """
        Take a message up, once, whatever copy of it this is.

        Raises:
            ValueError, KeyError, TypeError, StopIteration: if it cannot be understood.
        """
        event = json.loads(payload)
        source = f"{event['stream']}#{event['seq']}"
        said = {"reference": source, "source_events": [source], "event_time": event["occurred_at"]}
        todo = list(postings(event, self.materials))
        self.db.execute("BEGIN IMMEDIATE")
        new = self.db.execute("INSERT OR IGNORE INTO heard VALUES (?, ?)", (event["stream"], event["seq"])).rowcount
        for number, (system, path, body, needs) in enumerate(todo if new else ()):
            row = (system, f"{source}/{number}", path, json.dumps({**body, **said}), needs)
            self.db.execute(
                "INSERT INTO todo (system, key, path, body, needs, tries_at) VALUES (?, ?, ?, ?, ?, 0)", row
            )
        self.db.execute("COMMIT")

    def next(self, system: str, now: float) -> Any:
        sql = "SELECT n, key, path, body, needs FROM todo WHERE system = ? AND tries_at <= ? ORDER BY n LIMIT 1"
        return self.db.execute(sql, (system, now)).fetchone()

    def later(self, n: int, at: float) -> None:
        self.db.execute("UPDATE todo SET tries_at = ? WHERE n = ?", (at, n))

    def all_may_go(self) -> None:
        """Times of a process that is gone mean nothing."""
        self.db.execute("UPDATE todo SET tries_at = 0")

    def done(self, n: int) -> None:
        self.db.execute("DELETE FROM todo WHERE n = ?", (n,))


class System:
    """One business system over HTTP."""

    def __init__(self, name: str, endpoint: Mapping[str, Any], session: aiohttp.ClientSession) -> None:
        self.name, self.endpoint, self.session = name, endpoint, session
        self.token = ""
        self.failures = 0

    async def call(self, method: str, path: str, body: str = "", key: str = "") -> int:
        """
        One call; its status.

        Raises:
            Unanswered: if it is to be made again.
        """
        headers = {"authorization": f"Bearer {self.token or await self._token()}", "content-type": "application/json"}
        if key:
            headers["idempotency-key"] = key
        status, wait, answer = await self._send(method, self.endpoint["url"] + path, headers=headers, data=body or None)
        if status == 401:
            self.token = ""
        if status >= 500 or (status in TRANSIENT and answer.get("code") != "unit-exists"):
            raise Unanswered(wait)
        self.failures = 0
        if status >= 400 and method != "GET":
            log.error("%s refused %s %s: %s", self.name, path, body, answer)
        return status

    async def pause(self, failed: Unanswered) -> None:
        """Retry-After where it was said; else longer each time, and never quite as long as others."""
        self.failures += 1
        grown = min(BACKOFF_MAX_S, 0.1 * 2 ** min(self.failures, 8)) * random.uniform(0.6, 1.0)
        await asyncio.sleep(failed.wait_s or grown)

    async def _token(self) -> str:
        own = self.endpoint["credentials"]
        auth = aiohttp.BasicAuth(own["client_id"], own["client_secret"])
        form = {"grant_type": "client_credentials"}
        status, wait, answer = await self._send("POST", self.endpoint["token_url"], auth=auth, data=form)
        if status != 200:
            raise Unanswered(wait)
        self.token = str(answer["access_token"])
        return self.token

    async def _send(self, method: str, url: str, **more: Any) -> tuple[int, float, Any]:
        try:
            async with self.session.request(method, url, **more) as answer:
                wait = answer.headers.get("retry-after", "")
                return answer.status, float(wait) if wait.isdigit() else 0.0, await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as lost:
            raise Unanswered from lost


class Poster:
    """Posts what is to be posted to one system, each with its key until it is done."""

    def __init__(self, book: Book, system: System) -> None:
        self.book, self.system = book, system

    async def run(self) -> None:
        now = asyncio.get_running_loop().time
        while True:
            waiting = self.book.next(self.system.name, now())
            if not waiting:
                await asyncio.sleep(0.05)
                continue
            try:
                if not await self.attempt(*waiting):
                    self.book.later(waiting[0], now() + AGAIN_S)
            except Unanswered as failed:
                await self.system.pause(failed)

    async def attempt(self, n: int, key: str, path: str, body: str, needs: str) -> bool:
        """False where what it needs has not come yet: others go first."""
        if needs and await self.system.call("GET", needs) == 404:
            return False
        await self.system.call("POST", path, body, key)
        self.book.done(n)
        return True


class Ear:
    """One MQTT session that outlives its connections: what we miss, the broker keeps."""

    def __init__(self, endpoint: Mapping[str, Any], book: Book) -> None:
        self.endpoint, self.book, self.ready = endpoint, book, False

    async def listen(self) -> None:
        client = self.client = gmqtt.Client(
            self.endpoint["client_id"], clean_session=False, optimistic_acknowledgement=False
        )
        own = self.endpoint["credentials"]
        client.set_auth_credentials(own["username"], own["password"])
        client.set_config({"reconnect_retries": UNLIMITED_RECONNECTS, "reconnect_delay": AGAIN_S})
        client.on_connect = lambda client, *_: client.subscribe(self.endpoint["events"], qos=1)
        client.on_subscribe = self._subscribed
        client.on_message = self._message
        while True:
            try:
                await client.connect(self.endpoint["host"], int(self.endpoint["port"]), version=MQTTv311)
                return
            except (OSError, gmqtt.MQTTConnectError):
                await asyncio.sleep(AGAIN_S)

    def _subscribed(self, *_: object) -> None:
        self.ready = True

    async def _message(self, _client: Any, topic: str, payload: bytes, *_: object) -> int:
        """Its return is the acknowledgement. What cannot be understood is put aside in the log, and stops nothing."""
        try:
            self.book.hear(bytes(payload))
        except (ValueError, KeyError, TypeError, StopIteration) as wrong:
            log.error("on %s something that cannot be understood (%r): %r", topic, wrong, payload[:500])
        return RECEIVED


def ready_when(ear: Ear) -> web.Application:
    async def ready(_request: web.Request) -> web.Response:
        return web.Response(status=200 if ear.ready else 503)

    app = web.Application()
    app.router.add_get("/ready", ready)
    return app


async def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    world = json.loads(Path(os.environ["LOTPROOF_WORLD"]).read_text())
    materials = {item["code"]: item["erp_material"] for item in world["items"]}
    book = Book(Path(os.environ["LOTPROOF_STATE"]) / "confirm.sqlite", materials)
    book.all_may_go()
    ear = Ear(world["mqtt"], book)
    runner = web.AppRunner(ready_when(ear))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["LOTPROOF_PORT"])).start()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
        posters = [Poster(book, System(name, world["systems"][name], session)) for name in CONFIRMED]
        await asyncio.gather(ear.listen(), *(poster.run() for poster in posters))


if __name__ == "__main__":
    asyncio.run(main())
