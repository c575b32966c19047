"""The systems on real sockets, in a process of their own."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import InputError, RigError
from lotproof.mocks.remote import RemoteSystems

from tests.mocks.landscape import CLIENTS, ORDER, Client, config, desk, entries, movement, start, strike, until

pytestmark = pytest.mark.sockets

PATH, PART = "/goods-movements", movement("receipt", receipt="R1")


class Caller(Client):
    """A client that keeps its connections."""

    def __init__(self, systems: Any, session: aiohttp.ClientSession, name: str = "reference") -> None:
        super().__init__(_Over(systems, session), name)  # type: ignore[arg-type]


class _Over:
    """`request` as the systems in process have it, over sockets."""

    def __init__(self, systems: Any, session: aiohttp.ClientSession) -> None:
        self.urls, self._session = systems.urls, session

    async def request(
        self, method: str, url: str, headers: Any, body: bytes, timeout_s: float
    ) -> tuple[int, Any, bytes]:
        limit = aiohttp.ClientTimeout(total=timeout_s)
        async with self._session.request(method, url, headers=headers, data=body, timeout=limit) as answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, told, await answer.read()


@pytest.fixture
async def systems(tmp_path: Path, segment: Path) -> AsyncIterator[RemoteSystems]:
    opened = RemoteSystems(config(tmp_path / "state"))
    await opened.open()
    await opened.begin(start(segment))
    yield opened
    await opened.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def caller(systems: RemoteSystems, session: aiohttp.ClientSession) -> Caller:
    return Caller(systems, session)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("reset", ConnectionResetError),
        ("close", aiohttp.ServerDisconnectedError),
        ("hang", TimeoutError),
    ],
)
async def test_an_answer_is_lost_on_the_wire(
    systems: RemoteSystems, caller: Caller, segment: Path, how: str, error: type[Exception]
) -> None:
    """RST, FIN or silence after the commit: the caller cannot know, the record does, and the key tells."""
    await caller.token("erp")
    await systems.strike(strike("http_lost_answer", "erp", how=how))
    with pytest.raises((error, aiohttp.ClientOSError) if how == "reset" else error):
        await asyncio.wait_for(caller.post("erp", PATH, PART, key="k1"), 0.5)
    again = await caller.post("erp", PATH, PART, key="k1")

    def lost() -> list[dict[str, Any]]:
        return [a for a in entries(segment, "answer") if a["fault"] == "http_lost_answer"]

    await until(lambda: bool(lost()))  # it is written when the connection is seen to be gone

    assert (again.status, again.headers["idempotency-replayed"]) == (201, "true")
    assert [(a["committed"], a["delivered"], a["wire_status"]) for a in lost()] == [(True, False, 0)]


async def test_a_connection_is_kept(systems: RemoteSystems, segment: Path) -> None:
    """One connection carries many requests."""
    opened = 0

    async def count(*given: Any) -> None:
        nonlocal opened
        opened += 1

    traced = aiohttp.TraceConfig()
    traced.on_connection_create_end.append(count)
    async with aiohttp.ClientSession(trace_configs=[traced]) as session:
        caller = Caller(systems, session)
        for _ in range(5):
            await caller.get("erp", "/items")

    assert opened == 1


async def test_an_outage_closes_connections_that_lie_idle(systems: RemoteSystems, session: Any) -> None:
    """Where a system is away, the kept connections of the client under test die as it begins; others live on."""
    mine, others = Caller(systems, session), Caller(systems, aiohttp.ClientSession(), "escort")
    await mine.get("erp", "/items")
    await others.get("erp", "/items")
    kept = [next(iter(c.systems._session.connector._conns.values()))[0][0] for c in (mine, others)]
    await systems.strike(strike("http_outage", "erp", status="refuse", attempts=1))
    await until(lambda: not kept[0].is_connected())
    with pytest.raises(aiohttp.ClientError):
        await mine.post("erp", PATH, PART)

    assert kept[1].is_connected()
    assert (await others.post("erp", PATH, PART)).status == 201
    assert (await mine.post("erp", PATH, PART)).status == 201
    await others.systems._session.close()


async def test_the_conductor_hears_of_everything(systems: RemoteSystems, caller: Caller) -> None:
    """Effects, calls and strikes come over the line to the host as they happen."""
    effects: list[Effect] = []
    calls: list[tuple[str, str, str, int]] = []
    strikes: list[Strike] = []
    systems.on_effect, systems.on_strike = effects.append, strikes.append
    systems.on_call = lambda *call: calls.append(call)
    await systems.strike(strike("http_locked", "erp"))
    await caller.post("erp", PATH, PART)
    done = await desk(systems, "erp", "release_order", **ORDER)
    await until(lambda: len(effects) >= 2)

    assert (done.status, done.stream) == (201, "erp/orders")
    assert [e.field for e in effects] == ["status", "quantity"]
    assert calls[-1] == ("reference", "erp", "goods_movements", 1)
    assert [s.phase for s in strikes] == ["start", "hit", "end"]
    assert (await systems.state())["erp"]["values"][0]["value"] == "released"


async def test_webhooks_go_out_over_sockets(systems: RemoteSystems, caller: Caller) -> None:
    """A registered address hears of a change, though its first answer was a redirect, which is no success."""
    seen: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.Response(status=302 if len(seen) == 1 else 204, headers={"location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    await caller.post("erp", "/webhooks", {"url": f"http://127.0.0.1:{port}/hook"})
    await desk(systems, "erp", "release_order", **ORDER)
    await until(lambda: len(seen) == 2)
    await runner.cleanup()

    assert [s["type"] for s in seen] == ["order_released"] * 2


async def test_a_port_that_was_named_and_is_taken_is_the_users_matter(tmp_path: Path) -> None:
    """It is named, and the exit code is 2; no process is left."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        systems = RemoteSystems(config(ports={"mes": port}))
        with pytest.raises(InputError, match=f"mes cannot listen.*|127.0.0.1:{port}") as refused:
            await systems.open()

    assert (refused.value.exit_code, str(port) in str(refused.value)) == (2, True)
    assert systems._process is not None and systems._process.returncode is not None


async def test_a_port_that_was_named_is_used(tmp_path: Path) -> None:
    """The same address next time."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    systems = RemoteSystems(config(ports={"qms": port}))
    await systems.open()
    await systems.close()

    assert systems.urls["qms"] == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("how", ["eof", "sigterm"])
async def test_it_ends_when_it_is_told(how: str) -> None:
    """The end of its input or SIGTERM: it ends by itself, with code 0 and not a word."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lotproof.mocks.host"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    opened = {"id": 1, "do": "open", "with": msgspec.to_builtins(config())}
    process.stdin.write(msgspec.json.encode(opened) + b"\n")
    await asyncio.wait_for(process.stdout.readline(), 20)
    process.stdin.close() if how == "eof" else process.send_signal(signal.SIGTERM)
    code = await asyncio.wait_for(process.wait(), 20)

    assert (code, await process.stderr.read()) == (0, b"")


async def test_it_does_not_outlive_who_opened_it(tmp_path: Path) -> None:
    """A conductor that is killed leaves no host behind."""
    program = (
        "import asyncio, sys\n"
        "from tests.mocks.landscape import config\n"
        "from lotproof.mocks.remote import RemoteSystems\n"
        "async def main():\n"
        "    systems = RemoteSystems(config())\n"
        "    await systems.open()\n"
        "    print(systems.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parents[2]
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, cwd=root
    )
    assert parent.stdout
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 20))
    parent.kill()
    await parent.wait()

    await until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def test_what_was_committed_before_a_crash_comes_into_the_ledger(tmp_path: Path, session: Any) -> None:
    """The host is killed, its segment has lost its last lines; the next host appends what the table has, once."""
    segment, state = tmp_path / "ledger" / "systems.jsonl", tmp_path / "state"
    first = RemoteSystems(config(state))
    gone: list[RigError] = []
    first.on_gone = gone.append
    await first.open()
    await first.begin(start(segment))
    caller = Caller(first, session)
    await caller.post("erp", PATH, PART, key="k1")
    whole = entries(segment, "effect")
    os.kill(first.pid, signal.SIGKILL)
    await until(lambda: bool(gone))
    await first.close()
    _cut(segment, keep_effects=1)

    second = RemoteSystems(config(state))
    await second.open()
    heard: list[Effect] = []
    second.on_effect = heard.append
    await second.begin(start(segment))
    again = Caller(second, session)
    replayed = await again.post("erp", PATH, PART, key="k1")
    more = await again.post("erp", PATH, PART)
    await second.close()
    effects, calls = entries(segment, "effect"), entries(segment, "call")

    assert effects[: len(whole)] == whole
    assert replayed.headers["idempotency-replayed"] == "true"
    assert [c["nth"] for c in calls if c["op"] == "goods_movements"] == [1, 2, 3]
    assert more.headers["lotproof-posting"] == calls[-1]["_id"]
    assert len({c["_id"] for c in calls}) == len(calls)


def _cut(segment: Path, *, keep_effects: int) -> None:
    """As a crash between commit and ledger leaves it: the last whole line is that of an effect, then half a line."""
    kept, seen = [], 0
    for line in segment.read_bytes().splitlines(keepends=True):
        seen += b'"kind":"effect"' in line
        kept.append(line)
        if seen == keep_effects:
            break
    segment.write_bytes(b"".join(kept) + b'{"v":1,"wri')


async def test_a_host_that_is_gone_is_the_rigs_fault(systems: RemoteSystems) -> None:
    """Orders to a dead host end at once, with exit code 3."""
    os.kill(systems.pid, signal.SIGKILL)
    with pytest.raises(RigError) as gone:
        await systems.strike(strike("http_outage", "erp"))

    assert gone.value.exit_code == 3


def test_clients_of_the_tests_have_one_of_each_role() -> None:
    """The rig needs a person and itself among the clients."""
    assert {client.role for client in CLIENTS.values()} == {"integration", "person", "rig"}
