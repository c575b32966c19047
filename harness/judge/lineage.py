"""
What truly went into what: the genealogy that follows from the facts, in the contract's terms.

    in: input, component --> step --> out: output, co_product, by_product, scrap      (made of)
    in: content          --> step --> out: content                                    (held by)

A handling unit holds, it is not made of. `must` respects time along the whole way: what was worked into a lot after the
part in question had left it is no ancestor of that part (a lot may come out of several steps, and go into one of them
again). `may` does not, as a step that is told as one whole cannot say which of its inputs came before which output.

A tank is in the way like a curtain: behind what was drawn from it `must` is what the bounds of the draw make certain,
and `may` is whatever the tank ever held (GEN-15 and GEN-17 ask more narrowly).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from lotproof.harness.judge.bounds import Mixing
from lotproof.harness.judge.places import number
from lotproof.harness.judge.stays import ALWAYS, NEVER, Stays, held_of, out_of
from lotproof.harness.judge.vessels import Drawn, Vessels, step_key
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.genealogy import MADE_OF

Totals = dict[str, Decimal]

Summed = tuple[str, str, str]
"""Side (`in`, `out`, `content`), item, and order or unit: where quantities are summed."""

Bounds = dict[str, float]
"""Items with the moment up to which their past counts, or from which their future does."""


class StepTruth:
    """One step: net quantities in and out by item, and when the first and the last of each was."""

    def __init__(self, key: str, order: str) -> None:
        self.key, self.order = key, order
        self.ins: Totals = defaultdict(Decimal)
        self.outs: Totals = defaultdict(Decimal)
        self.scrap: Totals = defaultdict(Decimal)
        self.first_in: dict[str, int] = {}
        self.last_out: dict[str, int] = {}
        self.taken: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
        self.given: dict[str, list[int]] = defaultdict(list)
        self.made: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
        self.installed: Totals = defaultdict(Decimal)
        self.removed: Totals = defaultdict(Decimal)

    def uses(self, item: str) -> list[int]:
        """The moments at which, all corrections counted, some of an item went in."""
        net: dict[int, Decimal] = defaultdict(Decimal)
        for at, quantity in self.taken.get(item, ()):
            net[at] += quantity
        return [at for at, quantity in net.items() if quantity > 0]

    def by_first_out(self, item: str) -> Decimal:
        """How much of an item was in when the first of the outputs was done."""
        done = min(self.last_out.values(), default=None)
        return sum((quantity for at, quantity in self.taken[item] if done is None or at <= done), Decimal(0))


class Lineage:
    """Steps by key, and for every item the steps that it came out of and went into; `vessels` are the tanks."""

    def __init__(self, facts: Iterable[Fact], tanks: Mapping[str, Mixing] | None = None) -> None:
        self.steps: dict[str, StepTruth] = {}
        self.made_in: dict[str, list[StepTruth]] = defaultdict(list)
        self.used_in: dict[str, list[StepTruth]] = defaultdict(list)
        self.contents: dict[str, Totals] = defaultdict(lambda: defaultdict(Decimal))
        self.held_by: dict[str, dict[str, int]] = defaultdict(dict)
        self.shipped: dict[str, set[str]] = defaultdict(set)
        self.customers: dict[str, str] = {}
        self.units_of: dict[str, set[str]] = defaultdict(set)
        self.stays = Stays()
        self.received: dict[str, Decimal] = defaultdict(Decimal)
        self.facts: dict[Summed, list[str]] = defaultdict(list)
        by_id = {fact.id: fact for fact in facts}
        for fact in by_id.values():
            self._tell(fact, by_id)
        self.vessels = Vessels(by_id.values(), tanks or {})

    def _tell(self, fact: Fact, by_id: dict[str, Fact]) -> None:
        if fact.kind == "received":
            for portion in fact.outs:
                self.received[portion.item] += number(portion.quantity)
        elif fact.kind == "consumed":
            self._used(fact, 1)
        elif fact.kind in ("produced", "scrapped"):
            self._made(fact)
        elif fact.kind == "removed":
            self._removed(fact)
        elif fact.kind == "reversed":
            for cause in fact.causes:
                if cause in by_id and by_id[cause].kind == "consumed":
                    self._used(by_id[cause], -1)
        elif fact.kind == "packed":
            self._packed(fact)
        elif fact.kind == "unpacked":
            self._unpacked(fact)
        elif fact.kind == "shipped":
            self._shipped(fact)

    def _step(self, fact: Fact) -> StepTruth:
        key = step_key(fact)
        if key not in self.steps:
            self.steps[key] = StepTruth(key, fact.order)
        return self.steps[key]

    def _used(self, fact: Fact, sign: int) -> None:
        step = self._step(fact)
        for portion in fact.ins:
            if portion.role not in MADE_OF:
                continue
            if portion.item not in step.ins:
                self.used_in[portion.item].append(step)
            step.ins[portion.item] += number(portion.quantity) * sign
            if portion.role == "component":
                step.installed[portion.item] += number(portion.quantity) * sign
            step.taken[portion.item].append((fact.at_us, number(portion.quantity) * sign))
            step.first_in[portion.item] = min(fact.at_us, step.first_in.get(portion.item, fact.at_us))
            self.facts["in", portion.item, fact.order].append(fact.id)

    def _made(self, fact: Fact) -> None:
        step = self._step(fact)
        for portion in fact.outs or fact.ins:
            scrap = fact.kind == "scrapped" or portion.role == "scrap"
            totals = step.scrap if scrap else step.outs
            if not scrap and portion.item not in step.outs:
                self.made_in[portion.item].append(step)
            totals[portion.item] += number(portion.quantity)
            if not scrap:
                step.given[portion.item].append(fact.at_us)
                step.made[portion.item].append((fact.at_us, number(portion.quantity)))
                step.last_out[portion.item] = max(fact.at_us, step.last_out.get(portion.item, fact.at_us))
            self.facts["out", portion.item, fact.order].append(fact.id)

    def _removed(self, fact: Fact) -> None:
        for portion in fact.outs:
            self._step(fact).removed[portion.item] += number(portion.quantity)
            self.facts["removed", portion.item, fact.order].append(fact.id)

    def _packed(self, fact: Fact) -> None:
        self.stays.packed(fact)
        for unit in fact.outs:
            for portion in fact.ins:
                self.contents[unit.item][portion.item] += held_of(portion)
                self.held_by[portion.item][unit.item] = fact.at_us
                self.facts["content", portion.item, unit.item].append(fact.id)

    def _unpacked(self, fact: Fact) -> None:
        self.stays.unpacked(fact)
        for unit in fact.ins:
            for lot, quantity in out_of(unit, fact, list(self.contents[unit.item].items())):
                self.contents[unit.item][lot] -= quantity
                self.facts["content", lot, unit.item].append(fact.id)

    def _shipped(self, fact: Fact) -> None:
        shipment = fact.words.get("shipment", "")
        self.customers[shipment] = fact.words.get("customer", "")
        for portion in fact.ins or fact.outs:
            self.shipped[portion.item].add(shipment)
            self.units_of[shipment].add(portion.item)
            self.stays.shipped(portion.item, shipment)

    # -- reach ------------------------------------------------------------------------------------------------------

    def live(self, step: StepTruth) -> list[str]:
        """The items that are net in a step."""
        return [item for item, quantity in step.ins.items() if quantity > 0]

    def ancestors(self, item: str, *, timely: bool) -> set[str]:
        """The lots that went into an item; of a unit or a shipment, its contents and what went into them."""
        return set(self.past(item, timely=timely)) - {item}

    def held_once(self, item: str) -> set[str]:
        """All that a unit, or a shipment's units, held at any time, and what went into that."""
        units = self.units_of.get(item, {item})
        lots = {lot for unit in units for lot in self.stays.ever(unit)}
        return lots | {one for lot in lots for one in self.past(lot, timely=False)}

    def descendants(self, item: str, *, timely: bool) -> set[str]:
        """The lots that an item went into."""
        return set(self.future(item, timely=timely)) - {item}

    def past(self, item: str, *, timely: bool) -> Bounds:
        """What an item was made of, each up to its last use on the way there; a lot itself, not a unit, is among it."""
        return _reach(self._roots(item), NEVER, lambda one, until: self._parents(one, until, timely), max)

    def future(self, item: str, *, timely: bool) -> Bounds:
        """What was made of an item, each from its first making on the way there; the item itself is among it."""
        return _reach([item], ALWAYS, lambda one, since: self._children(one, since, timely), min)

    def _roots(self, item: str) -> list[str]:
        """What a walk begins with: of a shipment what was in its units when they left, of a unit what it holds."""
        if item in self.units_of:
            return self.stays.loaded(item)
        return list(self.stays.within(item)) if item in self.contents else [item]

    def _parents(self, lot: str, until: float, timely: bool) -> Iterator[tuple[str, float]]:
        for step in self.made_in.get(lot, ()):
            given = [at for at in step.given[lot] if at <= until]
            for item in self.live(step) if given or not timely else ():
                uses = [at for at in step.uses(item) if not timely or at <= max(given)]
                drawn = self.vessels.taken(step.key, max(given), item) if timely and uses else frozenset()
                if drawn:
                    yield item, ALWAYS
                    yield from self.vessels.certain(drawn)
                elif uses:
                    yield item, max(uses) if timely else NEVER

    def _children(self, lot: str, since: float, timely: bool) -> Iterator[tuple[str, float]]:
        for step in self.used_in.get(lot, ()):
            uses = [at for at in step.uses(lot) if at >= since] if step.ins[lot] > 0 else []
            for item in step.outs if uses else ():
                given = [at for at in step.given[item] if not timely or at >= min(uses)]
                filled = timely and (step.key, item) in self.vessels.filling
                if given:
                    yield item, NEVER if filled else min(given) if timely else ALWAYS
        if timely:
            yield from self._behind_tanks(lot, since)

    def _behind_tanks(self, lot: str, since: float) -> Iterator[tuple[str, float]]:
        """What was made of draws that must hold some of a lot, all of which was filled in from this moment on."""
        for key in self._certain_steps(lot, since):
            step, draws = self.steps[key], self.vessels.taken(key, NEVER)
            first = min(self.vessels.draws[draw].at for draw in draws)
            for item in step.outs:
                given = [at for at in step.given[item] if at >= first]
                if given and self.vessels.bound(self.vessels.taken(key, max(given)), {lot}).says == "must":
                    yield item, max(given)

    def _certain_steps(self, lot: str, since: float) -> Iterator[str]:
        """The steps whose draws, taken together, must hold some of a lot."""
        draws = self.vessels.draws_of([lot])
        if draws and self.vessels.lots(draws)[lot] >= since:
            for key in dict.fromkeys(one.step for one in draws.values()):
                if self.vessels.bound(self.vessels.taken(key, NEVER), {lot}).says == "must":
                    yield key

    def certain_orders(self, lot: str, since: float) -> set[str]:
        """The orders that drew from a tank what must hold some of a lot."""
        return {self.steps[key].order for key in self._certain_steps(lot, since)}

    def in_tanks(self, lot: str) -> tuple[set[str], dict[str, Drawn]]:
        """What was surely made of a lot, itself too, and lay in a tank; and all draws from there."""
        future = self.future(lot, timely=True)
        draws = self.vessels.draws_of(future)
        first = self.vessels.lots(draws) if draws else {}
        return {one for one, since in future.items() if one in first and first[one] >= since}, draws

    def passes(self, lot: str) -> list[StepTruth]:
        """The steps that a lot came out of, where it went back into one of them, by itself or by way of others."""
        return self.made_in[lot] if lot in self._looped else []

    @cached_property
    def _looped(self) -> set[str]:
        """The lots that are, in part, made of themselves."""
        several = [lot for lot, steps in self.made_in.items() if len(steps) > 1]
        return {lot for lot in several if any(lot in self._before(step) for step in self.made_in[lot])}

    def _before(self, step: StepTruth) -> set[str]:
        """All that a step's inputs are made of, and they themselves."""
        return {one for item in self.live(step) for one in self.past(item, timely=False)}

    def as_built(self, serial: str) -> Totals:
        """What is installed in a serial: its components, those that came out again left out."""
        built: Totals = defaultdict(Decimal)
        for step in self.made_in.get(serial, ()):
            for item, quantity in step.installed.items():
                built[item] += quantity - step.removed.get(item, Decimal(0))
        return {item: quantity for item, quantity in built.items() if quantity > 0}

    def replaced(self, serial: str) -> set[str]:
        """What was installed in a serial once, and is not any more."""
        once = {item for step in self.made_in.get(serial, ()) for item in step.installed}
        return once - set(self.as_built(serial))

    def orders_with(self, lot: str, since: float = ALWAYS) -> dict[str, Decimal]:
        """How much of a lot each order used that used some of it at this moment or later."""
        used: dict[str, Decimal] = defaultdict(Decimal)
        for step in self.used_in.get(lot, ()):
            if any(at >= since for at in step.uses(lot)):
                used[step.order] += step.ins[lot]
        return {order: quantity for order, quantity in used.items() if quantity > 0}


def _reach(
    roots: Iterable[str],
    bound: float,
    onward: Callable[[str, float], Iterator[tuple[str, float]]],
    wider: Callable[[float, float], float],
) -> Bounds:
    """All that is reached; what is met again with a wider bound is walked again, so a loop is walked to its end."""
    found = dict.fromkeys(roots, bound)
    todo = list(found)
    while todo:
        lot = todo.pop()
        for item, reached in onward(lot, found[lot]):
            widest = wider(found.get(item, reached), reached)
            if found.get(item) != widest:
                found[item] = widest
                todo.append(item)
    return found
