"""Customer portal: what customers complain of, what they are told of a recall. Only who names one has it."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.kit.operations import Operation, System, lists, post
from lotproof.mocks.portal import complaints, notices
from lotproof.mocks.portal.nouns import Complaint, NewComplaint, NewNotice, Notice


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
        post(
            "notify_customer",
            "/notices",
            notices.notify,
            NewNotice,
            summary="Tell a customer that what is on its way to him is recalled",
        ),
        lists("list_notices", "/notices", Notice, "customer", "shipment", summary="Notices of recalls"),
    )
