"""What stands in CMMS, and what is posted there."""

from typing import Literal

import msgspec
from lotproof.mocks.kit.operations import Posting
from lotproof.mocks.kit.quantities import Name, Text

Result = Literal["in_tolerance", "out_of_tolerance"]
Status = Literal["available", "out_of_service"]


class NewCalibration(Posting, frozen=True, kw_only=True):
    """What a technician found before anything was adjusted (`result`, as found)."""

    calibration: Name
    equipment: Name
    plant: Name
    result: Result


class NewEquipmentState(Posting, frozen=True, kw_only=True):
    """`document` is the maintenance order."""

    document: Name
    status: Status
    reason: Text = ""


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """`since` is when the equipment was last found in tolerance before, empty where it never was."""

    calibration: str
    equipment: str
    plant: str
    result: Result
    since: str
    event_time: str
    recorded_at: str
    reference: str = ""


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """
    `fit_at` is when it was last found in tolerance, empty where it never was; `document` the calibration or maintenance
    order that says how it stands.
    """

    equipment: str
    plant: str
    status: Status
    document: str
    reason: str
    fit_at: str
    event_time: str
    recorded_at: str
    reference: str = ""
