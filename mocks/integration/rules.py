"""What the world's rules say, as far as we act on them (`rules` in world.json)."""

import msgspec

QUALITY = {"undecided": "quality", "accepted": "free", "rejected": "blocked", "held": "blocked", "scrapped": "blocked"}


class ProcessRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Which sensors measure the surroundings of a machine: their values belong to its operations too."""

    environment: dict[str, tuple[str, ...]] = {}


class SampledTag(msgspec.Struct, frozen=True, kw_only=True):
    """How often a tag is measured, and the limit above which its time counts."""

    plant: str
    equipment: str
    tag: str
    interval_s: float
    limit: str = ""


class Telemetry(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured at an interval, and after how many of them a silence is a gap."""

    tags: tuple[SampledTag, ...] = ()
    gap_intervals: float = 3


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """
    Times in seconds, on our own clock, from receipt. An exception is raised only for what lasts longer than `grace_s`;
    a completion may wait `completion_grace_s` for its components. `lot_status` gives the stock status per reason,
    `lot_number` how a plant stands in front of the numbers that it gives, `scopes` in what a number of each kind is
    one thing.
    """

    grace_s: float = 1.0
    completion_grace_s: float = 2.0
    lot_status: dict[str, str] = msgspec.field(default_factory=lambda: dict(QUALITY))
    hold_cascade: str = "made_of"
    return_status: str = "blocked"
    backflush: tuple[str, ...] = ()
    lot_number: str = ""
    process_record: ProcessRecord = ProcessRecord()
    telemetry: Telemetry = Telemetry()
    scopes: dict[str, str] = {}
