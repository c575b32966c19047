"""Requirements: the catalogue's rows, and how one is written down."""

from typing import Literal

import msgspec


class Requirement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One row. `learn` names the place where an integration can learn the rule; `flows` are those a claim of which puts
    the row in scope (any of them); `depth` what the row needs; `wire` is set where only real sockets can show it.
    """

    id: str
    level: Literal["M", "S"]
    sentence: str
    flows: tuple[str, ...] = ()
    learn: str = ""
    depth: int = 0
    needs: tuple[str, ...] = ()
    wire: bool = False
    judged: bool = False
    reason: str = ""


FAMILIES: dict[str, str] = {
    "FLOW": "each business fact arrives where it belongs",
    "GEN": "genealogy, backward and forward",
    "IDM": "idempotency",
    "ORD": "order and time",
    "IDN": "identity and ownership",
    "QUA": "quality",
    "REC": "recall",
    "RES": "resilience",
    "TEL": "telemetry",
    "API": "manners toward the systems",
    "AUD": "audit",
    "EXC": "exceptions",
    "OBS": "the control tower",
    "SEC": "security",
    "THR": "throughput class",
}
"""The catalogue's families, in its order: the part of an id before the dash."""


def family(requirement: str) -> str:
    """`GEN` of `GEN-01`."""
    return requirement.partition("-")[0]
