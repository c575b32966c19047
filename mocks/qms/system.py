"""QMS: inspections and usage decisions, nonconformances, holds, dispositions."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.kit import equipment
from lotproof.mocks.kit.operations import Operation, Posting, System, lists, post, shows
from lotproof.mocks.qms import quality
from lotproof.mocks.qms.nouns import (
    Disposition,
    Hold,
    Inspection,
    NewComplaint,
    NewDecision,
    NewDeviation,
    NewDisposition,
    NewHold,
    NewInspection,
    NewNonconformance,
    Nonconformance,
)


def system(enterprise: Mapping[str, Any]) -> System:
    """QMS of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("qms") or {}).get("title", "QMS")
    kept = (*calibration(enterprise), *equipment.operations(enterprise))
    return System(name="qms", title=title, operations=(*inspection(), *deviation(), *kept))


def inspection() -> tuple[Operation, ...]:
    return (
        post(
            "inspections",
            "/inspections",
            quality.inspect,
            NewInspection,
            act="create_inspection",
            summary="Ask for a lot to be inspected",
        ),
        post(
            "decide",
            "/inspections/{item}/{lot}/decision",
            quality.decide,
            NewDecision,
            refuses=("inspection-unknown",),
            summary="Accept or reject a lot",
        ),
        post(
            "dispose",
            "/dispositions",
            quality.dispose,
            NewDisposition,
            summary="Say what becomes of a lot",
        ),
        lists("list_inspections", "/inspections", Inspection, "item", "lot", "receipt", summary="Inspections"),
        lists("list_dispositions", "/dispositions", Disposition, "item", "lot", "disposition", summary="Dispositions"),
    )


def calibration(enterprise: Mapping[str, Any]) -> tuple[Operation, ...]:
    """What is there where a CMMS tells of calibrations."""
    if "cmms" not in (enterprise.get("systems") or {}):
        return ()
    return (
        post(
            "deviations",
            "/deviations",
            quality.open_deviation,
            NewDeviation,
            act="open_deviation",
            summary="Open a nonconformance for a lot that equipment out of tolerance has made; the lot is held",
        ),
    )


def deviation() -> tuple[Operation, ...]:
    return (
        post(
            "nonconformances",
            "/nonconformances",
            quality.open_nonconformance,
            NewNonconformance,
            act="open_nonconformance",
            summary="Open a nonconformance; its lot is held",
        ),
        post(
            "complaints",
            "/complaints",
            quality.open_complaint,
            NewComplaint,
            act="open_complaint",
            summary="Open a nonconformance for a customer's complaint",
        ),
        post("place_hold", "/holds", quality.place_hold, NewHold, summary="Hold a lot"),
        post(
            "release_hold",
            "/holds/{hold}/release",
            quality.release_hold,
            Posting,
            refuses=("unknown-hold",),
            guard=(Hold, "{hold}"),
            summary="Release a hold",
        ),
        lists(
            "list_nonconformances",
            "/nonconformances",
            Nonconformance,
            "item",
            "lot",
            "exceedance",
            "complaint",
            "calibration",
            "shipment",
            "order",
            summary="Nonconformances",
        ),
        lists("list_holds", "/holds", Hold, "item", "lot", "status", "plant", summary="Holds"),
        shows("get_hold", "/holds/{hold}", Hold, "{hold}", "unknown-hold", summary="A hold"),
    )
