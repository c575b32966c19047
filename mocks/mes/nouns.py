"""What stands in MES, and what is posted there."""

from typing import Literal

import msgspec
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Checked, Name, Quantity, Text

Yield = Literal["good", "scrap", "rework", "by_product", "co_product"]


class ApprovedLot(msgspec.Struct, frozen=True, kw_only=True):
    item: Name
    lot: Name


# -- what is posted


class NewWorkOrder(Posting, frozen=True, kw_only=True):
    order: Name
    item: Name
    quantity: Quantity
    unit: Name
    plant: Name
    line: Text = ""
    bom_revision: Text = ""
    approved_lots: list[ApprovedLot] = []


class WorkOrderRevision(Posting, frozen=True, kw_only=True):
    """The revision of its bill of material by which it is made from now on."""

    bom_revision: Name


class BomComponent(Checked, frozen=True, kw_only=True):
    item: Name
    operation: Name
    quantity: Quantity


class NewBom(Posting, frozen=True, kw_only=True):
    """A revision of an item's bill of material, with all its components."""

    item: Name
    revision: Name
    components: list[BomComponent]


class WorkOrderChange(Posting, frozen=True, kw_only=True):
    """How much it is to make from now on."""

    quantity: Quantity


class NewDispatch(Posting, frozen=True, kw_only=True):
    order: Name
    item: Name
    lot: Name
    operation: Text = ""
    equipment: Text = ""


class NewConsumption(Posting, frozen=True, kw_only=True):
    """`reverses` is the consumption that a negative quantity takes back."""

    order: Name
    item: Name
    lot: Name
    quantity: Quantity
    unit: Name
    operation: Text = ""
    equipment: Text = ""
    operator: Text = ""
    reverses: Text = ""


class NewProduction(NewConsumption, frozen=True, kw_only=True):
    kind: Yield = msgspec.field(default="good", name="yield")


# -- what stands there


class WorkOrder(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    order: str
    item: str
    quantity: str
    unit: str
    plant: str
    line: str
    bom_revision: str
    approved_lots: list[ApprovedLot]
    status: str
    created_at: str
    reference: str = ""


class Component(msgspec.Struct, frozen=True, kw_only=True):
    item: str
    operation: str
    quantity: str


class Bom(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is empty where it was there from the beginning."""

    id: str
    item: str
    revision: str
    components: list[Component]
    created_at: str = ""
    reference: str = ""


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    order: str
    operation: str
    item: str
    lot: str
    equipment: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Consumption(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    order: str
    operation: str
    item: str
    lot: str
    quantity: str
    unit: str
    equipment: str
    operator: str
    reverses: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Production(Consumption, frozen=True, kw_only=True):
    kind: str = msgspec.field(name="yield")
