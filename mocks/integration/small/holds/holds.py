"""
An adapter for one interface: what QMS holds, releases and decides is so in ERP, WMS and MES.

    QMS /changes -------------------+
    MES /consumptions, /productions +--> SQLite, one transaction --> statuses to tell --> ERP, WMS, MES

It polls. What was made of a held lot it reads from MES, so it needs nobody else's memory. LOTPROOF_WORLD names
world.json, LOTPROOF_PORT the port of `/ready`, LOTPROOF_STATE the folder of its one file.
"""

import asyncio
import json
import os
import random
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from aiohttp import web

POLL_S, BACKOFF_MAX_S, TIMEOUT_S = 0.5, 2.0, 2.5
TOLD = ("erp", "wms", "mes")
TRANSIENT = (401, 408, 409, 423, 425, 429)
GONE = ("scrap", "return_to_supplier")

SCHEMA = """
CREATE TABLE IF NOT EXISTS cursor (feed TEXT PRIMARY KEY, after TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hold (hold TEXT PRIMARY KEY, item TEXT, lot TEXT, active INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fate (item TEXT, lot TEXT, fate TEXT NOT NULL, PRIMARY KEY (item, lot));
CREATE TABLE IF NOT EXISTS told (item TEXT, lot TEXT, status TEXT NOT NULL, PRIMARY KEY (item, lot));
CREATE TABLE IF NOT EXISTS step (
    id TEXT PRIMARY KEY, side TEXT, step TEXT, item TEXT, lot TEXT, quantity REAL, at TEXT
);
CREATE INDEX IF NOT EXISTS step_of ON step (item, lot);
CREATE INDEX IF NOT EXISTS step_in ON step (step);
CREATE TABLE IF NOT EXISTS todo (
    n INTEGER PRIMARY KEY AUTOINCREMENT, system TEXT, subject TEXT, key TEXT, path TEXT, body TEXT, rank INTEGER,
    UNIQUE (system, subject)
);
"""
MADE_OF = """
SELECT DISTINCT {other}.item, {other}.lot FROM step i JOIN step o ON i.step = o.step AND i.at <= o.at
WHERE i.side = 'in' AND o.side = 'out' AND {one}.item = ? AND {one}.lot = ?
GROUP BY i.item, i.lot, o.item, o.lot HAVING sum(i.quantity) > 0 AND sum(o.quantity) > 0
"""


class Lot(NamedTuple):
    item: str
    lot: str


class Said(NamedTuple):
    """Who said what is told, and when that happened: every posting bears both."""

    source: str
    at: str


class Unanswered(Exception):
    """Nobody knows whether the call was carried out, or it is to be made again later."""

    def __init__(self, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s


class Book:
    """
    Everything that is known and still to be told, in one file.

    Args:
        path: the SQLite file.
        world: world.json.
    """

    def __init__(self, path: Path, world: Mapping[str, Any]) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(SCHEMA)
        self.rules: Mapping[str, Any] = world["rules"]
        self.items: dict[str, Any] = {item["code"]: item for item in world["items"]}
        self.started = bool(self.after("started", ""))

    def after(self, feed: str, first: str) -> str:
        row = self.db.execute("SELECT after FROM cursor WHERE feed = ?", (feed,)).fetchone()
        return str(row[0]) if row else first

    def move(self, feed: str, after: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?)", (feed, after))

    # -- what is heard

    def change(self, change: Mapping[str, Any]) -> None:
        """One entry of QMS's feed."""
        data, kind = change["data"], change["type"]
        said = Said(f"{change['event']['stream']}#{change['event']['seq']}", change["occurred_at"])
        if kind in ("hold_placed", "hold_released"):
            active = kind == "hold_placed"
            row = (data["hold"], data["item"], data["lot"], active)
            self.db.execute("INSERT OR REPLACE INTO hold VALUES (?, ?, ?, ?)", row)
            self.refresh(self.reach(Lot(data["item"], data["lot"])), said)
        elif kind == "usage_decision":
            self.fate(Lot(data["item"], data["lot"]), data["decision"], said)
        elif kind == "lot_disposed":
            self.disposed(data, said)

    def disposed(self, data: Mapping[str, Any], said: Said) -> None:
        lot = Lot(data["item"], data["lot"])
        if data["disposition"] in GONE:
            line = {name: data[name] for name in ("lot", "quantity", "unit", "location")}
            line["material"] = self.items[lot.item]["erp_material"]
            body = {"movement_type": "disposal", "lines": [line]}
            self.to_do("erp", f"disposal {data['disposition_id']}", "/goods-movements", body, said)
        if data["disposition"] == "scrap":
            self.fate(lot, "scrapped", said)

    def fate(self, lot: Lot, fate: str, said: Said) -> None:
        """A usage decision, or that it was scrapped, which stays."""
        known = self.db.execute("SELECT fate FROM fate WHERE item = ? AND lot = ?", lot).fetchone()
        if not known or known[0] != "scrapped":
            self.db.execute("INSERT OR REPLACE INTO fate VALUES (?, ?, ?)", (*lot, fate))
        self.refresh([lot], said)

    def used_or_made(self, side: str, document: Mapping[str, Any]) -> None:
        """A consumption or production in MES. Scrap is nobody's child."""
        if document.get("yield") == "scrap":
            return
        lot, step = Lot(document["item"], document["lot"]), f"{document['order']}/{document['operation']}"
        row = (f"{side} {document['id']}", side, step, *lot, float(document["quantity"]), document["event_time"])
        if self.db.execute("INSERT OR IGNORE INTO step VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount:
            self.refresh(self.reach(lot), Said(document["reference"] or document["id"], document["event_time"]))

    # -- what follows

    def reach(self, lot: Lot) -> list[Lot]:
        """The lot and all that was made of it."""
        return self._walk(lot, MADE_OF.format(one="i", other="o"))

    def origins(self, lot: Lot) -> list[Lot]:
        """The lot and all that it was made of."""
        return self._walk(lot, MADE_OF.format(one="o", other="i"))

    def _walk(self, lot: Lot, sql: str) -> list[Lot]:
        found = [lot]
        for one in found:
            found += [other for row in self.db.execute(sql, one) if (other := Lot(*row)) not in found]
        return found

    def holds(self, lot: Lot) -> list[str]:
        """The holds in force on it and on what it was made of."""
        sql = "SELECT hold FROM hold WHERE item = ? AND lot = ? AND active"
        over = self.origins(lot) if self.rules.get("hold_cascade") == "made_of" else [lot]
        return sorted(hold for one in over for (hold,) in self.db.execute(sql, one))

    def refresh(self, lots: list[Lot], said: Said) -> None:
        """Tell of each lot whose status is another than was told last."""
        for lot in lots:
            told = self.db.execute("SELECT status FROM told WHERE item = ? AND lot = ?", lot).fetchone()
            holds = self.holds(lot)
            status = self.status(lot, holds, told is not None)
            if status and (told is None or told[0] != status):
                self.db.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (*lot, status))
                self.tell(lot, status, holds, said)

    def status(self, lot: Lot, holds: list[str], told: bool) -> str:
        """What must stand in every system; empty where the systems' own rule stands."""
        says: Mapping[str, str] = self.rules["lot_status"]
        fate = self.db.execute("SELECT fate FROM fate WHERE item = ? AND lot = ?", lot).fetchone()
        if fate and fate[0] in ("scrapped", "rejected"):
            return says[fate[0]]
        if holds:
            return says["held"]
        if fate:
            return says[fate[0]]
        return says["undecided" if self.items[lot.item].get("inspected") else "accepted"] if told else ""

    def tell(self, lot: Lot, status: str, holds: list[str], said: Said) -> None:
        for system in TOLD:
            item = self.items[lot.item]["erp_material"] if system == "erp" else lot.item
            path = f"/lots/{quote(item, safe='')}/{quote(lot.lot, safe='')}/status"
            body = {"status": status, "reason": "held" if holds else "decided", "holds": holds}
            self.to_do(system, f"status {lot.item}/{lot.lot}", path, body, said, first=status == "blocked")

    def to_do(
        self, system: str, subject: str, path: str, body: dict[str, Any], said: Said, *, first: bool = False
    ) -> None:
        """A newer posting about the same subject replaces one that is not out yet; what was there before us is old."""
        if self.started:
            whole = {**body, "reference": said.source, "source_events": [said.source], "event_time": said.at}
            row = (system, subject, str(uuid4()), path, json.dumps(whole), 0 if first else 1)
            self.db.execute(
                "INSERT OR REPLACE INTO todo (system, subject, key, path, body, rank) VALUES (?, ?, ?, ?, ?, ?)", row
            )

    def next(self, system: str) -> Any:
        """What goes out next there: whatever blocks goes first."""
        sql = "SELECT n, key, path, body FROM todo WHERE system = ? ORDER BY rank, n LIMIT 1"
        return self.db.execute(sql, (system,)).fetchone()

    def done(self, n: int) -> None:
        self.db.execute("DELETE FROM todo WHERE n = ?", (n,))


class System:
    """One business system over HTTP."""

    def __init__(self, name: str, endpoint: Mapping[str, Any], session: aiohttp.ClientSession) -> None:
        self.name, self.endpoint, self.session = name, endpoint, session
        self.token = ""
        self.failures = 0

    async def call(self, method: str, path: str, body: str = "", key: str = "") -> Any:
        """
        One call; what a permanent refusal says goes to the log, and gives None.

        Raises:
            Unanswered: if it is to be made again.
        """
        headers = {"authorization": f"Bearer {self.token or await self._token()}", "content-type": "application/json"}
        if key:
            headers["idempotency-key"] = key
        status, wait, answer = await self._send(method, self.endpoint["url"] + path, headers=headers, data=body or None)
        if status == 401:
            self.token = ""
        if status >= 500 or status in TRANSIENT:
            raise Unanswered(wait)
        self.failures = 0
        if status >= 400:
            print(f"{self.name} refused {method} {path}: {answer}", file=sys.stderr, flush=True)
            return None
        return answer

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


class Adapter:
    """Four loops over one book."""

    def __init__(self, book: Book, systems: dict[str, System]) -> None:
        self.book, self.systems = book, systems

    async def run(self) -> None:
        """For ever. At the very first start what is there already is learnt, and not told again."""
        while not self.book.started:
            try:
                for look in (self.look_at_mes, self.look_at_qms):
                    await look()
                self.book.move("started", "yes")
                self.book.started = True
            except Unanswered:
                await asyncio.sleep(POLL_S)
        looking = (self.watch(self.look_at_qms, "qms"), self.watch(self.look_at_mes, "mes"))
        await asyncio.gather(*looking, *map(self.post, TOLD))

    async def watch(self, look: Any, system: str) -> None:
        while True:
            try:
                await look()
                await asyncio.sleep(POLL_S)
            except Unanswered as failed:
                await self.systems[system].pause(failed)

    async def look_at_qms(self) -> None:
        """Entry and cursor are written down together, so a feed is neither skipped nor read twice."""
        after = self.book.after("qms", "0")
        while page := (await self.systems["qms"].call("GET", f"/changes?after={after}&limit=200"))["items"]:
            after = str(page[-1]["cursor"])
            with transaction(self.book.db):
                for change in page:
                    self.book.change(change)
                self.book.move("qms", after)

    async def look_at_mes(self) -> None:
        """A list has no end to go on from: its last page is read again, and each document counts once."""
        for side, path in (("in", "/consumptions"), ("out", "/productions")):
            cursor: str | None = self.book.after(path, "")
            while cursor is not None:
                query = f"{path}?limit=200" + (f"&cursor={cursor}" if cursor else "")
                page = await self.systems["mes"].call("GET", query)
                with transaction(self.book.db):
                    for document in page["items"]:
                        self.book.used_or_made(side, document)
                    self.book.move(path, cursor)
                cursor = page["next"] and str(page["next"])

    async def post(self, system: str) -> None:
        """What is to be told to one system, one after the other, each with its key until it is done."""
        while True:
            waiting = self.book.next(system)
            if not waiting:
                await asyncio.sleep(0.05)
                continue
            n, key, path, body = waiting
            try:
                await self.systems[system].call("POST", path, body, key)
                self.book.done(n)
            except Unanswered as failed:
                await self.systems[system].pause(failed)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def ready_when(book: Book) -> web.Application:
    async def ready(_request: web.Request) -> web.Response:
        return web.Response(status=200 if book.started else 503)

    app = web.Application()
    app.router.add_get("/ready", ready)
    return app


async def main() -> None:
    world = json.loads(Path(os.environ["LOTPROOF_WORLD"]).read_text())
    book = Book(Path(os.environ["LOTPROOF_STATE"]) / "holds.sqlite", world)
    runner = web.AppRunner(ready_when(book))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["LOTPROOF_PORT"])).start()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
        systems = {name: System(name, endpoint, session) for name, endpoint in world["systems"].items()}
        await Adapter(book, systems).run()


if __name__ == "__main__":
    asyncio.run(main())
