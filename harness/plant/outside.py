"""Acts of those who do not produce: customers, the service desk, the carrier's drivers, maintenance."""

from typing import Literal

from lotproof.harness.plant.act import Act, Amount, Customer, Item, Lot, Machine, Number


class Complain(Act, frozen=True, tag="complain"):
    """A customer complains of what was shipped to him; the same complaint again says more of it."""

    complaint: Number
    shipment: Number
    customer: Customer
    lot: Lot
    text: str


class Buy(Act, frozen=True, tag="buy"):
    """A customer orders goods; sales enters it in ERP."""

    customer_order: Number
    customer: Customer
    item: Item
    quantity: Amount


class OpenService(Act, frozen=True, tag="open_service"):
    """The service desk opens an order on a lot or serial that a customer has, or waits for."""

    service_order: Number
    customer: Customer
    lot: Lot
    text: str


class CloseService(Act, frozen=True, tag="close_service"):
    """The service desk has done what was asked for."""

    service_order: Number


class CutOver(Act, frozen=True, tag="cut_over"):
    """MES is replaced by another: its open orders get new numbers there."""

    migration: Number


class Collect(Act, frozen=True, tag="collect"):
    """The carrier's driver takes a shipment over, once that has been loaded: from then on it is on its way."""

    consignment: Number
    shipment: Number


class Deliver(Act, frozen=True, tag="deliver"):
    """The carrier's driver hands a consignment over to the customer."""

    consignment: Number


class Calibrate(Act, frozen=True, tag="calibrate"):
    """A technician calibrates a machine, and enters in CMMS what was found before it was adjusted."""

    calibration: Number
    machine: Machine
    result: Literal["in_tolerance", "out_of_tolerance"]


class Maintain(Act, frozen=True, tag="maintain"):
    """Maintenance takes a machine out of service, or gives it back, by an order of its own."""

    maintenance_order: Number
    machine: Machine
    status: Literal["available", "out_of_service"]
    reason: str
