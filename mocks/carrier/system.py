"""Carrier: what has left a plant and has not come to its customer yet. Only an enterprise that names it has one."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.carrier import consignments
from lotproof.mocks.carrier.nouns import Consignment, NewConsignment, Stop
from lotproof.mocks.kit.operations import Operation, Posting, System, lists, post, shows

ONE = "/consignments/{consignment}"
UNKNOWN = "unknown-consignment"


def system(enterprise: Mapping[str, Any]) -> System:
    """The carrier of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("carrier") or {}).get("title", "Carrier")
    return System(name="carrier", title=title, operations=operations())


def operations() -> tuple[Operation, ...]:
    guard = (Consignment, "{consignment}")
    return (
        post("collect", "/consignments", consignments.collect, NewConsignment, summary="Take a shipment over"),
        post(
            "deliver",
            f"{ONE}/deliver",
            consignments.deliver,
            Posting,
            refuses=(UNKNOWN, "consignment-stopped"),
            guard=guard,
            summary="Hand a consignment over to the customer",
        ),
        post(
            "stop_consignment",
            f"{ONE}/stop",
            consignments.stop,
            Stop,
            refuses=(UNKNOWN, "consignment-delivered"),
            guard=guard,
            summary="Have a consignment stopped that is on its way",
        ),
        lists(
            "list_consignments",
            "/consignments",
            Consignment,
            "consignment",
            "shipment",
            "customer",
            "status",
            summary="Consignments",
        ),
        shows("get_consignment", ONE, Consignment, "{consignment}", UNKNOWN, summary="A consignment"),
    )
