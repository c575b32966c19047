"""What stands at the carrier, and what is posted there."""

from typing import Literal

import msgspec
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Name, Text

Where = Literal["on_the_way", "delivered", "stopped"]


class NewConsignment(Posting, frozen=True, kw_only=True):
    """A shipment that the driver has taken over; `shipment` is the sender's own number of it."""

    consignment: Name
    shipment: Name
    customer: Name
    plant: Text = ""


class Stop(Posting, frozen=True, kw_only=True):
    """`reason` and `subject` (what it is about, as a lot's number) are passed on to the driver."""

    reason: Text = ""
    subject: Text = ""


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    consignment: str
    shipment: str
    customer: str
    plant: str
    status: Where
    reason: str
    event_time: str
    recorded_at: str
    reference: str = ""
