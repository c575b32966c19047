"""
OPC UA: one client per server, signed and encrypted.

Each machine has a card per kind of fact (`Last/{kind}`), with the fact's number written last. We subscribe to the
numbers, with a queue, and read the card when a number changes. After each (re)connection we read all cards: the last
fact of each kind may be one that we missed. What was on a card before the last one comes by MQTT.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
from asyncua import Client, Node, ua
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256
from cryptography import x509
from lotproof.mocks.integration.ports import JSON, Handler

log = logging.getLogger("integration.opcua")

AGAIN_S = 0.2
AGAIN_MAX_S = 1.6
GONE_S = 1.0
TIMEOUT_S = 3.0
PUBLISHING_MS = 50
QUEUE = 100
NUMBER = "SourceSeq"

Shown = Callable[[list[bytes]], Awaitable[None]]


class Card(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The nodes of one card, the number first and last: so a card that changes while it is read is noticed."""

    machine: str
    kind: str
    names: tuple[str, ...]
    nodes: tuple[Node, ...]

    @property
    def number(self) -> Node:
        return self.nodes[0]


class OpcuaFloor:
    """`endpoint` is one server, as world.json tells it."""

    def __init__(self, endpoint: JSON) -> None:
        self.endpoint = endpoint
        self.name = "opcua " + str(endpoint["namespace"])
        self.ready = self._stood = False
        self._task: asyncio.Task[None] | None = None

    async def open(self, handler: Handler, shown: Shown) -> None:
        self._task = asyncio.create_task(self._stay(handler, shown))

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _stay(self, handler: Handler, shown: Shown) -> None:
        """Come back after every loss; the pauses grow while nobody is there, since each try reads keys anew."""
        pause_s = AGAIN_S
        while True:
            self._stood = False
            try:
                await self._visit(handler, shown)
            except (OSError, ua.UaError, TimeoutError, asyncio.InvalidStateError) as lost:
                log.info("%s: %s", self.name, lost or type(lost).__name__)
            self.ready = False
            pause_s = AGAIN_S if self._stood else min(2 * pause_s, AGAIN_MAX_S)
            await asyncio.sleep(pause_s)

    async def _visit(self, handler: Handler, shown: Shown) -> None:
        """One connection, from its beginning to its loss."""
        client = await self._client()
        try:
            lost = told_of_loss(client)
            await client.connect()
            cards = await self._browse(client)
            read = [await read_card(client, card) for card in cards]
            await shown([said for said in read if said])
            await self._subscribe(client, cards, handler)
            self.ready = self._stood = True
            await lost.wait()
        finally:
            self.ready = False
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.disconnect(), GONE_S)

    async def _client(self) -> Client:
        own = self.endpoint["credentials"]
        client = Client(self.endpoint["secure_url"], timeout=TIMEOUT_S)
        client.set_user(own.get("username", ""))
        client.set_password(own.get("password", ""))
        certificate = Path(self.endpoint["client_certificate"])
        client.application_uri = uri_of(certificate)
        await client.set_security(
            SecurityPolicyBasic256Sha256,
            str(certificate),
            str(self.endpoint["client_key"]),
            server_certificate=str(self.endpoint["server_certificate"]),
            mode=ua.MessageSecurityMode.SignAndEncrypt,
        )
        return client

    async def _browse(self, client: Client) -> list[Card]:
        """Every card of every machine below the browse root."""
        index = await client.get_namespace_index(self.endpoint["namespace"])
        path = [f"{index}:{name}" for name in self.endpoint["browse_root"].split("/")[1:]]
        root = await client.nodes.objects.get_child(path)
        cards = []
        for machine in self.endpoint["machines"]:
            last = await root.get_child([f"{index}:{machine}", f"{index}:Last"])
            for kind in await last.get_children():
                cards.append(await self._card(machine, kind))
        return cards

    async def _card(self, machine: str, kind: Node) -> Card:
        found = {(await node.read_browse_name()).Name: node for node in await kind.get_children()}
        number = found.pop(NUMBER)
        name = (await kind.read_browse_name()).Name
        nodes = (number, *found.values(), number)
        return Card(machine=machine, kind=name, names=(NUMBER, *found, NUMBER), nodes=nodes)

    async def _subscribe(self, client: Client, cards: list[Card], handler: Handler) -> None:
        hearer = Hearer(client, {card.number.nodeid: card for card in cards}, handler, self.name)
        subscription = await client.create_subscription(PUBLISHING_MS, hearer)
        await subscription.subscribe_data_change([card.number for card in cards], queuesize=QUEUE)


class Hearer:
    """Is told of each new number; reads the card and hands it on."""

    def __init__(self, client: Client, cards: dict[ua.NodeId, Card], handler: Handler, name: str) -> None:
        self._client, self._cards, self._handler, self._name = client, cards, handler, name

    async def datachange_notification(self, node: Node, value: Any, _change: Any) -> None:
        card = self._cards[node.nodeid]
        said = await read_card(self._client, card) if value else b""
        if said:
            await self._handler(f"{self._name}/{card.machine}/{card.kind}", said, False, False)


def told_of_loss(client: Client) -> asyncio.Event:
    """Set when the connection is lost."""
    lost = asyncio.Event()

    async def note(_reason: Exception) -> None:
        lost.set()

    client.connection_lost_callback = note
    return lost


async def read_card(client: Client, card: Card) -> bytes:
    """What stands on a card, as JSON; nothing while it is empty. Read again if it changed meanwhile."""
    while True:
        values = [value.Value.Value for value in await client.read_attributes(list(card.nodes))]
        if values[0] == values[-1]:
            break
    if not values[0]:
        return b""
    said = dict(zip(card.names, values, strict=True))
    return msgspec.json.encode({**said, "EventKind": card.kind, "SourceName": card.machine})


def uri_of(certificate: Path) -> str:
    """The application URI that a certificate stands for; the server compares it with the client's own word."""
    read = x509.load_der_x509_certificate(certificate.read_bytes())
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    return uris[0] if uris else ""
