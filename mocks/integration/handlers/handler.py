"""What all handlers have: the books, and the words in which the systems name a lot."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.rules import Rules
from lotproof.mocks.integration.store import Store
from lotproof.mocks.integration.units import in_base_unit


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """What handlers may look up; `systems` are those that the enterprise has."""

    store: Store
    identities: Identities
    lots: Lots
    rules: Rules
    systems: frozenset[str] = frozenset()


class Handler:
    """`flow` is the claim it fulfils, `hears` the facts it is called for, as `system.kind`."""

    flow = ""
    hears: tuple[str, ...] = ()

    def __init__(self, books: Books) -> None:
        self.books, self.identities = books, books.identities

    def write(self, event: Event) -> Iterator[Draft]:
        """The postings of a fact, in the order in which they are to be booked."""
        raise NotImplementedError

    # words for lots

    def lot(self, said: Portion | JSON) -> JSON:
        """Item and lot, as MES, QMS and WMS spell them."""
        item, lot = self._named(said)
        return {"item": self.identities.code(item), "lot": lot}

    def erp_lot(self, said: Portion | JSON) -> JSON:
        """Material and lot, as ERP spells them."""
        item, lot = self._named(said)
        return {"material": self.identities.material(item), "lot": lot}

    def amount(self, said: Portion | JSON) -> JSON:
        """Quantity and unit, in the item's base unit."""
        one = said if isinstance(said, dict) else msgspec.structs.asdict(said)
        item = self.identities.item(self._named(said)[0])
        quantity, unit = str(one.get("quantity") or ""), str(one.get("unit") or "")
        return {"quantity": in_base_unit(quantity, unit, item), "unit": item.unit or unit}

    def erp_lot_path(self, said: Portion | JSON) -> str:
        """Where ERP shows the lot; a posting that rests on it waits until it is there."""
        named = self.erp_lot(said)
        return f"/lots/{named['material']}/{named['lot']}"

    def work_order_path(self, event: Event) -> tuple[str, ...]:
        """Where MES shows the order that the fact belongs to, if it belongs to one."""
        return (f"/work-orders/{event.order}",) if event.order else ()

    def about_lot(self, said: Portion | JSON) -> JSON:
        item, lot = self._named(said)
        return {"system": "erp", "kind": "lot", "scope": item, "id": lot}

    def about_order(self, event: Event, order: str) -> JSON:
        return {"system": "erp", "kind": "order", "scope": event.plant, "id": order}

    def _named(self, said: Portion | JSON) -> tuple[str, str]:
        if isinstance(said, dict):
            return str(said.get("item") or said.get("material") or ""), str(said.get("lot") or "")
        return said.item, said.lot
