"""Equipment as MES and QMS know it, where somebody keeps it: whether it may be worked on, and why not."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from lotproof.mocks.kit.operations import Operation, Path, Posted, Posting, lists, post
from lotproof.mocks.kit.quantities import Name, Text
from lotproof.mocks.kit.tx import Tx


class NewEquipmentStatus(Posting, frozen=True, kw_only=True):
    """`document` is the calibration or maintenance order of CMMS that says so."""

    document: Name
    status: Literal["available", "out_of_service"]
    reason: Text = ""


class Equipment(msgspec.Struct, frozen=True, kw_only=True):
    equipment: str
    plant: str
    status: str
    document: str
    reason: str
    event_time: str
    recorded_at: str
    reference: str = ""


def set_status(tx: Tx, path: Path, body: NewEquipmentStatus) -> Posted:
    """It overwrites whatever is there."""
    key = f"{path['plant']}/{path['equipment']}"
    made = Equipment(
        equipment=path["equipment"],
        plant=path["plant"],
        status=body.status,
        document=body.document,
        reason=body.reason,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(key, made)
    tx.set("equipment", key, "status", made.status, order=made.document)
    return Posted(id=key)


def operations(enterprise: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Those of an enterprise that keeps its equipment in a CMMS; none elsewhere."""
    if "cmms" not in (enterprise.get("systems") or {}):
        return ()
    return (
        post(
            "equipment_status",
            "/equipment/{plant}/{equipment}/status",
            set_status,
            NewEquipmentStatus,
            act="enter_equipment_status",
            summary="Say whether equipment may be worked on",
        ),
        lists("list_equipment", "/equipment", Equipment, "equipment", "plant", "status", summary="Equipment"),
    )
