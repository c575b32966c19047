"""
A caught schedule as a scenario file, cut down to what still shows it: no act and no strike that is not needed.

    scenario file + schedule --anchors named--> --acts left out, one stretch after another--> FILE.yaml

`lotproof run FILE` plays it, at either size.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import yaml
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.items import parse
from lotproof.harness.model.plans import Anchor
from lotproof.harness.suite.schedules import Schedule

Value = dict[str, Any]
"""A scenario file as plain data."""

WORDS = ("exceedance", "hold", "receipt", "shipment", "movement", "return", "disposition_id")


def scenario_of(said: Value, schedule: Schedule, size: str, rows: Iterable[str]) -> Value:
    """The scenario with this schedule as its only trouble, and of its acts only those that this size has."""
    value = deepcopy(said)
    value["course"] = {name: acts_of(acts, size) for name, acts in said["course"].items()}
    value["seed"] = schedule.seed
    value["faults"] = [msgspec.to_builtins(one) for one in schedule.strikes]
    value["requires"] = list(rows)
    value.pop("highlights", None)
    return value


def acts_of(acts: list[Value], size: str) -> list[Value]:
    """The acts of one size, with nothing left that says so."""
    return [_plain(act, size) for act in acts if act.get("only", size) == size]


def _plain(value: Any, size: str) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner, size) for key, inner in value.items() if key != "only"}
    if isinstance(value, list):
        there = (one for one in value if not isinstance(one, dict) or one.get("only", size) == size)
        return [_plain(one, size) for one in there]
    return value


def text(value: Value, remarks: Iterable[str] = ()) -> str:
    """The file, with remarks above."""
    said = "".join(f"# {line}\n" for remark in remarks for line in remark.splitlines())
    dumped: str = yaml.safe_dump(value, sort_keys=False, width=120, allow_unicode=True, default_flow_style=None)
    return said + dumped


def write(path: Path, value: Value, remarks: Iterable[str] = ()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(value, remarks), encoding="utf-8")
    return path


# -- anchors -----------------------------------------------------------------------------------------------------------


def named(schedule: Schedule, facts: Iterable[Fact]) -> Schedule:
    """The same strikes, each anchored by what its fact is about instead of by counting: acts can be left out then."""
    there = list(facts)
    again = (msgspec.structs.replace(one, at=anchor(one.at, there)) for one in schedule.strikes)
    return msgspec.structs.replace(schedule, strikes=tuple(again))


def anchor(at: Anchor, facts: list[Fact]) -> Anchor:
    """The anchor at the same fact with the lowest count."""
    fitting = [fact for fact in facts if fact.kind == at.fact and at.fits(fact)]
    if not at.fact or len(fitting) < at.nth:
        return at
    wanted = fitting[at.nth - 1]
    ways = [Anchor(fact=at.fact, where=where, nth=1) for where in ({}, *abouts(wanted))]
    return min((_counted(way, facts, wanted) for way in ways), key=lambda way: way.nth)


def abouts(fact: Fact) -> Iterator[dict[str, str]]:
    """What a fact can be told by."""
    if fact.order:
        yield {"order": bare(fact.order)}
    for name in WORDS:
        if name in fact.words:
            yield {name: bare(fact.words[name])}
    for portion in (*fact.outs, *fact.ins):
        item = parse(portion.item)
        yield from ({"item": f"{item.scope}:{bare(item.id)}"}, {"item": item.scope})


def bare(identifier: str) -> str:
    return identifier.replace("-{tag}", "").replace("{tag}", "")


def _counted(way: Anchor, facts: list[Fact], wanted: Fact) -> Anchor:
    fitting = [fact.id for fact in facts if fact.kind == way.fact and way.fits(fact)]
    return msgspec.structs.replace(way, nth=fitting.index(wanted.id) + 1) if wanted.id in fitting else _never(way)


def _never(way: Anchor) -> Anchor:
    return msgspec.structs.replace(way, nth=1_000_000)


# -- acts --------------------------------------------------------------------------------------------------------------


def pruned(value: Value, shows: Callable[[Value], bool]) -> Value:
    """
    The scenario without whatever it still shows the same without: whole strands first, then ever shorter stretches.

    `shows` says whether a smaller scenario can be played and still shows what was caught.
    """
    for strand in list(value["course"]):
        value = _kept(value, without(value, {(strand, place) for place in range(len(value["course"][strand]))}), shows)
    length = max(1, len(places(value)) // 2)
    while length:
        value = _swept(value, length, shows)
        length //= 2
    return value


def _swept(value: Value, length: int, shows: Callable[[Value], bool]) -> Value:
    """Stretches of this length tried away, from the end on: what comes later rests on what came before."""
    end = len(places(value))
    while end > 0:
        there = places(value)
        value = _kept(value, without(value, set(there[max(0, end - length) : end])), shows)
        end -= length
    return value


def _kept(value: Value, smaller: Value, shows: Callable[[Value], bool]) -> Value:
    return smaller if smaller["course"] and shows(smaller) else value


def places(value: Value) -> list[tuple[str, int]]:
    return [(strand, place) for strand, acts in value["course"].items() for place in range(len(acts))]


def without(value: Value, gone: set[tuple[str, int]]) -> Value:
    """The scenario without these acts; a strand that has none left goes too."""
    left = {
        strand: [act for place, act in enumerate(acts) if (strand, place) not in gone]
        for strand, acts in value["course"].items()
    }
    course = {strand: acts for strand, acts in left.items() if acts}
    elsewhere = {strand: plant for strand, plant in value.get("plants", {}).items() if strand in course}
    return {**value, "course": course, **({"plants": elsewhere} if "plants" in value else {})}
