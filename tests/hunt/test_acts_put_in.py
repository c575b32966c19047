"""
Acts put into scenarios at random places, as somebody who writes his own would: either the plan is refused with its
line, or it is played and the reference conforms. What the plant cannot do, and what no integration can know, is not
the integration's fault.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from lotproof import scenarios
from lotproof.harness.judge import judge
from lotproof.harness.model.errors import InputError
from lotproof.harness.plan import make_plan

from tests.hunt.playing import played

HOME = Path(next(iter(scenarios.__path__)))
NAMES = sorted(path.parent.name for path in HOME.glob("*/scenario.yaml"))
PLAYED, TRIED = 8, 60
"""So many plans are played for each seed, of at most so many that are tried."""

Act = dict[str, Any]


class Day:
    """A scenario's file, and what its acts say of where they stand."""

    def __init__(self, name: str, chance: Random) -> None:
        self.said = yaml.safe_load((HOME / name / "scenario.yaml").read_text(encoding="utf-8"))
        self.chance = chance
        self.course: dict[str, list[Act]] = self.said["course"]

    def one(self, *kinds: str) -> tuple[str, int, Act]:
        """An act of one of these kinds: strand, place, words."""
        found = [
            (strand, place, act[kind])
            for strand, acts in self.course.items()
            for place, act in enumerate(acts)
            for kind in kinds
            if isinstance(act.get(kind), dict)
        ]
        return self.chance.choice(found)

    def lot(self) -> tuple[str, int, Act]:
        return self.one("receive", "produce")

    def put(self, strand: str, place: int, *acts: Act) -> None:
        """Some way behind this place, one after the other."""
        at = min(len(self.course[strand]), place + 1 + self.chance.randrange(4))
        self.course[strand][at:at] = acts

    def number(self) -> str:
        return f"N{self.chance.randrange(10**6)}"


def hold(day: Day) -> None:
    strand, place, made = day.lot()
    number = day.number()
    acts: list[Act] = [{"hold": {"hold": number, "lot": made["lot"], "reason": "a doubt"}}]
    if day.chance.random() < 0.6:
        acts.append({"unhold": {"hold": number}, "after": f"{day.chance.choice((1, 20, 60))} min"})
    if day.chance.random() < 0.4:
        acts.append({"pause": {"flows": ["lot_status"]}})
    day.put(strand, place, *acts)


def dispose(day: Day) -> None:
    strand, place, made = day.lot()
    how = day.chance.choice(("use", "rework", "scrap", "return_to_supplier"))
    about = {"disposition_id": day.number(), "lot": made["lot"], "location": made.get("location", "RAW")}
    much = day.chance.choice((1, "rest"))
    day.put(strand, place, {"dispose": {**about, "quantity": much, "disposition": how}})


def again(day: Day) -> None:
    """The same happens once more, with less."""
    kind = day.chance.choice(("consume", "produce"))
    strand, place, said = day.one(kind)
    day.put(strand, place, {kind: {**said, "quantity": 1}})


def reverse(day: Day) -> None:
    strand, place, said = day.one("consume")
    words = {name: said[name] for name in ("machine", "order", "lot")}
    day.put(strand, place, {"reverse": {**words, "reason": "wrong scan"}})


def scrap(day: Day) -> None:
    strand, place, said = day.one("produce")
    words = {name: said[name] for name in ("machine", "order", "lot")}
    day.put(strand, place, {"scrap": {**words, "quantity": 1}})


def unpack(day: Day) -> None:
    strand, place, said = day.one("pack")
    contents = said.get("contents") or {}
    part = {"contents": {next(iter(contents)): 1}} if contents and day.chance.random() < 0.5 else {}
    day.put(strand, place, {"unpack": {name: said[name] for name in ("machine", "unit", "location")} | part})


def give_back(day: Day) -> None:
    strand, place, said = day.one("ship")
    _, _, packed = day.one("pack")
    words = {name: said[name] for name in ("shipment", "customer")}
    goods = {next(iter(packed.get("contents") or {"X/1": 1})): 1}
    back = {"return": day.number(), "reason": "dented", "contents": goods, "location": packed["location"]}
    day.put(strand, place, {"take_back": {**words, **back}})


def planners(day: Day) -> None:
    """The planner changes his mind."""
    strand, place, said = day.one("release")
    order = said["order"]
    act = {"change": {"order": order, "quantity": 77}} if day.chance.random() < 0.5 else {"cancel": order}
    day.put(strand, place, act)


def recall(day: Day) -> None:
    _, _, said = day.one("receive")
    strand, place, _ = day.lot()
    day.put(strand, place, {"recall": {"recall": day.number()} | {n: said[n] for n in ("supplier", "supplier_lot")}})


KINDS: tuple[Callable[[Day], None], ...] = (
    hold, hold, hold, dispose, again, again, reverse, scrap, unpack, give_back, planners, recall,
)  # fmt: skip


def put_in(name: str, chance: Random) -> Act | None:
    """A scenario with one or two acts more; None where it has nothing that such an act could be about."""
    day = Day(name, chance)
    try:
        for _ in range(chance.choice((1, 2))):
            chance.choice(KINDS)(day)
    except (IndexError, KeyError):
        return None
    said: Act = day.said
    return said


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(6))
def test_a_plan_is_refused_or_the_reference_conforms(seed: int, tmp_path: Path) -> None:
    """Enough of them can be played, else this would show nothing."""
    chance = Random(seed)
    done = 0
    for _ in range(TRIED):
        name = chance.choice(NAMES)
        said = put_in(name, chance)
        if said is None or done == PLAYED:
            continue
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(said, sort_keys=False, allow_unicode=True), encoding="utf-8")
        try:
            plan = make_plan(path)
        except InputError as refused:
            assert ", line " in str(refused)
            continue
        done += 1
        found = judge(played(plan, tmp_path / "runs").folder)
        wrong = [one.sentence for verdict in found.verdicts for one in verdict.findings]
        assert (found.exit_code in (0, 4), wrong) == (True, []), path.read_text(encoding="utf-8")
    assert done == PLAYED
