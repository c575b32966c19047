"""Complaints: what a customer writes is kept under the complaint's number and told each time."""

from lotproof.mocks.kit.operations import Path, Posted
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.portal.nouns import Complaint, NewComplaint

TOLD = ("complaint", "customer", "shipment", "item", "lot", "plant", "text")


def complain(tx: Tx, path: Path, body: NewComplaint) -> Posted:
    """A second notice under the same number is told too: what it is about stays as it was said first."""
    before = tx.get(Complaint, body.complaint)
    kept = Complaint(
        complaint=body.complaint,
        customer=before.customer if before else body.customer,
        shipment=before.shipment if before else body.shipment,
        item=before.item if before else body.item,
        lot=before.lot if before else body.lot,
        plant=before.plant if before else body.plant,
        texts=[*(before.texts if before else ()), body.text],
        event_time=before.event_time if before else body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(kept.complaint, kept, f"{kept.item}/{kept.lot}")
    tx.set("complaint", kept.complaint, "text", body.text, order=kept.shipment, item=kept.item, lot=kept.lot)
    said = {name: body.text if name == "text" else getattr(kept, name) for name in TOLD}
    tx.announce("complaints", "complaint_received", plant=kept.plant, data=said)
    return Posted(id=kept.complaint)
