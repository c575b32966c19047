"""What a command may ask of the suite, what it hears while it waits, and what it gets."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from lotproof.harness.model.verdicts import Verdicts


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """
    The options of `certify`, `run`, `demo`, `up` and `smoke`.

    `integrations` are `lotproof.toml` files, empty for the reference. `only` are requirement ids or families. `rate`
    is sim seconds per wall second for `clock = "paced"`. `variant` names a faulty variant of the reference.
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


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell while the suite works: `done` of `total` where it can be counted."""

    stage: str
    text: str
    done: int = 0
    total: int = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """
    How a command ended: the exit code, the words, and the run folders with their verdicts.

    `notes` say why a run ended before its time; `spent_s` where the time went.
    """

    exit_code: int
    conclusion: str
    folders: tuple[Path, ...] = ()
    verdicts: tuple[Verdicts, ...] = ()
    reports: tuple[Path, ...] = ()
    spent_s: dict[str, float] = {}
    notes: tuple[str, ...] = ()


OnProgress = Callable[[Progress], None]
