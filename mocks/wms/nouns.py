"""What stands in WMS, and what is posted there."""

import msgspec
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Checked, Name, Quantity, Text

# -- what is posted


class Content(Checked, frozen=True, kw_only=True):
    item: Name
    lot: Name
    quantity: Quantity
    unit: Name


class ReceiptLine(Content, frozen=True, kw_only=True):
    location: Name
    supplier_lot: Text = ""


class NewReceipt(Posting, frozen=True, kw_only=True):
    receipt: Name
    plant: Name
    lines: list[ReceiptLine]
    purchase_order: Text = ""
    supplier: Text = ""


class NewMove(Posting, frozen=True, kw_only=True):
    movement: Name
    plant: Name
    item: Name
    lot: Name
    quantity: Quantity
    unit: Name
    from_location: Name
    to_location: Name


class NewShipment(Posting, frozen=True, kw_only=True):
    """`customer_order` is the customer's order in ERP that it fulfils, where it is of one."""

    shipment: Name
    plant: Name
    customer: Name
    units: list[Name]
    customer_order: Text = ""


class NewReturn(Posting, frozen=True, kw_only=True):
    """`shipment` is empty where the goods came without papers."""

    number: Name = msgspec.field(name="return")
    shipment: Text
    plant: Name
    customer: Name
    lines: list[Content]
    reason: Text = ""


class NewUnit(Posting, frozen=True, kw_only=True):
    """`units` are handling units that stand in this one, as cases on a pallet."""

    sscc: Name
    plant: Name
    lines: list[Content]
    units: list[Name] = []
    location: Text = "FG"
    order: Text = ""
    equipment: Text = ""


class NewUnpacking(Posting, frozen=True, kw_only=True):
    """What is taken out of a unit, lots and whole units; the rest stays in it."""

    lines: list[Content]
    units: list[Name] = []
    equipment: Text = ""


# -- what stands there


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    receipt: str
    plant: str
    purchase_order: str
    supplier: str
    lines: list[ReceiptLine]
    event_time: str
    recorded_at: str
    reference: str = ""


class Move(msgspec.Struct, frozen=True, kw_only=True):
    movement: str
    plant: str
    item: str
    lot: str
    quantity: str
    unit: str
    from_location: str
    to_location: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """
    A handling unit; `shipment` is where it went, empty while it is here. `units` stand in it, and it stands `inside`
    another. Without `lines` and `units` it is empty, and its number is free to be used again.
    """

    sscc: str
    plant: str
    location: str
    order: str
    equipment: str
    lines: list[Content]
    units: list[str] = []
    inside: str = ""
    shipment: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Unpacking(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out of a unit at one time."""

    sscc: str
    plant: str
    equipment: str
    lines: list[Content]
    units: list[str] = []
    event_time: str
    recorded_at: str
    reference: str = ""


class ShippedUnit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`inside` is the unit that it left in, where it stood in another."""

    sscc: str
    lines: list[Content]
    inside: str = ""


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    shipment: str
    plant: str
    customer: str
    units: list[ShippedUnit]
    customer_order: str = ""
    event_time: str
    recorded_at: str
    reference: str = ""


class ReturnedLine(Content, frozen=True, kw_only=True):
    status: str


class Return(msgspec.Struct, frozen=True, kw_only=True):
    number: str = msgspec.field(name="return")
    shipment: str
    plant: str
    customer: str
    reason: str
    lines: list[ReturnedLine]
    event_time: str
    recorded_at: str
    reference: str = ""


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    item: str
    lot: str
    location: str
    quantity: str
    unit: str
