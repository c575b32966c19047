"""
What handling units held, and when: each stay of a lot in a unit, from its packing until all of it is out again.

    packed --> stay (since) --shipped--> it was there when the unit left
                        `----unpacked--> until

A unit's number is used again when it is empty: who asks what a unit holds, or where a lot went in it, asks of a moment.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from lotproof.harness.judge.places import number
from lotproof.harness.model.facts import Fact, Portion

ALWAYS, NEVER = float("-inf"), float("inf")


def is_unit(item: str) -> bool:
    return item.startswith("unit:")


def held_of(portion: Portion) -> Decimal:
    """How much of something goes into a unit or comes out of it; a handling unit is one."""
    return Decimal(1) if is_unit(portion.item) else number(portion.quantity)


class Stay:
    """One lot, or one handling unit, in one unit; `shipments` are those that the unit left with meanwhile."""

    def __init__(self, unit: str, lot: str, since: float) -> None:
        self.unit, self.lot, self.since, self.until = unit, lot, since, NEVER
        self.quantity = Decimal(0)
        self.shipments: list[str] = []

    @property
    def counts(self) -> bool:
        """Whether it has led anywhere: it lasts, or the unit has left with it."""
        return self.until == NEVER or bool(self.shipments)


class Stays:
    """All stays, by lot and by unit; facts are told in plant order."""

    def __init__(self) -> None:
        self._of_lot: dict[str, list[Stay]] = defaultdict(list)
        self._of_unit: dict[str, list[Stay]] = defaultdict(list)

    def of(self, lot: str) -> list[Stay]:
        return self._of_lot.get(lot, [])

    def inside(self, unit: str) -> list[Stay]:
        """What is in a unit now."""
        return [stay for stay in self._of_unit.get(unit, ()) if stay.until == NEVER]

    def within(self, unit: str) -> Iterator[str]:
        """The lots that are in a unit now, those in the units in it too."""
        for stay in self.inside(unit):
            yield from self.within(stay.lot) if is_unit(stay.lot) else (stay.lot,)

    def ever(self, unit: str) -> set[str]:
        """The lots that were in a unit at any time, those in the units in it too."""
        stays = self._of_unit.get(unit, ())
        lots = {stay.lot for stay in stays if not is_unit(stay.lot)}
        return lots.union(*(self.ever(stay.lot) for stay in stays if is_unit(stay.lot)))

    def around(self, stay: Stay) -> Iterator[Stay]:
        """Where a unit was in others while something was in it."""
        for outer in self.of(stay.unit):
            if outer.since <= stay.until and stay.since <= outer.until:
                yield outer
                yield from self.around(outer)

    def last_in(self, lot: str, units: set[str]) -> float:
        """When the last of a lot came into one of these units, or into a unit in them; NEVER where it was in none."""
        there = (stay for stay in self.of(lot) if units.intersection((stay.unit, *(o.unit for o in self.around(stay)))))
        return max((stay.since for stay in there), default=NEVER)

    def loaded(self, shipment: str) -> list[str]:
        """The lots that left with a shipment."""
        stays = (stay for stays in self._of_unit.values() for stay in stays if shipment in stay.shipments)
        return list(dict.fromkeys(stay.lot for stay in stays if not is_unit(stay.lot)))

    # -- what happens -----------------------------------------------------------------------------------------------

    def packed(self, fact: Fact) -> None:
        for unit in fact.outs:
            for portion in fact.ins:
                self._open(unit.item, portion.item, fact.at_us).quantity += held_of(portion)

    def unpacked(self, fact: Fact) -> None:
        for unit in fact.ins:
            for portion in out_of(unit, fact, [(stay.lot, stay.quantity) for stay in self.inside(unit.item)]):
                stay = self._open(unit.item, portion[0], fact.at_us)
                stay.quantity -= portion[1]
                stay.until = fact.at_us if stay.quantity <= 0 else NEVER

    def shipped(self, unit: str, shipment: str) -> None:
        for stay in self.inside(unit):
            stay.shipments.append(shipment)

    def _open(self, unit: str, lot: str, at: float) -> Stay:
        """The stay that lasts, else a new one."""
        for stay in self.inside(unit):
            if stay.lot == lot:
                return stay
        stay = Stay(unit, lot, at)
        self._of_unit[unit].append(stay)
        self._of_lot[lot].append(stay)
        return stay


def out_of(unit: Portion, fact: Fact, held: list[tuple[str, Decimal]]) -> Iterator[tuple[str, Decimal]]:
    """What an unpacking took out of a unit: what it names, or where it names nothing all that was held."""
    named = [(portion.item, held_of(portion)) for portion in fact.outs if portion.item != unit.item]
    yield from named or held
