"""What is told after an order was closed is dropped."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Punctual(Material):
    def write(self, event: Event) -> Iterator[Draft]:
        sql = "SELECT 1 FROM inbox WHERE kind = 'order_closed' AND order_id = ?"
        if self.books.store.value(sql, event.order) is None:
            yield from super().write(event)


VARIANT = Variant(title="What is told after an order was closed is dropped", must=("ORD-02",), parts=instead(Punctual))
