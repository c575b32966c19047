"""
`world.json`: all that an integration is told. Derived from the enterprise file alone: no scenario, seed or fault.
"""

from typing import Any

import msgspec


class Credentials(msgspec.Struct, kw_only=True, omit_defaults=True):
    """OAuth2 client credentials at a system, or user and password on the floor."""

    client_id: str = ""
    client_secret: str = ""
    username: str = ""
    password: str = ""


class SystemEndpoint(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One business system: below `url` stand `/token`, `/openapi.json`, `/docs`, `/changes`, `/webhooks`."""

    name: str
    kind: str
    url: str
    token_url: str
    openapi_url: str
    credentials: Credentials
    webhook_secret: str
    webhook_events: tuple[str, ...] = ()
    security: str = "oauth2-client-credentials"


class MqttEndpoint(msgspec.Struct, kw_only=True, omit_defaults=True):
    """
    The floor's broker as the integration reaches it.

    `client_id` is a prefix that the credentials may use; `asyncapi` the AsyncAPI 3 document, a file beside this one.
    """

    url: str
    host: str
    port: int
    version: str
    credentials: Credentials
    client_id: str
    topic_root: str
    events: str
    states: str
    tags: str = ""
    asyncapi: str = ""


class FloorField(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A variable of a card or a field of an event: its OPC UA type, whether its string holds JSON, what it says."""

    name: str
    type: str
    json: bool = False
    says: str = ""


class OpcuaEndpoint(msgspec.Struct, kw_only=True, omit_defaults=True):
    """
    One OPC UA server.

    `browse_root` is the folder below Objects that holds the machines, as a namespaced path. Below it each machine has
    `values`, and at `card_path` a card per kind of fact with the variables of `card`, in the order in which they are
    written: the last one bears the number. `event` are the fields of `event_type` beside those of BaseEventType.
    """

    url: str
    secure_url: str
    namespace: str
    browse_root: str
    machines: tuple[str, ...]
    credentials: Credentials
    security_policies: tuple[str, ...] = ("None", "Basic256Sha256_SignAndEncrypt")
    server_certificate: str = ""
    client_certificate: str = ""
    client_key: str = ""
    event_type: str = "TraceEventType"
    card_path: str = "{machine}/Last/{kind}"
    values: tuple[FloorField, ...] = ()
    card: tuple[FloorField, ...] = ()
    event: tuple[FloorField, ...] = ()


class Stream(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A source stream: who speaks (`plant/equipment` or a system) and of what kind of fact or change."""

    stream: str
    source: str
    kind: str
    plant: str = ""
    equipment: str = ""


class Item(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Master data of one item; `erp_material` is how ERP spells it. `decimals` is ERP's precision in the base unit."""

    code: str
    name: str
    unit: str
    erp_material: str
    kind: str = "raw"
    gtin: str = ""
    inspected: bool = False
    lot_managed: bool = True
    serial_managed: bool = False
    backflushed: bool = False
    decimals: int = 3


class World(msgspec.Struct, kw_only=True):
    """The whole of `world.json`, for one client."""

    v: int
    enterprise: str
    plants: tuple[dict[str, Any], ...]
    client: str
    systems: dict[str, SystemEndpoint]
    mqtt: MqttEndpoint | None
    opcua: tuple[OpcuaEndpoint, ...]
    streams: tuple[Stream, ...]
    items: tuple[Item, ...]
    rules: dict[str, Any]
