"""
The systems on real sockets: uvicorn's httptools protocol, with a hand on the connection.

A connection can die after the commit: by RST, by FIN, or by saying nothing until the caller has enough.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import Any

import uvicorn
from lotproof.harness.model.errors import InputError, RigError
from lotproof.mocks.kit.exchange import CONNECTION, App, Death, Receive
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

KEEP_ALIVE_S = 75
GONE_S = 5.0
LINGER = struct.pack("ii", 1, 0)


class StruckProtocol(HttpToolsProtocol):
    """One connection; `caller` is the last client that was recognised on it."""

    caller = ""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[CONNECTION] = self  # type: ignore[literal-required]

    @property
    def alive(self) -> bool:
        return not self.transport.is_closing()

    @property
    def idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    async def die(self, death: Death, receive: Receive) -> None:
        """Return when it is gone, so that nobody answers on it any more."""
        if death.how == "hang":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_gone(receive), death.within_s)
        if death.how == "reset":
            _reset(self.transport)
        else:
            self.transport.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(_gone(receive), GONE_S)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _reset(transport: asyncio.Transport) -> None:
    held = transport.get_extra_info("socket")
    if held is not None:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    transport.abort()


class Served(uvicorn.Server):
    """
    One system on one port, without signal handlers of its own: the process that serves it decides when it ends.
    """

    def __init__(self, app: App, door: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http=StruckProtocol,
            loop="none",
            lifespan="off",
            access_log=False,
            log_level="error",
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
            backlog=1024,
        )
        super().__init__(config)
        self._door = door
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return when it listens."""
        self._serving = asyncio.create_task(self._serve(sockets=[self._door]))
        while not self.started:
            await asyncio.sleep(0)
            if self._serving.done():
                self._serving.result()
                raise RigError("a business system did not start", got="its server ended at once")

    async def stop(self) -> None:
        self.should_exit = self.force_exit = True
        if self._serving:
            await self._serving

    def hang_up(self, clients: Callable[[str], bool]) -> None:
        """Close the connections of these clients that lie idle."""
        for connection in tuple(self.server_state.connections):
            held: Any = connection
            if isinstance(held, StruckProtocol) and held.idle and held.caller and clients(held.caller):
                held.transport.close()


def door(host: str, port: int, system: str) -> socket.socket:
    """
    A listening socket.

    Raises:
        InputError: if the port was named and is taken.
    """
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(1024)
    except OSError as refused:
        made.close()
        kind = InputError if port else RigError
        raise kind(
            f"{system} cannot listen",
            which=f"{host}:{port}",
            expected="a free port" if port else "any free port",
            got=refused.strerror or str(refused),
            where="Name another port, or end what listens there." if port else "See whether loopback is up.",
        ) from refused
    return made
