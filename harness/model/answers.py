"""
What an integration answers when it is asked about itself: its exception queue and its figures.

The trace answer is `model.genealogy.Graph`. Fields that nobody here asked for are let pass.
"""

from typing import Literal

import msgspec
from lotproof.harness.model.genealogy import OwnId, When


class ExceptionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """
    One exception of the queue: technical (a system away, a message that cannot be read) or business (an unknown lot).

    `raised_at` and `closed_at` are wall time, ISO 8601 with zone; `closed_at` is null while it stands open. `subject`
    is what it is about, in the words of the system that names it. `source` is the source event, `stream#seq`;
    `correlation_id` what the postings concerned bear as reference.
    """

    id: str
    kind: Literal["technical", "business"]
    severity: str
    code: str
    raised_at: When
    plant: str
    subject: OwnId
    closed_at: When | None = None
    source: str = ""
    correlation_id: str = ""
    text: str = ""

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from receipt to the last effect, on the integration's own clock; null while nothing was posted."""

    p50: float | None = None
    p99: float | None = None


class PlantFigures(msgspec.Struct, frozen=True, kw_only=True):
    """
    The figures of one plant. Business facts only, each counted once by its source identity.

    `received` facts, `posted` (all effects made), `failed` (open in the exception queue); `complete_lots` of
    `finished_lots` have their whole genealogy.
    """

    plant: str
    received: int
    posted: int
    failed: int
    latency_s: Latency = msgspec.field(default_factory=Latency)
    finished_lots: int = 0
    complete_lots: int = 0


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer: one row per plant."""

    plants: tuple[PlantFigures, ...]
