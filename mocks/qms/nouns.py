"""What stands in QMS, and what is posted there."""

from typing import Literal

import msgspec
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Name, Quantity, Text

Decision = Literal["accepted", "rejected"]
Disposal = Literal["use", "rework", "scrap", "return_to_supplier"]


# -- what is posted


class NewInspection(Posting, frozen=True, kw_only=True):
    item: Name
    lot: Name
    quantity: Quantity
    unit: Name
    plant: Text = ""
    supplier: Text = ""
    supplier_lot: Text = ""
    receipt: Text = ""


class NewDecision(Posting, frozen=True, kw_only=True):
    decision: Decision
    plant: Text = ""


class NewNonconformance(Posting, frozen=True, kw_only=True):
    """`exceedance` is the event of crossing: one crossing, one nonconformance."""

    exceedance: Name
    plant: Text = ""
    equipment: Text = ""
    order: Text = ""
    operation: Text = ""
    item: Text = ""
    lot: Text = ""
    limit: Text = ""
    limit_value: Text = ""
    measured: Text = ""
    unit: Text = ""


class NewComplaint(Posting, frozen=True, kw_only=True):
    """`complaint` is its number at whoever took it: one complaint, one nonconformance. `lot` is a lot or a serial."""

    complaint: Name
    customer: Text = ""
    shipment: Text = ""
    plant: Text = ""
    item: Text = ""
    lot: Text = ""
    text: Text = ""


class NewDeviation(Posting, frozen=True, kw_only=True):
    """`calibration` found the equipment out of tolerance that made this lot: one calibration and lot, one of these."""

    calibration: Name
    equipment: Name
    item: Name
    lot: Name
    plant: Text = ""


class NewHold(Posting, frozen=True, kw_only=True):
    hold: Name
    item: Name
    lot: Name
    plant: Text = ""
    reason: Text = ""


class NewDisposition(Posting, frozen=True, kw_only=True):
    disposition_id: Name
    item: Name
    lot: Name
    quantity: Quantity
    unit: Name
    disposition: Disposal
    plant: Text = ""
    location: Text = ""


# -- what stands there


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """`decision` is empty until one was made."""

    id: str
    item: str
    lot: str
    quantity: str
    unit: str
    plant: str
    supplier: str
    supplier_lot: str
    receipt: str
    decision: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Nonconformance(msgspec.Struct, frozen=True, kw_only=True):
    """Of an exceedance, a complaint, or a calibration: the other numbers are empty."""

    id: str
    exceedance: str
    plant: str
    equipment: str
    order: str
    operation: str
    item: str
    lot: str
    limit: str
    limit_value: str
    measured: str
    unit: str
    event_time: str
    recorded_at: str
    reference: str = ""
    complaint: str = ""
    customer: str = ""
    shipment: str = ""
    text: str = ""
    calibration: str = ""


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """`status` is `active` or `released`; `nonconformance` the one that it was placed for, if any."""

    hold: str
    item: str
    lot: str
    plant: str
    reason: str
    nonconformance: str
    status: str
    recorded_at: str
    reference: str = ""


class Disposition(msgspec.Struct, frozen=True, kw_only=True):
    disposition_id: str
    item: str
    lot: str
    plant: str
    quantity: str
    unit: str
    location: str
    disposition: str
    event_time: str
    recorded_at: str
    reference: str = ""
