"""What stands in the customer portal, and what is posted there."""

import msgspec
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Name, Text


class NewComplaint(Posting, frozen=True, kw_only=True):
    """`lot` is what stands on the goods: the number of a lot, or the serial. The same number again says more of it."""

    complaint: Name
    customer: Name
    shipment: Name
    item: Name
    lot: Name
    plant: Text = ""
    text: Text = ""


class NewNotice(Posting, frozen=True, kw_only=True):
    """A notice to a customer that a shipment on its way to him is recalled: he takes nothing of it in."""

    customer: Name
    shipment: Name
    text: Text = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    customer: str
    shipment: str
    text: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """`texts` is all that the customer has written under this number, oldest first."""

    complaint: str
    customer: str
    shipment: str
    item: str
    lot: str
    plant: str
    texts: list[str]
    event_time: str
    recorded_at: str
    reference: str = ""
