"""
Transfers between plants, in two steps: out of one plant's stock into transit, and from there into the other's.

A lot keeps its number on the way. What a blocked lot is refused, it is refused here.
"""

from typing import Any

import msgspec
from lotproof.mocks.kit.lots import refuse_blocked
from lotproof.mocks.kit.operations import Operation, Path, Posted, Posting, lists, post
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import Name, text
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.wms.nouns import Content

TRANSIT = "TRANSIT"
"""Where goods between plants are booked to, unless the enterprise's rule `in_transit` says another name."""


class TransferLine(Content, frozen=True, kw_only=True):
    """`location` is where it was taken from."""

    location: Name


class NewTransfer(Posting, frozen=True, kw_only=True):
    transfer: Name
    from_plant: Name
    to_plant: Name
    lines: list[TransferLine]


class TransferReceipt(Posting, frozen=True, kw_only=True):
    """All of a transfer is taken in, at one location of the plant that it was sent to."""

    location: Name


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """`location` is where it was taken in, empty while it is in transit."""

    transfer: str
    from_plant: str
    to_plant: str
    status: str
    location: str
    lines: list[TransferLine]
    event_time: str
    recorded_at: str
    reference: str = ""


def send(tx: Tx, path: Path, body: NewTransfer) -> Posted:
    """It leaves the plant's stock, and is in transit; not with a blocked lot in it."""
    if tx.get(Transfer, body.transfer):
        raise RefusedError("transfer-exists", f"transfer {body.transfer} is there already", field="transfer")
    for line in body.lines:
        refuse_blocked(tx, line.item, line.lot)
    kept = Transfer(
        transfer=body.transfer,
        from_plant=body.from_plant,
        to_plant=body.to_plant,
        status="in transit",
        location="",
        lines=body.lines,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(body.transfer, kept)
    ways = [(line.location, in_transit(tx)) for line in body.lines]
    _moved(tx, "transfer_sent", kept, body.from_plant, ways)
    return Posted(id=body.transfer)


def receive(tx: Tx, path: Path, body: TransferReceipt) -> Posted:
    """What was in transit is in the other plant's stock, under the numbers that it left with."""
    sent = tx.need(Transfer, path["transfer"], "unknown-transfer", f"transfer {path['transfer']}")
    if sent.status == "received":
        raise RefusedError("transfer-received", f"transfer {sent.transfer} was taken in already")
    kept = msgspec.structs.replace(sent, status="received", location=body.location)
    tx.put(sent.transfer, kept)
    _moved(tx, "transfer_received", kept, sent.to_plant, [(in_transit(tx), body.location) for _ in sent.lines])
    return Posted(id=sent.transfer)


def _moved(tx: Tx, kind: str, transfer: Transfer, plant: str, ways: list[tuple[str, str]]) -> None:
    """Each line goes from one location to the other, and the world is told."""
    told: list[dict[str, Any]] = []
    for line, (here, there) in zip(transfer.lines, ways, strict=True):
        named = {"item": line.item, "lot": line.lot, "unit": line.unit}
        for place, quantity in ((here, -line.quantity), (there, line.quantity)):
            tx.add("movement", transfer.transfer, quantity, location=place, **named)
            tx.stock(quantity, location=place, **named)
        told.append({**named, "quantity": text(line.quantity), "from_location": here, "to_location": there})
    said = {name: getattr(transfer, name) for name in ("transfer", "from_plant", "to_plant")}
    tx.announce("movements", kind, plant=plant, data={**said, "lines": told})


def in_transit(tx: Tx) -> str:
    return str(tx.rules.get("in_transit", TRANSIT))


def operations() -> tuple[Operation, ...]:
    return (
        post(
            "send_transfer",
            "/transfers",
            send,
            NewTransfer,
            refuses=("transfer-exists", "lot-blocked"),
            summary="Send goods to another plant",
        ),
        post(
            "receive_transfer",
            "/transfers/{transfer}/receipt",
            receive,
            TransferReceipt,
            refuses=("unknown-transfer", "transfer-received"),
            summary="Take in what another plant has sent",
        ),
        lists("list_transfers", "/transfers", Transfer, "transfer", "from_plant", "to_plant", summary="Transfers"),
    )
