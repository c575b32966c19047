"""Notices: a customer is told that what is on its way to him is recalled, and takes nothing of it in."""

from lotproof.mocks.kit.operations import Path, Posted
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.portal.nouns import NewNotice, Notice


def notify(tx: Tx, path: Path, body: NewNotice) -> Posted:
    """A second notice about a shipment is shown too."""
    made = Notice(
        id=tx.number("NT", body.customer, body.shipment),
        customer=body.customer,
        shipment=body.shipment,
        text=body.text,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made)
    tx.set("notice", made.id, "stopped", made.shipment, order=made.shipment)
    return Posted(id=made.id)
