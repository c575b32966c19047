"""What a command may ask of the suite, what it hears while it waits, and what it gets."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from lotproof.harness.model.rolled import Rolled
from lotproof.harness.model.verdicts import Verdicts

SEEDS = 3
"""A row that was not exercised is tried with so many seeds in all."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """
    The options of `certify`, `run`, `demo`, `up` and `smoke`.

    `integrations` are `lotproof.toml` files, empty for the reference. `only` are requirement ids or families. `rate`
    is sim seconds per wall second for `clock = "paced"`. `variant` names a faulty variant of the reference. `seeds`
    is with how many seeds in all a row that was not exercised is tried; a `seed` or `tag` that is given leaves one.
    """

    integrations: tuple[Path, ...] = ()
    scenarios: tuple[str, ...] = ("food_hold",)
    only: tuple[str, ...] = ()
    seed: int | None = None
    tag: str = ""
    clock: str = "jump"
    rate: float = 60.0
    broker: str = "nats"
    world: Path | None = None
    host: str = "127.0.0.1"
    ports: Path | None = None
    runs: Path = Path("runs")
    lane: str = "sockets"
    size: str = "full"
    variant: str = ""
    report: bool = True
    seeds: int = SEEDS

    @property
    def tries(self) -> int:
        """With how many seeds a scenario may be played."""
        return 1 if self.fixed else self.seeds

    @property
    def fixed(self) -> bool:
        """Whether the user named what another try would have to change."""
        return self.seed is not None or bool(self.tag)


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell while the suite works: `done` of `total` where it can be counted."""

    stage: str
    text: str
    done: int = 0
    total: int = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """
    How a command ended: the exit code, the words, and the run folders with their verdicts.

    `rolled` is what all runs say together, once for each integration; `counts` how many rows are how over all of them.
    `notes` say why a run ended before its time, or was not tried again; `spent_s` where the time went.
    """

    exit_code: int
    conclusion: str
    folders: tuple[Path, ...] = ()
    verdicts: tuple[Verdicts, ...] = ()
    rolled: tuple[Rolled, ...] = ()
    counts: dict[str, int] = {}
    reports: tuple[Path, ...] = ()
    spent_s: dict[str, float] = {}
    notes: tuple[str, ...] = ()


OnProgress = Callable[[Progress], None]
