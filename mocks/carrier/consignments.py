"""
Consignments: collected, then delivered or stopped. Whoever sent it may have it stopped while it is on its way.

    on_the_way --deliver--> delivered
         '------stop------> stopped        a second request to stop finds it so, and changes nothing
"""

import msgspec
from lotproof.mocks.carrier.nouns import Consignment, NewConsignment, Stop
from lotproof.mocks.kit.operations import Path, Posted, Posting
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.tx import Tx

TOLD = ("consignment", "shipment", "customer", "plant", "status")


def collect(tx: Tx, path: Path, body: NewConsignment) -> Posted:
    made = Consignment(
        **{name: getattr(body, name) for name in ("consignment", "shipment", "customer", "plant")},
        status="on_the_way",
        reason="",
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    return _kept(tx, made, "consignment_collected")


def deliver(tx: Tx, path: Path, body: Posting) -> Posted:
    """What was stopped is handed over to nobody."""
    there = _there(tx, path)
    if there.status == "stopped":
        raise RefusedError("consignment-stopped", f"consignment {there.consignment} was stopped: {there.reason}")
    return _kept(tx, msgspec.structs.replace(there, status="delivered"), "consignment_delivered")


def stop(tx: Tx, path: Path, body: Stop) -> Posted:
    there = _there(tx, path)
    if there.status == "delivered":
        raise RefusedError("consignment-delivered", f"consignment {there.consignment} has been handed over already")
    if there.status == "on_the_way":
        tx.set("consignment", there.consignment, "stopped", there.shipment, order=there.shipment)
        _kept(tx, msgspec.structs.replace(there, status="stopped", reason=body.reason), "consignment_stopped")
    return Posted(id=there.consignment)


def _there(tx: Tx, path: Path) -> Consignment:
    number = path["consignment"]
    return tx.need(Consignment, number, "unknown-consignment", f"consignment {number}")


def _kept(tx: Tx, made: Consignment, kind: str) -> Posted:
    tx.put(made.consignment, made)
    tx.set("consignment", made.consignment, "status", made.status, order=made.shipment)
    told = {name: getattr(made, name) for name in TOLD}
    tx.announce("consignments", kind, plant=made.plant, data=told)
    return Posted(id=made.consignment)
