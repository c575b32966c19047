"""Each notice of a limit opens a nonconformance, also that of the return."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.quality import Quality
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Nervous(Quality):
    hears = ("floor.limit_crossed", "floor.limit_returned")

    def write(self, event: Event) -> Iterator[Draft]:
        self.books.store.know(f"exceedance:{self.exceedance(event)}", "")
        yield from super().write(event)


VARIANT = Variant(
    title="Each notice of a limit opens a nonconformance, also that of the return",
    must=("QUA-05",),
    may=("IDM-03", "ORD-03", "RES-02", "RES-03", "RES-05"),
    parts=instead(Nervous),
)
