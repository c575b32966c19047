"""
Acts: what a course is made of. Each is one thing that plant or people do, and one line of a scenario file.

    - receive: {receipt: R1, lot: TOMATO/T1, quantity: 400, ...}
      after: 5 min

A plan bears them as plain data (`do` says which act); here they become nouns again. Lots are written `ITEM/LOT`, spans
are microseconds of sim time, amounts are decimal text. `row` is the line of the scenario file.
"""

from typing import Literal

import msgspec
from lotproof.harness.plant.act import (
    HALF_HOUR_US,
    Act,
    Amount,
    Customer,
    Flow,
    Item,
    Line,
    Location,
    Lot,
    Machine,
    Number,
    Order,
    Plant,
    Rule,
    Span,
    Supplier,
    Unit,
)
from lotproof.harness.plant.outside import (
    Buy,
    Calibrate,
    CloseService,
    Collect,
    Complain,
    CutOver,
    Deliver,
    Maintain,
    OpenService,
)


class Receive(Act, frozen=True, tag="receive"):
    """The warehouse takes in one lot of a supplier."""

    receipt: Number
    purchase_order: Number
    supplier: Supplier
    supplier_lot: Number
    lot: Lot
    quantity: Amount
    location: Location


class Decide(Act, frozen=True, tag="decide"):
    """The laboratory's usage decision on a received lot."""

    lot: Lot
    decision: Literal["accepted", "rejected"]


class Move(Act, frozen=True, tag="move"):
    """The warehouse moves part of a lot."""

    movement: Number
    lot: Lot
    quantity: Amount
    from_location: Location = msgspec.field(name="from")
    to_location: Location = msgspec.field(name="to")


class Transfer(Act, frozen=True, tag="transfer"):
    """The warehouse sends part of a lot to another plant; it is in transit until it arrives there."""

    transfer: Number
    lot: Lot
    quantity: Amount
    from_location: Location = msgspec.field(name="from")
    to_plant: Plant


class Arrive(Act, frozen=True, tag="arrive"):
    """The warehouse takes in what another plant has sent; it waits until that is so."""

    transfer: Number
    location: Location


class Revise(Act, frozen=True, tag="revise"):
    """
    The planner publishes another revision of an item's bill of material: all components, so much of each per base
    quantity. Orders that are released from now on bear it.
    """

    item: Item
    revision: Number
    components: dict[Item, Amount]


class Release(Act, frozen=True, tag="release"):
    """The planner releases a production order with its approved lots."""

    order: Order
    item: Item
    quantity: Amount
    line: Line
    approved: tuple[Lot, ...]


class Change(Act, frozen=True, tag="change"):
    """The planner changes an order's quantity."""

    order: Order
    quantity: Amount


class Cancel(Act, frozen=True, tag="cancel"):
    """The planner cancels an order."""

    order: Order


class Start(Act, frozen=True, tag="start"):
    """The line starts an order in MES."""

    order: Order


class Complete(Act, frozen=True, tag="complete"):
    """The line completes an order in MES."""

    order: Order


class Close(Act, frozen=True, tag="close"):
    """The supervisor closes an order in MES."""

    order: Order


class Dispatch(Act, frozen=True, tag="dispatch"):
    """The supervisor sends part of a lot to a machine for an order."""

    order: Order
    lot: Lot
    quantity: Amount
    machine: Machine


class Consume(Act, frozen=True, tag="consume"):
    """
    A machine uses up part of a lot. It waits until so much is there.

    `ago_us` is how long ago it truly happened, where the line types it late. `unreceived` marks a lot number that
    nobody ever received: the scanner says so, no stock goes down. `into` is the serial that it is installed in: then it
    is a component of that one.
    """

    machine: Machine
    order: Order
    lot: Lot
    quantity: Amount
    location: Location
    ago_us: Span = 0
    unreceived: bool = False
    into: Lot | Literal[""] = ""


class Remove(Act, frozen=True, tag="remove"):
    """A component is taken out of the serial (`out_of`) that it was installed in."""

    machine: Machine
    order: Order
    lot: Lot
    quantity: Amount
    out_of: Lot
    location: Location
    reason: str


class Reverse(Act, frozen=True, tag="reverse"):
    """A machine takes back its last consumption of that lot for that order; of nothing, nothing happens."""

    machine: Machine
    order: Order
    lot: Lot
    reason: str


class Produce(Act, frozen=True, tag="produce"):
    """A machine makes part of a lot."""

    machine: Machine
    order: Order
    lot: Lot
    quantity: Amount
    location: Location
    role: Literal["output", "co_product", "by_product"] = "output"


class Scrap(Act, frozen=True, tag="scrap"):
    """A machine makes what is no good, under the lot that it is scrap of."""

    machine: Machine
    order: Order
    lot: Lot
    quantity: Amount


class Measure(Act, frozen=True, tag="measure"):
    """
    A machine's tag shows values, one after the other; crossing a limit, either way, is a fact of its own.

    `exceedances` names each crossing, in order; `lot` is what the machine holds. A value whose `quality` is not good is
    shown as it is, and crosses nothing.
    """

    machine: Machine
    tag: str
    values: tuple[Amount, ...]
    every_us: Span = 60_000_000
    quality: Literal["good", "uncertain", "bad"] = "good"
    order: Order = ""
    lot: Lot | Literal[""] = ""
    exceedances: tuple[Number, ...] = ()


class Turn(Act, frozen=True, tag="turn"):
    """A machine goes into another state."""

    machine: Machine
    state: str
    order: Order = ""


class Relieve(Act, frozen=True, tag="relieve"):
    """Another shift takes over at a machine: from now on its person is at it."""

    machine: Machine
    shift: int


class Pack(Act, frozen=True, tag="pack"):
    """
    A machine packs parts of lots, or whole handling units (cases on a pallet), into a new handling unit; `unit` is its
    number in this run.
    """

    machine: Machine
    unit: Unit
    order: Order
    location: Location
    contents: dict[Lot, Amount] = {}
    units: tuple[Unit, ...] = ()


class Unpack(Act, frozen=True, tag="unpack"):
    """
    A machine takes a handling unit apart: what `contents` and `units` name, or all that it holds, lies loose at
    `location` then.

    A unit that has left is taken apart when its goods have come back to that location. One that is empty is free: its
    number may be packed again.
    """

    machine: Machine
    unit: Unit
    location: Location
    contents: dict[Lot, Amount] = {}
    units: tuple[Unit, ...] = ()


class Ship(Act, frozen=True, tag="ship"):
    """The warehouse loads handling units for a customer; `customer_order` is the order of his that they fulfil."""

    shipment: Number
    customer: Customer
    units: tuple[Unit, ...]
    customer_order: Number | Literal[""] = ""


class TakeBack(Act, frozen=True, tag="take_back"):
    """The warehouse takes goods back from a customer. Without papers (`unlabelled`) nobody there knows the shipment."""

    return_: Number = msgspec.field(name="return")
    shipment: Number
    customer: Customer
    reason: str
    contents: dict[Lot, Amount]
    location: Location
    unlabelled: bool = False


class Hold(Act, frozen=True, tag="hold"):
    """Quality places a hold on a lot."""

    hold: Number
    lot: Lot
    reason: str


class Recall(Act, frozen=True, tag="recall"):
    """Quality recalls a supplier's lot: a hold on each internal lot that was received under it so far."""

    recall: Number
    supplier: Supplier
    supplier_lot: Number


class Unhold(Act, frozen=True, tag="unhold"):
    """Quality releases a hold: one of its own (`hold`), or that of an exceedance, which QMS placed by its rule."""

    hold: Number | Literal[""] = ""
    exceedance: str = ""


class Dispose(Act, frozen=True, tag="dispose"):
    """Quality disposes of part of a lot, or of all that is left there (`rest`); of nothing, nothing happens."""

    disposition_id: Number
    lot: Lot
    quantity: Amount
    location: Location
    disposition: Literal["use", "rework", "scrap", "return_to_supplier"]


class Expect(Act, frozen=True, tag="expect"):
    """
    A point of patience: a system should come to know something through the integration. Exactly one is named.

    Where it does not, people enter it by hand and go on; for a changed quantity or a cancellation they go on without.
    `bom` is written ITEM/REVISION, `deviation` CALIBRATION/ITEM/LOT.
    """

    inspection: Lot | Literal[""] = ""
    work_order: Order = ""
    bom: str = ""
    quantity_of: Order = ""
    cancellation: Order = ""
    nonconformance: str = ""
    unit: int = 0
    unpacked: int = 0
    equipment: Machine | Literal[""] = ""
    deviation: str = ""
    span_us: Span = HALF_HOUR_US


class Attempt(Act, frozen=True, tag="attempt"):
    """
    A point of patience before an act that a blocked lot forbids: by then the lot should be blocked in that system.

    Blocked: the act is tried and refused, then `refused` happens. Not blocked: it is done, then `done` happens.
    """

    what: "AnyAct"
    system: Literal["mes", "wms"]
    blocked: Lot
    refused: tuple["AnyAct", ...] = ()
    done: tuple["AnyAct", ...] = ()
    span_us: Span = HALF_HOUR_US


class Wait(Act, frozen=True, tag="wait"):
    """A point of patience in its plain form: any condition on effects (`until`), any flows, two branches."""

    until: dict[str, str]
    flows: tuple[Flow, ...]
    met: tuple["AnyAct", ...] = ()
    unmet: tuple["AnyAct", ...] = ()
    span_us: Span = HALF_HOUR_US


class Pause(Act, frozen=True, tag="pause"):
    """
    The plant stands still for longer than these rules of the enterprise take, in wall time; or, with `flows`, until all
    that these owe by now is due, one flow after the other.
    """

    rules: tuple[Rule, ...] = ()
    flows: tuple[Flow, ...] = ()
    deadline_s: float = 0.0
    span_us: Span = HALF_HOUR_US


class Reach(Act, frozen=True, tag="reach"):
    """A mark that other strands can wait for."""

    mark: str


class Await(Act, frozen=True, tag="await"):
    """Go on when another strand has reached this mark."""

    mark: str


AnyAct = (
    Receive
    | Decide
    | Move
    | Transfer
    | Arrive
    | Revise
    | Release
    | Change
    | Cancel
    | Start
    | Complete
    | Close
    | Dispatch
    | Consume
    | Remove
    | Reverse
    | Produce
    | Scrap
    | Measure
    | Turn
    | Relieve
    | Pack
    | Unpack
    | Ship
    | TakeBack
    | Complain
    | Buy
    | OpenService
    | CloseService
    | Calibrate
    | Maintain
    | CutOver
    | Collect
    | Deliver
    | Hold
    | Recall
    | Unhold
    | Dispose
    | Expect
    | Attempt
    | Wait
    | Pause
    | Reach
    | Await
)

ACTS: dict[str, type[Act]] = {kind.__struct_config__.tag: kind for kind in AnyAct.__args__}
"""Every act by its word in a scenario file."""


class Course(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What plant and people do: strands side by side, the acts of each one after the other. `plants` names the strands
    that belong to another plant than `plant`.
    """

    plant: str
    people: dict[str, str]
    strands: dict[str, tuple[AnyAct, ...]]
    plants: dict[str, str] = {}
