"""Lot status: what QMS holds, releases and decides is so in ERP, WMS and MES; what it disposes of leaves the stock."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.lots import Lot, Standing
from lotproof.mocks.integration.outbox import Draft, Gate
from lotproof.mocks.integration.ports import JSON


class LotStatus(Handler):
    """
    Called with the lots that a fact has touched. A status is told when it is another than was told last; and each time
    it bears a higher rank, so that none that is late can take its place.
    """

    flow = "lot_status"
    systems: tuple[str, ...] = ("erp", "wms", "mes")

    def write_lots(self, event: Event, touched: set[Lot]) -> Iterator[Draft]:
        for lot in sorted(touched):
            standing = self.standing(event, lot)
            if standing.status != self.books.lots.told(lot):
                rank = self.books.lots.tell(lot, standing.status)
                for system in self.systems:
                    yield self.posting(system, lot, standing, rank)

    def standing(self, event: Event, lot: Lot) -> Standing:
        return self.books.lots.standing(lot)

    def posting(self, system: str, lot: Lot, standing: Standing, rank: str) -> Draft:
        item, number = lot
        spelled = self.identities.material(item) if system == "erp" else item
        return Draft(
            system=system,
            path=f"/lots/{spelled}/{number}/status",
            body={"status": standing.status, "reason": standing.reason, "holds": list(standing.holds)},
            flow=self.flow,
            part=f"status-{item}-{number}",
            subject=self.about_lot({"item": item, "lot": number}),
            lane=f"lot:{item}/{number}",
            rank=rank,
            gate=gate_of(standing.status),
            entity=f"{system}:lot:{item}/{number}",
        )


def gate_of(status: str) -> Gate:
    """Whatever takes a lot out of use goes before anything that gives one free."""
    return {"blocked": "blocks", "free": "frees"}.get(status, "")  # type: ignore[return-value]


class Dispositions(Handler):
    """What is scrapped or goes back to the supplier leaves the stock; use and rework move nothing."""

    flow = "lot_status"
    hears: tuple[str, ...] = ("qms.lot_disposed",)
    leaves: tuple[str, ...] = ("scrap", "return_to_supplier")

    def write(self, event: Event) -> Iterator[Draft]:
        said = event.details
        if said.get("disposition") in self.leaves:
            yield Draft(
                system="erp",
                path="/goods-movements",
                body={"movement_type": "disposal", "lines": [self.line(said)]},
                flow=self.flow,
                part="disposal",
                subject=self.about_lot(said),
                needs=(self.erp_lot_path(said),),
            )

    def line(self, said: JSON) -> JSON:
        return {**self.erp_lot(said), **self.amount(said), "location": str(said.get("location") or "")}
