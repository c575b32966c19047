"""
The rig's own hand in the systems: people at their desks, and a look at the books. The same API, with credentials of
their own.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from lotproof.harness.model.errors import RigError, unknown
from lotproof.harness.model.seams import DeskAnswer, DeskCall, Reply
from lotproof.mocks.kit.config import HostConfig, Role
from lotproof.mocks.kit.operations import Operation, System

Ask = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Reply]]
"""`await ask(method, url, headers, body)`; raises OSError or TimeoutError where nothing answers."""

FORM = "application/x-www-form-urlencoded"


class Desk:
    """
    Enters what people enter, and reads what the rig reads.

    Args:
        systems: the tables, by system.
        urls: where each system stands.
        ask: how a request is made.
    """

    def __init__(self, systems: Mapping[str, System], urls: Mapping[str, str], *, config: HostConfig, ask: Ask) -> None:
        self._systems, self._urls, self._config, self._ask = systems, urls, config, ask
        self._tokens: dict[tuple[str, str], str] = {}

    async def enter(self, call: DeskCall) -> DeskAnswer:
        """
        One act of a person.

        Raises:
            InputError: if the system has no such act.
            RigError: if the system does not answer.
        """
        op = self._act(call)
        path = _address(op, call.body)
        body = msgspec.json.encode(call.body)
        reply = await self._as("person", call.system, op.method, path, body)
        if reply.status == 412:
            reply = await self._as("person", call.system, op.method, path, body)
        stream, _, seq = reply.headers.get("lotproof-event", "").rpartition("#")
        return DeskAnswer(
            status=reply.status,
            body=msgspec.json.decode(reply.body) if reply.body else None,
            posting=reply.headers.get("lotproof-posting", ""),
            stream=stream,
            seq=int(seq or 0),
        )

    async def books(self) -> dict[str, Any]:
        """What every system itself has added up."""
        return {system: await self._books(system) for system in self._systems}

    async def _books(self, system: str) -> Any:
        reply = await self._as("rig", system, "GET", "/state", b"")
        if reply.status != 200:
            raise RigError("a system does not show its books", which=system, expected="200", got=str(reply.status))
        return msgspec.json.decode(reply.body)

    def _act(self, call: DeskCall) -> Operation:
        system = self._systems.get(call.system)
        if system is None:
            raise unknown("system", call.system, self._systems, which=f"desk call {call.act}")
        op = system.act(call.act)
        if op is None:
            acts = {name for row in system.operations if row.handle for name in (row.act or row.name,)}
            raise unknown("act", call.act, acts, which=f"desk of {call.system}")
        return op

    async def _as(self, role: Role, system: str, method: str, path: str, body: bytes) -> Reply:
        url = self._urls[system] + path
        for last in (False, True):
            token = self._tokens.get((role, system)) or await self._token(role, system)
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
            reply = await self._asked(method, url, headers, body)
            if reply.status != 401 or last:
                break
            self._tokens.pop((role, system), None)
        return reply

    async def _token(self, role: Role, system: str) -> str:
        client, secret = self._client(role)
        basic = base64.b64encode(f"{quote(client)}:{quote(secret)}".encode()).decode()
        headers = {"authorization": f"Basic {basic}", "content-type": FORM}
        reply = await self._asked("POST", f"{self._urls[system]}/token", headers, b"grant_type=client_credentials")
        if reply.status != 200:
            raise RigError(f"no token for the {role}", which=system, expected="200", got=str(reply.status))
        token = self._tokens[role, system] = str(msgspec.json.decode(reply.body)["access_token"])
        return token

    async def _asked(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            return await self._ask(method, url, headers, body)
        except (OSError, TimeoutError) as silent:
            raise RigError("a business system does not answer", which=url, got=str(silent)) from silent

    def _client(self, role: Role) -> tuple[str, str]:
        for name, client in self._config.clients.items():
            if client.role == role:
                return name, client.secret
        raise RigError(f"no client with the role {role}", which="clients of the host", expected="one")


def _address(op: Operation, body: Mapping[str, Any]) -> str:
    parts = [str(body[part[1:-1]]) if part.startswith("{") else part for part in op.path.split("/")]
    return "/".join(quote(part, safe="") for part in parts)
