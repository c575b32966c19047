"""
What was made of what, as a drawing needs it: lots, orders, handling units and shipments, and what passed between them.

    lot --> order --> lot --> order --> lot --> unit --> shipment

Read from the facts of truth. A held lot is marked, and so is all that was made of it or holds it.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.genealogy import MADE_OF, MAKES
from lotproof.harness.model.items import parse
from lotproof.reports.evidence import Names

MIDDLE = ("order:", "step:")
"""Nodes that things go through: what leads on from them depends on when it went in."""

Mark = Literal["", "asked", "missing", "extra"]
Status = Literal["", "held", "rejected", "scrapped", "released", "tainted", "unborn"]


class Node(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One lot, order, unit, shipment or step.

    `status` is how the lot stood at the end (`released`: a hold was lifted; `tainted`: made of a held lot, or holds
    some; `unborn`: somebody named it, but it was neither received nor made). `mark` tells a trace answer from the
    truth: `missing` in the answer, `extra` in it, or what was `asked` for.
    """

    key: str
    kind: str
    label: str
    note: str = ""
    status: Status = ""
    mark: Mark = ""


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What passed from one node to another: quantities in words, and the roles that it had.

    `first_us` and `last_us` are when the first and the last of it passed, in plant time from the run's epoch.
    """

    source: str
    target: str
    label: str = ""
    roles: tuple[str, ...] = ()
    first_us: int = 0
    last_us: int = 0
    mark: Mark = ""


class Lineage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A graph to draw; `nodes` and `links` in the order in which they came to be."""

    title: str
    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()


class Sketch:
    """A lineage while facts are added to it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.nodes: dict[str, Node] = {}
        self.links: dict[tuple[str, str], dict[tuple[str, str], Decimal | None]] = {}
        self.times: dict[tuple[str, str], tuple[int, int]] = {}
        self.born: set[str] = set()
        self.now_us = 0
        self.holds: dict[str, set[str]] = {}
        self.was_held: set[str] = set()
        self.ended: dict[str, Status] = {}

    def item(self, key: str, note: str = "") -> str:
        """The node of a lot, serial or unit."""
        if key not in self.nodes:
            item = parse(key)
            named = "" if item.kind == "unit" else self.names.items.get(item.scope, item.scope)
            self.nodes[key] = Node(key=key, kind=item.kind, label=item.id, note=note or named)
        elif note and note not in self.nodes[key].note:
            old = self.nodes[key]
            self.nodes[key] = msgspec.structs.replace(old, note=f"{old.note}; {note}")
        return key

    def place(self, kind: str, number: str, note: str = "") -> str:
        """The node of an order, a shipment or a step."""
        key = f"{kind}:{number}"
        self.nodes.setdefault(key, Node(key=key, kind=kind, label=number, note=note))
        return key

    def link(self, source: str, target: str, portion: Portion, sign: int = 1) -> None:
        passed = self.joined(source, target)
        what = (portion.role, portion.unit)
        passed[what] = _sum(passed.get(what, Decimal(0)), portion.quantity, sign)

    def joined(self, source: str, target: str) -> dict[tuple[str, str], Decimal | None]:
        """The link between two nodes, with the moment noted."""
        first_us, _ = self.times.get((source, target), (self.now_us, 0))
        self.times[source, target] = (first_us, self.now_us)
        return self.links.setdefault((source, target), {})

    def add(self, fact: Fact) -> None:
        """Add what a fact says of descent, contents, way and status."""
        self.now_us = fact.at_us
        if fact.kind in ("consumed", "produced", "scrapped", "reversed", "opened", "entered"):
            self._run(fact, -1 if fact.kind == "reversed" else 1)
        elif special := getattr(self, f"_{fact.kind}", None):
            special(fact)

    def _run(self, fact: Fact, sign: int) -> None:
        if not fact.ins and not fact.outs:
            return
        middle = self.place("order", fact.order) if fact.order else self.place("step", fact.step or fact.id)
        for portion in fact.ins:
            if portion.role in MADE_OF:
                self.link(self.item(portion.item), middle, portion, sign)
        for portion in fact.outs:
            if portion.role in MAKES:
                self.link(middle, self.item(portion.item), portion, sign)
                self.born.add(portion.item)

    def _received(self, fact: Fact) -> None:
        supplier, number = fact.words.get("supplier", ""), fact.words.get("supplier_lot", "")
        for portion in fact.outs:
            self.born.add(self.item(portion.item))
            if supplier or number:
                self.item(portion.item, f"{supplier} {number}".strip())

    def _packed(self, fact: Fact) -> None:
        units = [portion for portion in fact.outs if portion.item.startswith("unit:")]
        for unit in units:
            self.item(unit.item)
            for portion in (*fact.ins, *fact.outs):
                if not portion.item.startswith("unit:"):
                    self.link(self.item(portion.item), unit.item, portion)

    def _shipped(self, fact: Fact) -> None:
        customer = fact.words.get("customer", "")
        shipment = self.place("shipment", fact.words.get("shipment", ""), self.names.customers.get(customer, customer))
        for portion in (*fact.ins, *fact.outs) or (Portion(item=fact.subject, role="content"),):
            if portion.item.startswith("unit:"):
                self.joined(self.item(portion.item), shipment)

    def _returned(self, fact: Fact) -> None:
        shipment = self.place("shipment", fact.words.get("shipment", ""))
        back = ", ".join(f"{p.quantity} {p.unit} of {parse(p.item).id}" for p in fact.outs)
        old = self.nodes[shipment]
        self.nodes[shipment] = msgspec.structs.replace(old, note=f"{old.note}; {back} came back")

    def _hold_placed(self, fact: Fact) -> None:
        for key in _subjects(fact):
            self.holds.setdefault(self.item(key), set()).add(fact.words.get("hold", fact.id))
            self.was_held.add(key)

    def _hold_released(self, fact: Fact) -> None:
        for key in _subjects(fact):
            self.holds.get(key, set()).discard(fact.words.get("hold", ""))

    def _decided(self, fact: Fact) -> None:
        for key in _subjects(fact):
            self._end(key, "rejected", fact.words.get("decision") == "rejected")

    def _disposed(self, fact: Fact) -> None:
        for key in _subjects(fact):
            self._end(key, "scrapped", fact.words.get("disposition") == "scrap")

    def _end(self, key: str, status: Status, so: bool) -> None:
        if so:
            self.ended[self.item(key)] = status

    def status(self, key: str) -> Status:
        if self.holds.get(key):
            return "held"
        if key in self.ended or key in self.was_held:
            return self.ended.get(key, "released")
        return "unborn" if key.startswith("lot:") and key not in self.born else ""

    def drawn(self, title: str) -> Lineage:
        """The finished lineage: lots that nothing was made of and that went nowhere stay out, held ones stay in."""
        links = tuple(
            self._link(way, passed)
            for way, passed in self.links.items()
            if not passed or any(amount is None or amount for amount in passed.values())
        )
        touched = {key for link in links for key in (link.source, link.target)}
        tainted = reach({key for key in self.nodes if self.status(key) in ("held", "rejected", "scrapped")}, links)
        nodes = tuple(
            msgspec.structs.replace(node, status=self.status(key) or ("tainted" if key in tainted else ""))
            for key, node in self.nodes.items()
            if key in touched or self.status(key)
        )
        return Lineage(title=title, nodes=nodes, links=links)

    def _link(self, way: tuple[str, str], passed: dict[tuple[str, str], Decimal | None]) -> Link:
        (source, target), (first_us, last_us) = way, self.times[way]
        roles = tuple(dict.fromkeys(role for role, _ in passed))
        return Link(source=source, target=target, label=_label(passed), roles=roles, first_us=first_us, last_us=last_us)


def lineage(facts: Iterable[Fact], names: Names, *, title: str) -> Lineage:
    """What the plant truly made of what, as the facts tell it."""
    sketch = Sketch(names)
    for fact in facts:
        sketch.add(fact)
    return sketch.drawn(title)


def reach(start: set[str], links: Iterable[Link], *, backward: bool = False, timely: bool = True) -> set[str]:
    """
    All that lies on from (or back from) the start, the start included.

    Timely: what an order made inherits nothing from what went into the order only later.
    """
    ways: dict[str, list[Link]] = {}
    for link in links:
        ways.setdefault(link.target if backward else link.source, []).append(link)
    found, todo = set(start), sorted(start)
    while todo:
        fresh = [key for key in _next(todo.pop(), ways, backward, timely) if key not in found]
        found.update(fresh)
        todo.extend(key for key in fresh if not key.startswith(MIDDLE))
    return found


def _next(key: str, ways: dict[str, list[Link]], backward: bool, timely: bool) -> Iterator[str]:
    """The nodes one step on; through an order, those that the moment allows."""
    for link in ways.get(key, []):
        other = link.source if backward else link.target
        yield other
        if other.startswith(MIDDLE):
            for far in ways.get(other, []):
                went, came = (far, link) if backward else (link, far)
                if not timely or went.first_us <= came.last_us:
                    yield far.source if backward else far.target


def _subjects(fact: Fact) -> list[str]:
    named = [fact.subject] if fact.subject else [portion.item for portion in (*fact.ins, *fact.outs)]
    return list(dict.fromkeys(named))


def _sum(old: Decimal | None, quantity: str, sign: int) -> Decimal | None:
    """The sum so far, or None where some quantity is not told."""
    try:
        return None if old is None else old + sign * Decimal(quantity)
    except InvalidOperation:
        return None


def _label(passed: dict[tuple[str, str], Decimal | None]) -> str:
    told = [(role, unit, amount) for (role, unit), amount in passed.items() if amount]
    return " + ".join(
        f"{amount.normalize():f} {unit}" + (f" {role.replace('_', '-')}" if role in MAKES[1:] else "")
        for role, unit, amount in told
    )
