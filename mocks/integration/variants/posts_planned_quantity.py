"""Production is posted as it was planned, not as it was."""

from lotproof.mocks.integration.canonical import Event, Portion, decode
from lotproof.mocks.integration.handlers.production import Production
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class ByTheBook(Production):
    def made(self, event: Event, portion: Portion) -> JSON:
        sql = "SELECT body FROM inbox WHERE kind = 'order_released' AND order_id = ?"
        body = self.books.store.value(sql, event.order)
        made = super().made(event, portion)
        return {**made, "quantity": str(decode(body).details["quantity"])} if body else made


VARIANT = Variant(
    title="Production is posted as it was planned, not as it was",
    must=("FLOW-06",),
    may=("RES-01", "RES-02", "RES-03", "RES-05", "RES-07"),
    parts=instead(ByTheBook),
)
