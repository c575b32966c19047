"""Movements: what WMS moves between storage locations, ERP moves too."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft


class Movements(Handler):
    flow = "movement"
    hears: tuple[str, ...] = ("wms.goods_moved",)

    def write(self, event: Event) -> Iterator[Draft]:
        said = event.details
        places = {"location": said.get("from_location"), "to_location": said.get("to_location")}
        yield Draft(
            system="erp",
            path="/goods-movements",
            body={
                "movement_type": "transfer",
                "lines": [{**self.erp_lot(said), **self.amount(said), **places}],
            },
            flow=self.flow,
            part="transfer",
            subject=self.about_lot(said),
            needs=(self.erp_lot_path(said),),
        )
