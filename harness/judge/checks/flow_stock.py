"""FLOW-15: at the end of a run stock in ERP and WMS is what lies in the plants, as finely as each of them keeps it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

import msgspec
from lotproof.harness.judge.account import Asked
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Made
from lotproof.harness.judge.expect import Need, shown
from lotproof.harness.judge.places import Place, number, place_of
from lotproof.harness.judge.telling import SYSTEMS
from lotproof.harness.model.items import parse

RULE = "stock"
"""Only an enterprise whose rules say what each system keeps asks for it."""

SIGNS = {"receipt": 1, "consumption": -1, "production": 1, "movement": 1, "disposal": -1, "delivery": -1, "return": 1}
"""What each entity of ERP does to stock there."""

OPEN_MAX = 8
"""Of so many facts that may stand open each choice is tried; of more, all between the least and the most is right."""


class Spot(NamedTuple):
    """Where stock is kept; `location` is '' where a system, or the record, does not tell places apart."""

    item: str
    lot: str
    location: str = ""


class Count(msgspec.Struct, kw_only=True):
    """What lies at a spot: what must, what may, and what the system shows by which effects."""

    must: Decimal = Decimal(0)
    may: list[Decimal] = []
    shows: Decimal = Decimal(0)
    facts: list[str] = []
    made: list[Made] = []

    def ask(self, asked: Asked, quantity: Decimal) -> None:
        self.facts.append(asked.fact)
        if asked.must:
            self.must += quantity
        else:
            self.may.append(quantity)

    def lay(self, made: Made) -> None:
        self.shows += number(made.effect.delta)
        self.made.append(made)

    def fits(self, half: Decimal) -> bool:
        """Whether one choice of what may be there gives what is shown, to the system's precision per posting."""
        slack = half * max(1, len(self.made))
        if len(self.may) > OPEN_MAX:
            least = self.must + sum((one for one in self.may if one < 0), Decimal(0))
            most = self.must + sum((one for one in self.may if one > 0), Decimal(0))
            return least - slack <= self.shows <= most + slack
        some = (sum(few, Decimal(0)) for n in range(len(self.may) + 1) for few in combinations(self.may, n))
        return any(abs(self.must + one - self.shows) <= slack for one in some)


@judges("FLOW-15")
def stock_is_what_lies_there(row: Row) -> None:
    """
    Judges, where `rules.stock` says what each system keeps, the stock at the end of the run: in ERP per item, lot and
    location, goods in transit at a location of their own, and in WMS what was packed per item and lot; and that of all
    that is left ERP and WMS show the status that `rules.lot_status` gives to its quality state. An integration that
    claims some flows is judged on the stock that these move.

    Exercised: each spot that a claimed flow moved stock at, and each lot with a status to show. Passes: one that posts
    each fact; one that adds up what one lot gave to one order and posts that, or takes a wrong line back by a reversal
    and posts it anew.
    """
    keeps: Mapping[str, Mapping[str, Any]] = row.case.terms.rules.get(RULE, {})
    for system, counts in (("erp", in_erp), ("wms", in_wms)):
        said = keeps.get(system)
        if said:
            found = counts(row, said)
            _counted(row, system, found)
            if "status" in said["keeps"]:
                _statuses(row, system, {(spot.item, spot.lot) for spot, count in found.items() if count.must > 0})


def in_erp(row: Row, said: Mapping[str, Any]) -> dict[Spot, Count]:
    """Stock of the claimed flows. A lot of which the record does not tell all places is compared without them."""
    case, backflushed = row.case, row.case.terms.backflushed
    needs = [one for one in _asked(case) if one.need.place.get("item") not in backflushed]
    spots = [(one, _spot(case, one.need, said)) for one in needs]
    by_place = "location" in said["keeps"]
    vague = {(spot.item, spot.lot) for _, spot in spots if not (by_place and spot.location)}
    counts: dict[Spot, Count] = defaultdict(Count)
    for one, spot in spots:
        if _is_scrap(one.need.place):
            continue
        counts[_coarse(spot, vague)].ask(one, one.need.quantity * SIGNS[one.need.place.entity])
    moved = _postings(case)
    for made in _stock(case, "erp"):
        effect = made.effect
        item = case.terms.code(effect.item)
        if effect.posting in moved and item not in backflushed:
            counts[_coarse(Spot(item, effect.lot, effect.location), vague)].lay(made)
    return counts


def in_wms(row: Row, said: Mapping[str, Any]) -> dict[Spot, Count]:
    """What was made and packed, per lot: its units, less what left in them. What is received is WMS's own."""
    case, counts = row.case, dict[Spot, Count]()
    if any(fact.kind in ("unpacked", "returned") for fact in case.evidence.facts):
        row.notes.append("stock in WMS is not counted where units are taken apart or come back")
        return counts
    for sheet in case.sheets_of("wms.unit.quantity"):
        spot = Spot(sheet.place.get("item"), sheet.place.get("lot"))
        for one in sheet.asked:
            counts.setdefault(spot, Count()).ask(one, one.need.quantity)
    for fact, needs in case.needs.items():
        for need in needs:
            spot = Spot(need.place.get("item"), need.place.get("lot"))
            if need.place.entity == "delivery" and spot in counts:
                counts[spot].must -= need.quantity
                counts[spot].facts.append(fact)
    for made in _stock(case, "wms"):
        spot = Spot(made.effect.item, made.effect.lot)
        if spot in counts:
            counts[spot].lay(made)
    received = {portion.item for fact in case.evidence.facts if fact.kind == "received" for portion in fact.outs}
    return {spot: count for spot, count in counts.items() if case.terms.key(spot.item, spot.lot) not in received}


def _asked(case: Case) -> Iterator[Asked]:
    for sheet in case.sheets_of(*(f"erp.{entity}.quantity" for entity in SIGNS)):
        yield from sheet.asked


def _postings(case: Case) -> set[str]:
    """The postings to ERP by which claimed flows move stock."""
    sheets = case.sheets_of(*(f"erp.{entity}.quantity" for entity in SIGNS))
    return {made.effect.posting for sheet in sheets for made in sheet.made}


def _stock(case: Case, system: str) -> Iterator[Made]:
    for made in case.evidence.made:
        if (made.effect.system, made.effect.entity) == (system, "stock"):
            yield made


def _is_scrap(place: Place) -> bool:
    return place.entity == "production" and place.get("status") == "scrap"


def _coarse(spot: Spot, vague: set[tuple[str, str]]) -> Spot:
    return Spot(spot.item, spot.lot) if (spot.item, spot.lot) in vague else spot


def _spot(case: Case, need: Need, said: Mapping[str, Any]) -> Spot:
    """Where this need moves stock: as it says itself, as the table says for its kind, or where the fact was."""
    item, lot = need.place.get("item"), need.place.get("lot")
    fixed = {"delivery": said.get("deliveries_from"), "return": said.get("returns_to")}
    place = need.place.get("location") or str(fixed.get(need.place.entity) or "")
    return Spot(item, lot, place or _lay_at(case, need.fact, item, lot))


def _lay_at(case: Case, id: str, item: str, lot: str) -> str:
    """The location of a lot in a fact, or in what it takes back."""
    fact = case.facts[id]
    for portion in (*fact.ins, *fact.outs):
        key = parse(portion.item)
        if (key.scope, key.id) == (item, lot) and portion.location:
            return portion.location
    return next((found for cause in fact.causes if (found := _lay_at(case, cause, item, lot))), "")


def _counted(row: Row, system: str, counts: Mapping[Spot, Count]) -> None:
    name = SYSTEMS[system]
    for spot, count in counts.items():
        row.saw(bool(count.facts))
        if not count.fits(row.case.terms.half(spot.item)):
            place = f" at {spot.location}" if spot.location else ""
            unit = row.case.terms.units.get(spot.item, "")
            there, kept = f"{_plain(count.must)} {unit}".strip(), f"{_plain(count.shows)} {unit}".strip()
            row.find(
                f"stock of {spot.item} lot {spot.lot}{place} in {name}",
                f"At the end {name} shows {kept} of {spot.item} lot {spot.lot}{place}; what happened leaves {there}.",
                system=system,
                expected=there,
                observed=kept,
                facts=dict.fromkeys(count.facts),
                made=count.made,
                flow=_flow(count),
            )


def _flow(count: Count) -> str:
    """The flow of the last effect here, as far as that is judged."""
    place = next((place for made in reversed(count.made) if (place := place_of(made.effect))), None)
    return place.flow if place else ""


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _statuses(row: Row, system: str, left: set[tuple[str, str]]) -> None:
    """Of each lot of which something is left, the status at the end."""
    for sheet in row.case.sheets_of(f"{system}.lot.status"):
        lot = (sheet.place.get("item"), sheet.place.get("lot"))
        last = sheet.asked[-1] if sheet.asked else None
        if last is None or not last.must or not _is_left(row, system, lot, left):
            continue
        row.saw()
        there = shown(system, sheet.made[-1].effect.value) if sheet.made else "free"
        name = SYSTEMS[system]
        if there != last.need.value:
            row.find(
                f"stock status of {lot[0]} lot {lot[1]} in {name}",
                f"At the end {name} shows stock of {lot[0]} lot {lot[1]} as {there}; it is {last.need.value}.",
                system=system,
                expected=last.need.value,
                observed=there,
                facts=sheet.facts(),
                made=sheet.made[-1:],
                flow="lot_status",
            )


def _is_left(row: Row, system: str, lot: tuple[str, str], left: set[tuple[str, str]]) -> bool:
    """WMS shows a status of what it holds in whichever way; of ERP only what is left counts, where that is known."""
    return system != "erp" or lot in left or not row.case.claimed("receipt")
