"""
The identity map: one item, as each system spells it.

ERP pads material numbers to eighteen digits, everybody else says the item code. Inside there is only the code.
"""

from collections.abc import Iterable

import msgspec
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Store


class StuckError(Exception):
    """A fact that cannot be carried on now, for a business reason; it waits until the reason is gone."""

    def __init__(self, code: str, subject: JSON, text: str) -> None:
        super().__init__(text)
        self.code, self.subject, self.text = code, subject, text


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Master data of one item, as far as it matters here."""

    code: str
    name: str = ""
    material: str = ""
    unit: str = ""
    kind: str = "raw"
    gtin: str = ""
    inspected: bool = False
    lot_managed: bool = True
    serial_managed: bool = False
    backflushed: bool = False
    decimals: int = 3


def plain(material: str) -> str:
    """Spellings that ERP's rule calls equal, in one: numbers without their padding."""
    return material.lstrip("0") if material.isdigit() else material


class Identities:
    """Codes and materials. Filled from ERP's own list; `world.json` serves until that has been read."""

    def __init__(self, store: Store, world_items: Iterable[JSON], backflush: Iterable[str]) -> None:
        self._store, self._backflush = store, frozenset(backflush)
        self._items: dict[str, Item] = {}
        self._by_material: dict[str, str] = {}
        for one in world_items:
            self._keep(msgspec.convert({**one, "material": one.get("erp_material", "")}, Item, strict=False))
        for row in store.rows("SELECT body FROM item"):
            self._keep(msgspec.json.decode(row["body"], type=Item))

    def learn(self, listed: Iterable[JSON]) -> None:
        """Take over what ERP's item list says; what it leaves unsaid stays as it was."""
        with self._store.transaction():
            for one in listed:
                code = str(one.get("code") or one.get("old_number") or "")
                if not code:
                    continue
                old = msgspec.to_builtins(self._items[code]) if code in self._items else {}
                item = msgspec.convert({**old, **one, "code": code}, Item, strict=False)
                self._keep(item)
                self._store.run("INSERT OR REPLACE INTO item VALUES (?, ?)", code, msgspec.json.encode(item))

    def item(self, name: str) -> Item:
        """
        The item of a code or a material number.

        Raises:
            StuckError: if nobody has told of it.
        """
        found = self._items.get(name) or self._items.get(self._by_material.get(plain(name), ""))
        if found is None:
            subject = {"system": "erp", "kind": "item", "scope": "", "id": name}
            raise StuckError("unknown-item", subject, f"item {name!r} is in no master data")
        return found

    def code(self, name: str) -> str:
        return self.item(name).code

    def material(self, code: str) -> str:
        """ERP's spelling."""
        item = self.item(code)
        return item.material or item.code

    def find(self, name: str) -> Item | None:
        """As `item`, None where it is unknown."""
        try:
            return self.item(name)
        except StuckError:
            return None

    def kind(self, code: str) -> str:
        """Whether its numbers are those of lots or of serials; the systems have one field for both."""
        item = self.find(code)
        return "serial" if item and item.serial_managed else "lot"

    def backflushed(self, code: str) -> bool:
        """Whether ERP books its consumption by itself."""
        return code in self._backflush or self.item(code).backflushed

    def _keep(self, item: Item) -> None:
        self._items[item.code] = item
        if item.material:
            self._by_material[plain(item.material)] = item.code
