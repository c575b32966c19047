"""
What an integration is told: the content of `world.json`, from the enterprise file alone.

Nothing here knows scenario, seed or fault.
"""

from collections.abc import Iterator
from importlib import metadata
from typing import Any

import msgspec
from lotproof.harness.model.world import (
    Credentials,
    Item,
    MqttEndpoint,
    OpcuaEndpoint,
    Stream,
    SystemEndpoint,
    World,
)
from lotproof.harness.wire.asyncapi import document
from lotproof.harness.wire.topics import Topics

LOCAL = "local"
"""What `rules.event_times` says where plants tell their own local time with its offset."""

ANNOUNCED: dict[str, dict[str, tuple[str, ...]]] = {
    "erp": {"orders": ("order_released", "order_changed", "order_cancelled")},
    "mes": {"orders": ("order_started", "order_completed", "order_closed")},
    "qms": {
        "decisions": ("usage_decision",),
        "holds": ("hold_placed", "hold_released"),
        "dispositions": ("lot_disposed",),
    },
    "wms": {
        "receipts": ("goods_received",),
        "movements": ("goods_moved", "transfer_sent", "transfer_received"),
        "shipments": ("shipment_confirmed",),
        "returns": ("goods_returned",),
    },
    "portal": {"complaints": ("complaint_received",)},
    "carrier": {"consignments": ("consignment_collected", "consignment_delivered", "consignment_stopped")},
    "cmms": {"equipment": ("equipment_calibrated", "equipment_status_changed")},
}
"""What each business system announces: subject (its stream is `{system}/{subject}`) and types of change."""


BESIDE: dict[str, dict[str, tuple[str, ...]]] = {
    "erp": {
        "masters": ("bom_revised",),
        "customer_orders": ("customer_order_received",),
        "service_orders": ("service_order_opened", "service_order_closed"),
    },
    "mes": {"migrations": ("system_migrated",)},
}
"""What a system announces besides where the enterprise says so of it: the word in its file is the subject."""


def announced(system: str, said: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Types of change by subject, as the enterprise has the system."""
    beside = {subject: kinds for subject, kinds in BESIDE.get(system, {}).items() if said.get(subject)}
    return {**ANNOUNCED.get(system, {}), **beside}


def events(system: str, said: dict[str, Any] | None = None) -> tuple[str, ...]:
    """The types of change that a system announces."""
    return tuple(kind for kinds in announced(system, said or {}).values() for kind in kinds)


def machines(enterprise: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Plant, line, equipment and what the file says of it."""
    for plant, site in enterprise["plants"].items():
        for line, stretch in site["lines"].items():
            for name, machine in stretch["machines"].items():
                yield plant, line, name, machine


def streams(enterprise: dict[str, Any]) -> Iterator[Stream]:
    """Every source of numbered facts."""
    for plant, _, name, machine in machines(enterprise):
        for kind in (*machine["kinds"], "state_changed", *(("sampled",) if machine.get("tags") else ())):
            yield Stream(
                stream=f"{plant}/{name}/{kind}", source=f"{plant}/{name}", kind=kind, plant=plant, equipment=name
            )
    for system, said in enterprise["systems"].items():
        for subject in announced(system, said or {}):
            yield Stream(stream=f"{system}/{subject}", source=system, kind=subject)


def items(enterprise: dict[str, Any]) -> tuple[Item, ...]:
    """Master data, as far as a start needs it; ERP's own list is the source."""
    return tuple(msgspec.convert({"code": code, **said}, Item) for code, said in enterprise["items"].items())


def plants(enterprise: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The plants as the file has them; `name` is what streams and events call a plant, `title` what people call it."""
    return tuple(
        {**said, "name": code, "title": str(said.get("name", code))} for code, said in enterprise["plants"].items()
    )


def topics(enterprise: dict[str, Any]) -> Topics:
    """Where the floor speaks on MQTT."""
    areas = {
        line: str(stretch["area"])
        for site in enterprise["plants"].values()
        for line, stretch in site["lines"].items()
        if "area" in stretch
    }
    return Topics(root=enterprise["topic_root"], areas=areas)


def asyncapi(enterprise: dict[str, Any], endpoint: MqttEndpoint) -> dict[str, Any]:
    """The MQTT floor as an AsyncAPI 3 document, with the places and kinds that this enterprise has."""
    lines = [(line, stretch) for site in enterprise["plants"].values() for line, stretch in site["lines"].items()]
    there = list(machines(enterprise))
    default = topics(enterprise).area
    levels = {
        "plant": enterprise["plants"],
        "area": [str(stretch.get("area", default)) for _, stretch in lines],
        "line": [line for line, _ in lines],
        "equipment": [name for _, _, name, _ in there],
        "kind": [kind for _, _, _, machine in there for kind in machine["kinds"]],
        "name": [],
    }
    return document(endpoint, version=metadata.version("lotproof"), levels=levels)


def local_zones(enterprise: dict[str, Any]) -> dict[str, str]:
    """The zone of each plant that tells its own local time: all where `rules.event_times` says so, else none."""
    if enterprise["rules"].get("event_times") != LOCAL:
        return {}
    return {name: str(plant["timezone"]) for name, plant in enterprise["plants"].items()}


def lines_of(enterprise: dict[str, Any]) -> dict[str, str]:
    """Which line each machine stands in."""
    return {name: line for _, line, name, _ in machines(enterprise)}


def endpoint(
    system: str, said: dict[str, Any], *, url: str, credentials: Credentials, webhook_secret: str
) -> SystemEndpoint:
    """One business system, as one client is told of it."""
    base = url.rstrip("/")
    return SystemEndpoint(
        name=str(said.get("title") or system),
        kind=str(said.get("kind") or system),
        url=base,
        token_url=f"{base}/token",
        openapi_url=f"{base}/openapi.json",
        credentials=credentials,
        webhook_secret=webhook_secret,
        webhook_events=events(system, said),
    )


def world(
    enterprise: dict[str, Any],
    *,
    client: str,
    systems: dict[str, SystemEndpoint],
    mqtt: MqttEndpoint | None,
    opcua: tuple[OpcuaEndpoint, ...] = (),
) -> World:
    """The whole of `world.json`: endpoints as given, all else as the enterprise has it, `rules` word for word."""
    return World(
        v=1,
        enterprise=str(enterprise["name"]),
        plants=plants(enterprise),
        client=client,
        systems=systems,
        mqtt=mqtt,
        opcua=opcua,
        streams=tuple(streams(enterprise)),
        items=items(enterprise),
        rules=enterprise["rules"],
    )
