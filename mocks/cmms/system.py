"""CMMS: calibrations and maintenance of equipment. Only an enterprise that names it has one."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.cmms import machines
from lotproof.mocks.cmms.nouns import Calibration, Machine, NewCalibration, NewEquipmentState
from lotproof.mocks.kit.operations import Operation, System, lists, post


def system(enterprise: Mapping[str, Any]) -> System:
    """The CMMS of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("cmms") or {}).get("title", "Maintenance management")
    return System(name="cmms", title=title, operations=operations())


def operations() -> tuple[Operation, ...]:
    return (
        post("calibrate", "/calibrations", machines.calibrate, NewCalibration, summary="Enter a calibration"),
        post(
            "maintain",
            "/equipment/{plant}/{equipment}/status",
            machines.maintain,
            NewEquipmentState,
            summary="Take equipment out of service, or give it back",
        ),
        lists(
            "list_calibrations", "/calibrations", Calibration, "equipment", "plant", "result", summary="Calibrations"
        ),
        lists("list_equipment", "/equipment", Machine, "equipment", "plant", "status", summary="Equipment"),
    )
