"""
The process that the business systems run in: `python -m lotproof.mocks.host`.

Its conductor speaks to it over standard input and output; when the input ends, it ends.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import msgspec
from lotproof.harness.model.errors import LotproofError, unknown
from lotproof.harness.model.plans import StrikePlan
from lotproof.mocks.kit.config import HostConfig, RunStart
from lotproof.mocks.kit.control import LINE_MAX, Failure, Order, Said, encode
from lotproof.mocks.kit.house import House
from lotproof.mocks.kit.sockets import Served, door
from lotproof.mocks.landscape import landscape

WEBHOOK_S = 10.0


class Host:
    """
    Does what it is told.

    Args:
        say: sends one line back.
    """

    def __init__(self, say: Callable[[Said], None]) -> None:
        self._say = say
        self._house: House | None = None
        self._served: dict[str, Served] = {}
        self._session: aiohttp.ClientSession | None = None
        self._do: dict[str, Callable[[Any], Awaitable[Any]]] = {
            "open": self._open,
            "begin": self._begin,
            "strike": self._strike,
            "end": self._end,
        }

    async def obey(self, order: Order) -> None:
        """Do it, and say how it ended."""
        try:
            if order.do not in self._do:
                raise unknown("order", order.do, self._do)
            done = await self._do[order.do](order.given)
        except (LotproofError, OSError, msgspec.MsgspecError) as failed:
            self._say(Said(id=order.id, failed=Failure.of(failed)))
        else:
            self._say(Said(id=order.id, done=done or {}))

    async def close(self) -> None:
        await asyncio.gather(*(served.stop() for served in self._served.values()))
        if self._house:
            await self._house.close()
        if self._session:
            await self._session.close()

    async def _open(self, given: Any) -> Mapping[str, Any]:
        config = msgspec.convert(given, HostConfig)
        systems = landscape(config.enterprise)
        doors = {s.name: door(config.host, config.ports.get(s.name, 0), s.name) for s in systems}
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WEBHOOK_S))
        house = self._house = House(systems, config=config, deliver=self._deliver)
        house.journal.on_effect = lambda effect: self._say(Said(effect=effect))
        house.journal.on_call = lambda *call: self._say(Said(call=call))
        house.journal.on_strike = lambda strike: self._say(Said(strike=strike))
        house.journal.on_broken = lambda error: self._say(Said(failed=Failure.of(error)))
        house.hang_up = lambda system, clients: self._served[system].hang_up(clients)
        for name, app in house.apps.items():
            self._served[name] = Served(app, doors[name])
            await self._served[name].start()
        shown = f"[{config.host}]" if ":" in config.host else config.host
        return {"urls": {name: f"http://{shown}:{held.getsockname()[1]}" for name, held in doors.items()}}

    async def _begin(self, given: Any) -> None:
        self._opened.begin(msgspec.convert(given, RunStart))

    async def _strike(self, given: Any) -> None:
        self._opened.strike(msgspec.convert(given, StrikePlan))

    async def _end(self, given: Any) -> None:
        await self._opened.end()

    @property
    def _opened(self) -> House:
        assert self._house, "the first order is `open`"
        return self._house

    async def _deliver(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        assert self._session
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                await answer.read()
                return answer.status
        except aiohttp.ClientError as broken:
            raise ConnectionError(str(broken)) from broken


async def serve(orders: asyncio.StreamReader, say: Callable[[Said], None]) -> None:
    """Obey until there is nothing more to read."""
    decode = msgspec.json.Decoder(Order).decode
    host = Host(say)
    try:
        while line := await orders.readline():
            await host.obey(decode(line))
    finally:
        await host.close()


class Lines:
    """What is said in one turn of the loop goes out in one write."""

    def __init__(self, out: asyncio.WriteTransport) -> None:
        self._out = out
        self._waiting: list[bytes] = []

    def say(self, said: Said) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        self._waiting.append(encode(said) + b"\n")

    def flush(self) -> None:
        if self._waiting and not self._out.is_closing():
            self._out.write(b"".join(self._waiting))
        self._waiting.clear()


async def main() -> None:
    """Standard input and output as the line to the conductor; SIGTERM ends as the end of input does."""
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader(limit=LINE_MAX)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    out, _ = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, sys.stdout)

    lines = Lines(out)

    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGTERM, orders.feed_eof)
        loop.add_signal_handler(signal.SIGINT, lambda: None)
    await serve(orders, lines.say)
    lines.flush()
    out.close()


def run() -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(main())
    else:
        uvloop.run(main())


if __name__ == "__main__":
    run()
