"""
A trial: one variant plays the sketches, in the fast lane, and is judged. Its answer follows from its question alone.

    Question (variant, scenarios, rows) --play, judge--> Tried (its line, where its runs lie)

What was not exercised is tried again with the next seed, up to a bound.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from time import perf_counter

import msgspec
from lotproof.harness.judge import judge
from lotproof.harness.model.errors import LotproofError, RigError
from lotproof.harness.model.plans import Plan
from lotproof.harness.plan import make_plan
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.matrix import REFERENCE, Golden, Line, line_of, merged
from lotproof.harness.suite.options import SEEDS, Options, Progress
from lotproof.harness.suite.run import Ended


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is tried: `golden` names the variant, `rows` are judged (none: all), `quick` ends it at its first `must` that
    falls, `runs` is where its evidence is put.
    """

    golden: Golden
    scenarios: tuple[str, ...]
    runs: str
    lane: str = "fast"
    rows: tuple[str, ...] = ()
    quick: bool = False
    seeds: int = SEEDS


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the line, the folders of its runs, seconds of one core; `broken` where our rig failed."""

    line: Line
    folders: tuple[str, ...] = ()
    spent_s: float = 0.0
    broken: str = ""


def attempt(question: Question) -> Tried:
    """Play and judge until everything was exercised, or there is no more seed to try."""
    before = perf_counter()
    lines: list[Line] = []
    folders: list[str] = []
    broken = ""
    try:
        for line, folder in _takes(question, lines):
            lines.append(line)
            folders.append(str(folder))
            if question.quick and decided(merged(question.golden, lines)):
                break
    except LotproofError as failed:
        broken = f"{type(failed).__name__}: {failed}"
    line = merged(question.golden, lines)
    return Tried(line=line, folders=tuple(folders), spent_s=round(perf_counter() - before, 3), broken=broken)


def decided(line: Line) -> bool:
    """Whether one of the rows that it is made for has fallen."""
    return any(line.cells.get(row) == "fail" for row in line.golden.must)


def _takes(question: Question, lines: list[Line]) -> Iterator[tuple[Line, Path]]:
    """Every scenario with its own seed; then again, with the next one, as long as a row waits for its situation."""
    first = {name: sketch(name, None) for name in question.scenarios}
    for more in range(question.seeds):
        waiting = wanting(merged(question.golden, lines), first.values()) if more else frozenset(("",))
        for name, plan in first.items():
            if more and not waiting & rows_of(question.golden, plan):
                continue
            yield play(question, sketch(name, plan.seed + more) if more else plan)


@cache
def sketch(scenario: str, seed: int | None) -> Plan:
    """A plan is frozen: all lanes of a process play the same one."""
    return make_plan(scenario, seed=seed, size="sketch")


def wanting(line: Line, plans: Iterable[Plan]) -> frozenset[str]:
    """The rows that should have been exercised by now and were not."""
    wanted = frozenset[str]().union(*(rows_of(line.golden, plan) for plan in plans))
    return frozenset(row for row in wanted if line.cells.get(row) == "skip")


def rows_of(golden: Golden, plan: Plan) -> frozenset[str]:
    """What a variant's runs of this plan have to exercise: for the reference all that the scenario names."""
    return frozenset(plan.requires if golden.name == REFERENCE else golden.must)


def play(question: Question, plan: Plan) -> tuple[Line, Path]:
    """One run, played and judged."""
    golden = question.golden
    variant = "" if golden.name == REFERENCE else golden.name
    options = Options(
        lane=question.lane, size="sketch", variant=variant, runs=Path(question.runs), report=False, seeds=1
    )
    ended = LANES[question.lane](plan, options)
    line = line_of(golden, judge(ended.folder, only=question.rows), needs=plan.requires, ended=_early(ended))
    return line, ended.folder.path


def _fast(plan: Plan, options: Options) -> Ended:
    from lotproof.harness.suite.fast import play_one

    return play_one(plan, guests((), variant=options.variant), options, silent)


def _on_sockets(plan: Plan, options: Options) -> Ended:
    from lotproof.harness.suite.certify import play_on_sockets

    again = msgspec.structs.replace(options, scenarios=(plan.scenario,), seed=plan.seed)
    return play_on_sockets(again, silent)[0][0]


LANES: dict[str, Callable[[Plan, Options], Ended]] = {"fast": _fast, "sockets": _on_sockets}


def _early(ended: Ended) -> str:
    return "" if ended.how == "played" else f"{ended.how}: {ended.detail}"


def silent(progress: Progress) -> None:
    """Nobody listens."""


def goldens() -> dict[str, Golden]:
    """What every variant is made to break, as the variants themselves say; the reference is none of them."""
    from lotproof.mocks.integration.variants import variants

    known: Mapping[str, object] = variants()
    return {name: golden_of(name, variant) for name, variant in sorted(known.items())}


def golden_of(name: str, variant: object) -> Golden:
    """
    What a variant says about itself.

    Raises:
        RigError: if it is made for nothing.
    """
    must = tuple(getattr(variant, "must", ()))
    if not must:
        raise RigError("a variant is made to break nothing", which=name, expected="`must`: at least one requirement")
    return Golden(
        name=name,
        title=str(getattr(variant, "title", "")),
        must=must,
        may=tuple(getattr(variant, "may", ())),
        lane=str(getattr(variant, "lane", "fast")),
        scenarios=tuple(getattr(variant, "scenarios", ())),
    )
