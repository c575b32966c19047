"""Lots as every system keeps them: a status, and why; what may not be done with a blocked one."""

from typing import Literal

import msgspec
from lotproof.mocks.kit.operations import Operation, Path, Posted, Posting, post, shows
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import Name, Text
from lotproof.mocks.kit.tx import Tx

Status = Literal["free", "quality", "blocked"]


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """
    A lot as this system knows it.

    `here` says whether it was received or made here; before, the system may have been told of its status only.
    """

    item: str
    lot: str
    status: str = "free"
    reason: str = ""
    holds: list[str] = []
    supplier: str = ""
    supplier_lot: str = ""
    purchase_order: str = ""
    here: bool = False
    reference: str = ""


class LotStatus(Posting, frozen=True, kw_only=True):
    """`holds` are the holds that stand behind it."""

    status: Status
    reason: Text = ""
    holds: list[Name] = []


def key(item: str, lot: str) -> str:
    return f"{item}/{lot}"


def lot_of(tx: Tx, item: str, lot: str) -> Lot:
    """The lot, or one that nobody has said anything about yet."""
    return tx.get(Lot, key(item, lot)) or Lot(item=item, lot=lot)


def set_status(tx: Tx, item: str, body: LotStatus, lot: str) -> Posted:
    known = lot_of(tx, item, lot)
    told = msgspec.structs.replace(
        known, status=body.status, reason=body.reason, holds=body.holds, reference=body.reference
    )
    tx.put(key(item, lot), told)
    tx.set("lot", key(item, lot), "status", body.status, item=item, lot=lot)
    return Posted(id=key(item, lot))


def appears(tx: Tx, lot: Lot, *, status: str, rule: str) -> None:
    """It is here for the first time: the system's own rule gives it a status, unless somebody has given one before."""
    before = tx.get(Lot, key(lot.item, lot.lot))
    if before and before.here:
        return
    kept = before.status if before else status
    tx.put(key(lot.item, lot.lot), msgspec.structs.replace(lot, status=kept, here=True))
    if not before:
        tx.set("lot", key(lot.item, lot.lot), "status", status, rule=rule, item=lot.item, lot=lot.lot)


def refuse_blocked(tx: Tx, item: str, lot: str) -> None:
    """
    Raises:
        RefusedError: `lot-blocked`, if it is.
    """
    if lot_of(tx, item, lot).status == "blocked":
        raise RefusedError("lot-blocked", f"lot {lot} of {item} is blocked in {tx.system}")


def operations() -> tuple[Operation, ...]:
    """The two rows of a system that spells items as codes."""

    def status(tx: Tx, path: Path, body: LotStatus) -> Posted:
        return set_status(tx, path["item"], body, path["lot"])

    return (
        post(
            "lot_status",
            "/lots/{item}/{lot}/status",
            status,
            LotStatus,
            act="set_lot_status",
            summary="Say what may be done with a lot",
            guard=(Lot, "{item}/{lot}"),
        ),
        shows("get_lot", "/lots/{item}/{lot}", Lot, "{item}/{lot}", "unknown-lot", summary="A lot as it stands here"),
    )
