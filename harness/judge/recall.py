"""
A recall: what a supplier's lot truly reached, and what an answer says that it reached, in one shape to be compared.

    supplier's lot --receipts--> internal lots --made of--> lots, serials --held by--> units --> shipments, customers
                                                                   '--> service orders on them      '--> their orders

What was taken out of a serial again had gone into it: by the contract the serial inherits from every input that was not
later than it, so it is named; that it is not as-built any more is told by the edge `removed`.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

import msgspec
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.lineage import Bounds
from lotproof.harness.judge.places import number
from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact

SUPPLIER = "supplier"
"""The system in whose words a supplier's own lot number is asked for."""


class Delivery(NamedTuple):
    """So much of one item went to a customer, by this shipment, in this handling unit."""

    customer: str
    shipment: str
    unit: str
    item: str


Amounts = dict[Delivery, Decimal | None]
"""None where a delivery is told without a quantity."""


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's lot that is recalled: the internal lots that came in under it, and the holds that were placed."""

    supplier: str
    supplier_lot: str
    lots: frozenset[str]
    holds: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"lot {self.supplier_lot} of {self.supplier}"


class Reach(msgspec.Struct, kw_only=True):
    """Everything that a recall concerns, by kind."""

    item: set[str] = msgspec.field(default_factory=set)
    order: set[str] = msgspec.field(default_factory=set)
    location: set[str] = msgspec.field(default_factory=set)
    shipment: set[str] = msgspec.field(default_factory=set)
    customer: set[str] = msgspec.field(default_factory=set)
    customer_order: set[str] = msgspec.field(default_factory=set)
    service_order: set[str] = msgspec.field(default_factory=set)
    deliveries: Amounts = msgspec.field(default_factory=dict)

    def of(self, kind: str) -> set[str]:
        found: set[str] = getattr(self, kind)
        return found

    def add(self, other: "Reach") -> None:
        for kind in (*KINDS, *ORDERS):
            self.of(kind).update(other.of(kind))
        self.deliveries.update(other.deliveries)


KINDS = ("item", "order", "location", "shipment", "customer")
ORDERS = ("customer_order", "service_order")
KEPT = {"customer_order": "ordered", "service_order": "service_opened"}
"""Which facts an enterprise has that keeps such orders."""


def kinds(case: Case) -> tuple[str, ...]:
    """What is asked for: customers' and service orders where the plant had any, and the answer has words for them."""
    if case.evidence.connector.trace.kind == "epcis":
        return KINDS
    there = {fact.kind for fact in case.evidence.facts}
    return (*KINDS, *(kind for kind in ORDERS if KEPT[kind] in there))


def recalls(case: Case) -> list[Recall]:
    """The recalls of a run, in the order in which they were decided."""
    holds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in case.evidence.facts:
        if fact.kind == "hold_placed" and fact.words.get("supplier_lot"):
            holds[source(fact)].append(fact.id)
    received = [fact for fact in case.evidence.facts if fact.kind == "received"]
    return [
        Recall(
            supplier=whose[0],
            supplier_lot=whose[1],
            lots=frozenset(part.item for fact in received if source(fact) == whose for part in fact.outs),
            holds=tuple(facts),
        )
        for whose, facts in holds.items()
    ]


def source(fact: Fact) -> tuple[str, str]:
    """The supplier and his lot number that a fact bears."""
    return fact.words.get("supplier", ""), fact.words.get("supplier_lot", "")


# -- what is true ------------------------------------------------------------------------------------------------------


def reached(case: Case, lots: Iterable[str], *, timely: bool) -> Reach:
    """
    What these lots truly reached. `timely` is what must be named; else also what may be, as a step that is told as one
    whole cannot say which of its inputs came before which output, and a place where some of it was on the way.
    """
    lineage, since = case.lineage, _since(case, lots, timely=timely)
    stays = [stay for one in since for stay in lineage.stays.of(one) if not timely or stay.since >= since[one]]
    outer = [one for stay in stays for one in lineage.stays.around(stay)]
    reach = Reach(item={*since, *(stay.unit for stay in (*stays, *outer) if stay.counts or not timely)})
    reach.order = {order for one in since for order in lineage.orders_with(one, since[one])}
    reach.order |= {order for one in since for order in lineage.certain_orders(one, since[one]) if timely}
    for stay in stays:
        for shipment in stay.shipments:
            delivery = Delivery(lineage.customers[shipment], shipment, stay.unit, stay.lot)
            reach.deliveries[delivery] = stay.quantity
    reach.shipment = {delivery.shipment for delivery in reach.deliveries}
    reach.customer = {delivery.customer for delivery in reach.deliveries} - {""}
    reach.location = _places(case, since, timely=timely)
    reach.customer_order = {fact.words.get("customer_order", "") for fact in _loadings(case, reach.shipment)} - {""}
    on_it = [fact for fact in case.evidence.facts if fact.kind == "service_opened" and fact.subject in since]
    done = {f.words.get("service_order") for f in case.evidence.facts if f.kind == "service_closed"}
    reach.service_order = {_service(f) for f in on_it if not timely or _service(f) not in done}
    reach.customer |= set() if timely else {fact.words.get("customer", "") for fact in on_it} - {""}
    return reach


def _service(fact: Fact) -> str:
    return fact.words.get("service_order", "")


def _loadings(case: Case, shipments: set[str]) -> list[Fact]:
    return [f for f in case.evidence.facts if f.kind == "shipped" and f.words.get("shipment") in shipments]


def _since(case: Case, lots: Iterable[str], *, timely: bool) -> Bounds:
    """The lots and all that was made of them, each from its first making on."""
    since: Bounds = {}
    for lot in lots:
        for one, at in case.lineage.future(lot, timely=timely).items():
            since[one] = min(at, since.get(one, at))
    return since


PUT = {"graph": ("received", "moved", "produced"), "python": ("received", "moved", "produced")}
"""Facts that put something somewhere, in a step that can say so: EPCIS tells of an operation where it was seen."""


def _places(case: Case, since: Bounds, *, timely: bool) -> set[str]:
    """Where these were put, in the plants; where timeliness does not matter, wherever they are said to have been."""
    found, known = set(), _known_places(case)
    kinds = PUT.get(case.evidence.connector.trace.kind, ("received", "moved"))
    for fact in case.evidence.facts:
        for portion in fact.outs if timely else (*fact.ins, *fact.outs):
            if portion.item in since and (not timely or (fact.kind in kinds and fact.at_us >= since[portion.item])):
                found.add(portion.location)
                found |= set() if timely else {fact.words.get("from_location", ""), fact.words.get("to_location", "")}
    return found & known if timely else found - {""}


def _known_places(case: Case) -> set[str]:
    """The locations of the enterprise; what is in transit is in none."""
    plants = case.evidence.plan.enterprise.get("plants", {})
    return {name for plant in plants.values() for name in plant.get("locations", {})}


# -- what is said ------------------------------------------------------------------------------------------------------


def answers_to(case: Case, recall: Recall) -> list[TraceAnswer]:
    """
    The answer from the supplier's number. EPCIS has no field for that one: there the answers from the internal lots
    stand for it.
    """
    forward = [answer for answer in case.answers if answer.direction == "forward"]
    if case.evidence.connector.trace.kind == "epcis":
        return [answer for answer in forward if answer.start in recall.lots]
    return [answer for answer in forward if _asks(answer.question, recall)]


def _asks(question: dict[str, str], recall: Recall) -> bool:
    asked = (question.get("system"), question.get("scope"), question.get("id"))
    return asked == (SUPPLIER, recall.supplier, recall.supplier_lot)


def took_s(case: Case, recall: Recall) -> float:
    """How long the slowest of these answers took."""
    about = [sorted(answer.question.items()) for answer in answers_to(case, recall)]
    taken = (one.took_s for one, _ in case.evidence.observed if sorted(one.question.items()) in about)
    return max(taken, default=0.0)


def told(case: Case, recall: Recall) -> Reach:
    """What the answers name, together."""
    whole = Reach()
    for answer in answers_to(case, recall):
        whole.add(_told(case, answer, recall))
    return whole


def _told(case: Case, answer: TraceAnswer, recall: Recall) -> Reach:
    """
    What one answer names: what its edges lead to from the internal lots, and what it lists besides. The other inputs
    of the steps on the way are shown, not named.
    """
    starts = recall.lots & answer.named
    found, steps = _led(answer, starts)
    beside = {answer.item(edge) for edge in answer.graph.edges if edge.side == "in" and edge.step in steps}
    others = answer.named - starts - found - beside
    more, more_steps = _led(answer, others)
    reach = Reach(item={*starts, *found, *others, *more})
    for kind in ("order", "shipment", "customer", *ORDERS):
        reach.of(kind).update(answer.documents(steps | more_steps, kind))
    reach.location = _locations(case, answer, reach.item)
    reach.deliveries = _deliveries(answer, reach.item)
    return reach


def _led(answer: TraceAnswer, starts: Iterable[str]) -> tuple[set[str], set[str]]:
    """The items and steps that an answer's edges lead to from these."""
    found: set[str] = set()
    steps: set[str] = set()
    for lot in starts:
        more, onward = answer.asked_about(lot).forward() if lot else (set(), set())
        found |= more
        steps |= onward
    return found, steps


def _locations(case: Case, answer: TraceAnswer, named: set[str]) -> set[str]:
    """The places of the steps of these, as far as the enterprise has a location of that name."""
    steps = {edge.step for edge in answer.graph.edges if answer.item(edge) in named}
    said = (answer.steps[step].location or "" for step in steps if step in answer.steps)
    return {last(place) for place in said} & _known_places(case)


def last(place: str) -> str:
    """The last part of a URI; other words as they are."""
    return place.rstrip("/").rpartition("/")[2]


def _deliveries(answer: TraceAnswer, named: set[str]) -> Amounts:
    """Per customer: what of these went by which shipment in which unit."""
    found: Amounts = {}
    held = {place: told for place, told in answer.sums().items() if place[0] == "content" and place[1] in named}
    for step in answer.graph.steps:
        customers, shipments = (sorted(answer.documents({step.key}, kind)) for kind in ("customer", "shipment"))
        units = {answer.item(edge) for edge in answer.graph.edges if edge.step == step.key}
        for (_, item, unit), (total, _, edges) in held.items():
            if unit in units:
                much = None if any(edge.quantity is None for edge in edges) else total
                found.update({Delivery(c, s, unit, item): much for c in customers for s in shipments})
    return found


# -- how much ----------------------------------------------------------------------------------------------------------


def amount(case: Case, named: Iterable[str]) -> str:
    """How much these are: lots and serials by unit, handling units by their count, and their mass where it is known."""
    named = set(named)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    mass_kg = Decimal(0)
    for one in named - _units(named):
        much, unit = _made(case, one), case.terms.units.get(items.parse(one).scope, "")
        sums[unit] += much
        mass_kg += much if unit == "kg" else much * _weight_kg(case, one)
    said = [f"{much:f} {unit}".strip() for unit, much in sorted(sums.items()) if unit != "kg"]
    said += [f"{mass_kg.normalize():f} kg"] if mass_kg else []
    said += [f"{len(_units(named))} handling units"] if _units(named) else []
    return ", ".join(said) or "nothing"


def _units(named: set[str]) -> set[str]:
    return {one for one in named if not one.startswith(("lot:", "serial:"))}


def _made(case: Case, one: str) -> Decimal:
    """How much of a lot came in or was made."""
    made = (step.outs.get(one, Decimal(0)) for step in case.lineage.made_in.get(one, ()))
    return sum(made, case.lineage.received.get(one, Decimal(0)))


def _weight_kg(case: Case, one: str) -> Decimal:
    """What a counted piece weighs."""
    item = case.evidence.plan.enterprise.get("items", {}).get(items.parse(one).scope, {})
    return number(str(item.get("weight_kg", "")))
