"""Ports: listen on a free one, or on the one that was asked for; say clearly when that is taken."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable

from lotproof.harness.model.errors import InputError, RigError

Arrive = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listen(arrive: Arrive, host: str, port: int, *, what: str) -> tuple[asyncio.Server, int]:
    """
    A server and its port; 0 asks for a free one.

    Raises:
        InputError: if the port was asked for and is taken.
        RigError: if no port can be had at all.
    """
    try:
        server = await asyncio.start_server(arrive, host, port)
    except OSError as refused:
        raise taken(what, host, port, refused) from refused
    return server, server.sockets[0].getsockname()[1]


def free(host: str, port: int, *, what: str) -> int:
    """
    `port`, if it can be had; for 0, one that is free now.

    Raises:
        InputError: if the port was asked for and is taken.
    """
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            raise taken(what, host, port, refused) from refused
        return int(probe.getsockname()[1])


def taken(what: str, host: str, port: int, refused: OSError) -> InputError | RigError:
    """Whose fault it is that nobody can listen there: a named port is the user's choice, a free one is ours."""
    kind = InputError if port else RigError
    return kind(
        f"{what} cannot listen",
        which=f"{host}:{port}",
        expected="a free port" if port else "any free port",
        got=refused.strerror or str(refused),
        where="Name another port, or end what listens there." if port else "See whether loopback is up.",
    )
