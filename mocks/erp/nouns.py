"""What stands in ERP, and what is posted there. Items are spelled as materials."""

from typing import Literal

import msgspec
from lotproof.mocks.kit.lots import Status
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Checked, Name, Quantity, Text

Yield = Literal["good", "scrap", "rework", "by_product", "co_product"]
Movement = Literal["receipt", "consumption", "production", "transfer", "disposal"]
OrderState = Literal["started", "completed", "closed", "cancelled"]


class ApprovedLot(msgspec.Struct, frozen=True, kw_only=True):
    material: Name
    lot: Name


# -- what is posted


class NewOrder(Posting, frozen=True, kw_only=True):
    order: Name
    material: Name
    quantity: Quantity
    unit: Name
    plant: Name
    line: Text = ""
    bom_revision: Text = ""
    approved_lots: list[ApprovedLot] = []


class BomComponent(Checked, frozen=True, kw_only=True):
    """So much of it per base quantity, in that operation."""

    material: Name
    operation: Name
    quantity: Quantity


class NewBom(Posting, frozen=True, kw_only=True):
    """A revision with all its components; orders that have started keep theirs."""

    material: Name
    revision: Name
    components: list[BomComponent]


class OrderChange(Posting, frozen=True, kw_only=True):
    """How much it is to make from now on."""

    quantity: Quantity


class OrderStatus(Posting, frozen=True, kw_only=True):
    status: OrderState


class MovementLine(Checked, frozen=True, kw_only=True):
    """`status` is the stock status of what is received; `to_location` where a transfer goes; `yield` of production."""

    material: Name
    lot: Name
    quantity: Quantity
    unit: Name
    location: Text = ""
    to_location: Text = ""
    status: Status | Literal[""] = ""
    kind: Yield = msgspec.field(default="good", name="yield")


class GoodsMovements(Posting, frozen=True, kw_only=True):
    """`reverses` is the document that lines with a negative quantity take back."""

    movement_type: Movement
    lines: list[MovementLine]
    order: Text = ""
    operation: Text = ""
    receipt: Text = ""
    purchase_order: Text = ""
    supplier: Text = ""
    supplier_lot: Text = ""
    reverses: Text = ""


class DeliveryLine(Checked, frozen=True, kw_only=True):
    material: Name
    lot: Name
    quantity: Quantity
    unit: Name


class DeliveryUnit(msgspec.Struct, frozen=True, kw_only=True):
    sscc: Name
    lines: list[DeliveryLine]


class Deliveries(Posting, frozen=True, kw_only=True):
    shipment: Name
    customer: Name
    units: list[DeliveryUnit]


class ReturnLine(DeliveryLine, frozen=True, kw_only=True):
    status: Status = "blocked"


class Returns(Posting, frozen=True, kw_only=True):
    """`shipment` is empty where nobody knows it."""

    number: Name = msgspec.field(name="return")
    shipment: Text
    customer: Name
    lines: list[ReturnLine]


class NewCustomerOrder(Posting, frozen=True, kw_only=True):
    """WMS says of each shipment which of these it fulfils."""

    customer_order: Name
    customer: Name
    material: Name
    quantity: Quantity
    unit: Name
    plant: Text = ""


class NewServiceOrder(Posting, frozen=True, kw_only=True):
    """`lot` is what stands on the goods that it is about: the number of a lot, or the serial."""

    service_order: Name
    customer: Name
    material: Name
    lot: Name
    plant: Text = ""
    text: Text = ""


# -- what stands there


class CustomerOrder(msgspec.Struct, frozen=True, kw_only=True):
    customer_order: str
    customer: str
    material: str
    quantity: str
    unit: str
    plant: str
    created_at: str
    reference: str = ""


class ServiceOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`status` is `open` or `closed`."""

    service_order: str
    customer: str
    material: str
    lot: str
    plant: str
    text: str
    status: str
    created_at: str
    reference: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    order: str
    material: str
    quantity: str
    unit: str
    plant: str
    line: str
    bom_revision: str
    approved_lots: list[ApprovedLot]
    status: str
    created_at: str
    reference: str = ""


class GoodsMovement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a material document."""

    id: str
    document: str
    movement_type: str
    material: str
    lot: str
    quantity: str
    unit: str
    location: str
    to_location: str
    status: str
    kind: str = msgspec.field(name="yield")
    order: str
    operation: str
    receipt: str
    supplier_lot: str
    reverses: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    shipment: str
    customer: str
    units: list[DeliveryUnit]
    event_time: str
    recorded_at: str
    reference: str = ""


class Return(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    number: str = msgspec.field(name="return")
    shipment: str
    customer: str
    lines: list[ReturnLine]
    event_time: str
    recorded_at: str
    reference: str = ""


# -- master data


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """`old_number` is the code that the rest of the world knows it by."""

    material: str
    old_number: str
    name: str
    unit: str
    kind: str
    gtin: str
    inspected: bool
    lot_managed: bool
    decimals: int


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier or a customer."""

    id: str
    name: str


class Component(msgspec.Struct, frozen=True, kw_only=True):
    material: str
    operation: str
    quantity: str


class Bom(msgspec.Struct, frozen=True, kw_only=True):
    material: str
    revision: str
    components: list[Component]


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    material: str
    lot: str
    location: str
    quantity: str
    unit: str
