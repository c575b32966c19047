"""Customer portal: what customers complain of. Only an enterprise that names it has one."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.kit.operations import Operation, System, lists, post
from lotproof.mocks.portal import complaints
from lotproof.mocks.portal.nouns import Complaint, NewComplaint


def system(enterprise: Mapping[str, Any]) -> System:
    """The portal of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("portal") or {}).get("title", "Customer portal")
    return System(name="portal", title=title, operations=operations())


def operations() -> tuple[Operation, ...]:
    return (
        post("complain", "/complaints", complaints.complain, NewComplaint, summary="Complain of what was delivered"),
        lists(
            "list_complaints",
            "/complaints",
            Complaint,
            "complaint",
            "customer",
            "shipment",
            "item",
            "lot",
            summary="Complaints",
        ),
    )
