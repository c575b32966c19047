"""Of two consignments to one customer a recall stops the first: he knows now, it is thought."""

from lotproof.mocks.integration.handlers.recalls import Recalls
from lotproof.mocks.integration.variants.variant import Variant, instead


class OnePerCustomer(Recalls):
    def concerned(self) -> set[str]:
        sql = (
            "SELECT min(one.id) AS first FROM document AS one JOIN document AS whose ON whose.step = one.step"
            " WHERE one.kind = 'shipment' AND whose.kind = 'customer' GROUP BY whose.id"
        )
        return super().concerned() & {row["first"] for row in self.books.store.rows(sql)}


VARIANT = Variant(
    title="A recall stops one of two consignments to a customer",
    must=("REC-03",),
    parts=instead(OnePerCustomer),
    scenarios=("supplier_recall",),
)
