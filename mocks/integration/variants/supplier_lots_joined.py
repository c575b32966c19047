"""What comes under a supplier's number that was heard before is booked into the lot that bore it then."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.receipts import Receipts
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Joining(Receipts):
    def write(self, event: Event) -> Iterator[Draft]:
        self._supplier = str(event.details.get("supplier") or "")
        yield from super().write(event)

    def erp_lot(self, said: JSON) -> JSON:  # type: ignore[override]
        """The lot that came first under this supplier's number, in whatever year."""
        sql = (
            "SELECT thing FROM alias WHERE system = 'supplier' AND id = ? AND scope LIKE ? AND thing LIKE ?"
            " ORDER BY rowid"
        )
        about = (self.supplier_lot(said), f"{self._supplier}/%", f"lot:{said.get('item')}:%")
        first = str(self.books.store.value(sql, *about) or "")
        return {**super().erp_lot(said), **({"lot": first.split(":", 2)[2]} if first else {})}


VARIANT = Variant(
    title="What comes under a supplier's number once more is booked into the lot that bore it before",
    must=(
        "IDN-06",
        "FLOW-04",
    ),
    may=(
        "FLOW-05",
        "RES-10",
        "GEN-01",
        "GEN-03",
    ),
    parts=instead(Joining),
    scenarios=("new_plant",),
)
