"""
The lots: which are known, what was decided about them, and which status follows.

    blocked   while a hold is on the lot or on one that it was made of; when it was rejected; when it was scrapped
    quality   while it is to be inspected and nothing is decided
    free      else

The status is worked out of all that is known, so the order in which facts arrive does not matter. Of two facts of one
stream the later number is the newer word, whichever came first.
"""

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.descent import origins
from lotproof.mocks.integration.genealogy import MAKES, Genealogy
from lotproof.mocks.integration.identity import Identities, StuckError
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.rules import Rules
from lotproof.mocks.integration.store import Row, Store
from lotproof.mocks.integration.tanks import Tanks

Lot = tuple[str, str]
"""Item and lot number."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The status of a lot, and why it is so."""

    status: str
    reason: str
    holds: tuple[str, ...] = ()


class Lots:
    """The book of lots. `note` is called for every fact, whatever flows are switched on."""

    def __init__(self, store: Store, genealogy: Genealogy, identities: Identities, rules: Rules, tanks: Tanks) -> None:
        self.store, self.genealogy, self.identities, self.rules = store, genealogy, identities, rules
        self.tanks = tanks

    # what is heard

    def require(self, event: Event) -> None:
        """
        Nothing is used up or packed of a lot that nobody knows.

        Raises:
            StuckError: if it would be; the fact waits until the lot is known.
        """
        if event.kind not in ("consumed", "packed"):
            return
        for portion in event.inputs:
            if portion.lot and not self.is_known((portion.item, portion.lot)):
                raise unknown_lot(portion.item, portion.lot)

    def note(self, event: Event) -> set[Lot]:
        """Take in what the fact says; the lots whose status may be another now."""
        said = event.details
        match f"{event.system}.{event.kind}":
            case "wms.goods_received":
                return {self.know(self._lot(line), received=True) for line in said.get("lines") or ()}
            case "floor.consumed" | "floor.produced" | "floor.scrapped":
                return self._made(event)
            case "qms.usage_decision":
                return {self._decide(event)}
            case "qms.hold_placed" | "qms.hold_released":
                return self._hold(event)
            case "qms.lot_disposed":
                return {self._dispose(event)}
        return set()

    def know(self, lot: Lot, *, received: bool = False) -> Lot:
        """Somebody has told of the lot."""
        self._row(lot)
        self.store.run(
            "UPDATE lot SET known = 1, received = max(received, ?) WHERE item = ? AND lot = ?", received, *lot
        )
        return lot

    def is_known(self, lot: Lot) -> bool:
        return bool(self.store.value("SELECT known FROM lot WHERE item = ? AND lot = ?", *lot))

    def _made(self, event: Event) -> set[Lot]:
        """What came out is known now; what was made of it, or of what went in, may have inherited a hold."""
        made = {self.know((one.item, one.lot)) for one in event.outputs if one.lot and (one.role or "output") in MAKES}
        if not self.store.value("SELECT 1 FROM hold WHERE placed > released"):
            return made
        taken = {(one.item, one.lot) for one in event.inputs}
        reached = {self.genealogy.key(*lot) for lot in taken | made}
        return made | {lot for key in reached for lot in self._made_from(key)}

    def _decide(self, event: Event) -> Lot:
        lot, decision = self._lot(event.details), str(event.details.get("decision"))
        row = self._row(lot)
        if event.seq > row["decided"]:
            sql = "UPDATE lot SET decision = ?, decided = ? WHERE item = ? AND lot = ?"
            self.store.run(sql, decision, event.seq, *lot)
        return lot

    def _hold(self, event: Event) -> set[Lot]:
        hold, lot = str(event.details.get("hold")), self._lot(event.details)
        which = "placed" if event.kind == "hold_placed" else "released"
        self.store.run("INSERT OR IGNORE INTO hold (hold, item, lot) VALUES (?, ?, ?)", hold, *lot)
        self.store.run(f"UPDATE hold SET {which} = max({which}, ?) WHERE hold = ?", event.seq, hold)
        return {lot, *self._made_from(self.genealogy.key(*lot))}

    def _dispose(self, event: Event) -> Lot:
        lot = self._lot(event.details)
        self._row(lot)
        if event.details.get("disposition") == "scrap":
            self.store.run("UPDATE lot SET scrapped = 1 WHERE item = ? AND lot = ?", *lot)
        return lot

    # what follows

    def standing(self, lot: Lot) -> Standing:
        """The status that the lot must have now."""
        row, words = self._row(lot), self.rules.lot_status
        holds = self.holds_on(lot)
        if row["scrapped"]:
            return Standing(status=words["scrapped"], reason="scrapped", holds=holds)
        if row["decision"] == "rejected":
            return Standing(status=words["rejected"], reason="rejected", holds=holds)
        if holds:
            return Standing(status=words["held"], reason="held", holds=holds)
        if self._undecided(row):
            return Standing(status=words["undecided"], reason="undecided")
        return Standing(status=words["accepted"], reason=row["decision"] or "released")

    def holds_on(self, lot: Lot) -> tuple[str, ...]:
        """The holds in force on it: its own, and those on what it was made of."""
        active = self.store.rows("SELECT * FROM hold WHERE placed > released ORDER BY hold")
        if not active:
            return ()
        own = self.genealogy.key(*lot)
        covered = {own} | self.ancestors(own)
        return tuple(row["hold"] for row in active if self.genealogy.key(row["item"], row["lot"]) in covered)

    def ancestors(self, key: str) -> set[str]:
        """The lots whose holds reach this one."""
        return origins(self.store, self.tanks, key) if self.rules.hold_cascade == "made_of" else set()

    def told(self, lot: Lot) -> str:
        """The status that the systems were told last; before that the one that they give it by themselves."""
        row = self._row(lot)
        return row["told"] or (self.rules.lot_status["undecided"] if self._inspected(row) else "free")

    def tell(self, lot: Lot, status: str) -> str:
        """The systems are told of a status; its rank among all that are ever told of this lot."""
        sql = "UPDATE lot SET told = ?, version = version + 1 WHERE item = ? AND lot = ?"
        self.store.run(sql, status, *lot)
        return f"{self._row(lot)['version']:012d}"

    def _undecided(self, row: Row) -> bool:
        return self._inspected(row) and not row["decision"]

    def _inspected(self, row: Row) -> bool:
        item = self.identities.find(row["item"])
        return bool(row["received"] and item and item.inspected)

    def _made_from(self, key: str) -> set[Lot]:
        found = (one.split(":", 2) for one in self.genealogy.made_from(key) if not one.startswith("unit:"))
        return {(item, lot) for _, item, lot in found}

    def _lot(self, said: JSON) -> Lot:
        named = str(said.get("item") or said.get("material") or "")
        return self.identities.code(named), str(said.get("lot") or "")

    def _row(self, lot: Lot) -> Row:
        self.store.run("INSERT OR IGNORE INTO lot (item, lot) VALUES (?, ?)", *lot)
        row = self.store.row("SELECT * FROM lot WHERE item = ? AND lot = ?", *lot)
        assert row is not None
        return row


def unknown_lot(item: str, lot: str) -> StuckError:
    subject = {"system": "erp", "kind": "lot", "scope": item, "id": lot}
    return StuckError("unknown-lot", subject, f"nobody has told of lot {lot} of {item}")
