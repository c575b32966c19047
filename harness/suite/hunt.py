"""
Hunt: is there a schedule of allowed trouble under which an integration does not conform? The smallest one is saved.

    Hunt --chases, spread over processes--> caught --shrunk, cut down--> scenario file that replays it

For the reference nothing may be found: that is how the judge is kept from crying wolf.
"""

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec
from lotproof.harness.model.errors import InputError

if TYPE_CHECKING:
    from lotproof.harness.suite.chase import Caught, Chase, Chased

CHUNK, SOCKETS_CHUNK = 50, 10
"""So many schedules of one scenario are drawn with one chance, by one process; on sockets in one world."""

PRUNE_S = 120.0
"""So long a caught scenario is cut down at most."""

SOCKETS_SHARE = 1 / 3
"""The part of a bounded time that is for sockets, where both lanes are hunted on."""


class Hunt(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is hunted.

    `scenarios` take turns, none means all that come along. `examples` schedules are played in the fast lane and, where
    `sockets_every` says so, one for so many on sockets too; with `lane` sockets all of them are. `minutes` bounds it, 0
    does not. `jobs` processes, 0 one per core. `chance` is where the drawing begins; `rows` are the requirements that
    count; `save` is the folder of what is found.
    """

    scenarios: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()
    variant: str = ""
    lane: str = "fast"
    size: str = "sketch"
    rows: tuple[str, ...] = ()
    examples: int = 200
    sockets_every: int = 0
    minutes: float = 0.0
    jobs: int = 0
    chance: int = 0
    save: Path = Path("runs/hunts")


class Hunted(msgspec.Struct, frozen=True, kw_only=True):
    """How many schedules were played in each lane, what was caught, the files that replay it, and the seconds."""

    played: dict[str, int]
    caught: tuple["Caught", ...] = ()
    files: tuple[Path, ...] = ()
    spent_s: float = 0.0

    @property
    def rig_failed(self) -> bool:
        from lotproof.harness.suite.chase import RIG

        return any(RIG in one.rows for one in self.caught)


def check_installed() -> None:
    """
    Hypothesis is there.

    Raises:
        InputError: if it is not: it comes with an extra.
    """
    if find_spec("hypothesis") is None:
        raise InputError(
            "schedules are drawn by Hypothesis, and it is not installed",
            which="lotproof hunt",
            expected="the extra `hunt`",
            where="Install it with `pip install 'lotproof[hunt]'`.",
        )


def hunt(wanted: Hunt, tell: Callable[["Chased"], None]) -> Hunted:
    """
    Chase until something is caught or everything was played; what is caught is cut down and saved.

    Raises:
        InputError: if something that is wanted is not there.
    """
    check_installed()
    before = perf_counter()
    played: dict[str, int] = {}
    caught: list[tuple[Chase, Caught]] = []
    for chased in _chased(wanted):
        tell(chased)
        played[chased.chase.lane] = played.get(chased.chase.lane, 0) + chased.played
        if chased.caught:
            caught.append((chased.chase, chased.caught))
            break
    files = tuple(_saved(wanted, asked, one) for asked, one in caught)
    spent_s = round(perf_counter() - before, 1)
    return Hunted(played=played, caught=tuple(one for _, one in caught), files=files, spent_s=spent_s)


def _chased(wanted: Hunt) -> Iterator["Chased"]:
    """What every chase gave: those on sockets first and one after the other, they need the machine for themselves."""
    from lotproof.harness.suite.chase import chase
    from lotproof.harness.suite.prove import spread

    asked = chases(wanted, time.time())
    yield from spread(chase, [one for one in asked if one.lane == "sockets"], 1, _nobody)
    yield from spread(chase, [one for one in asked if one.lane == "fast"], wanted.jobs, _nobody)


def chases(wanted: Hunt, now: float) -> list["Chase"]:
    """The chases of a hunt that begins now."""
    end = now + 60 * wanted.minutes if wanted.minutes else 0.0
    on_sockets = wanted.examples if wanted.lane == "sockets" else _share(wanted)
    early = now + 60 * wanted.minutes * SOCKETS_SHARE if end and wanted.lane == "fast" else end
    slow = _chunks(wanted, "sockets", on_sockets, early, size=SOCKETS_CHUNK)
    fast = _chunks(wanted, "fast", wanted.examples if wanted.lane == "fast" else 0, end, size=CHUNK)
    return [_replaced(one, chance=wanted.chance + number) for number, one in enumerate((*slow, *fast))]


def _chunks(wanted: Hunt, lane: str, examples: int, until: float, *, size: int) -> Iterator["Chase"]:
    """So many examples of a lane, the scenarios taking turns."""
    from lotproof.harness.suite.chase import Chase

    names = wanted.scenarios or _that_jump()
    for number, start in enumerate(range(0, examples, size)):
        yield Chase(
            scenario=names[number % len(names)],
            integrations=wanted.integrations,
            variant=wanted.variant,
            lane=lane,
            size=wanted.size,
            rows=wanted.rows,
            examples=min(size, examples - start),
            until=until,
        )


def _that_jump() -> tuple[str, ...]:
    """The scenarios that need no live clock: a live one takes as long as it takes."""
    from lotproof.harness.plan import scenarios

    return tuple(one.name for one in scenarios() if one.clock == "jump")


def _share(wanted: Hunt) -> int:
    return -(-wanted.examples // wanted.sockets_every) if wanted.sockets_every else 0


def _replaced(whole: "Chase", **given: object) -> "Chase":
    return msgspec.structs.replace(whole, **given)


def _nobody(chased: "Chased") -> None:
    """Who hears of it is told later."""


# -- what is kept ------------------------------------------------------------------------------------------------------


def _saved(wanted: Hunt, asked: "Chase", caught: "Caught") -> Path:
    """The file that replays it."""
    from lotproof.harness.suite.cutting import cut_down
    from lotproof.harness.suite.smallest import write

    value = cut_down(asked, caught, limit_s=PRUNE_S if asked.lane == "fast" else 0.0)
    who = wanted.variant or (Path(wanted.integrations[0]).parent.name if wanted.integrations else "reference")
    row = next(iter(caught.rows))
    path = fresh(wanted.save / f"{value['scenario']}-{who}-{row}.yaml")
    return write(path, value, (f"{row}: {said}" for row, said in caught.rows.items()))


def fresh(path: Path) -> Path:
    """The path, or the next one that is free."""
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free
