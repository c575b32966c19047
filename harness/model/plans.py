"""
The plan: closed, frozen, pure. Course is what plant and desks do; trouble is the faults.
"""

from datetime import datetime
from typing import Any

import msgspec
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.zones import Begins


class Anchor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Where a strike begins. Either the nth fact of a kind (`fact`, counted from 1 over the run, or within `where`, a
    match on fact fields such as {"order": "M2"} with or without the tag), or the nth call of the integration under
    test to an operation (`call`: `erp.goods_movements`). Never a sim time alone.
    """

    fact: str = ""
    call: str = ""
    nth: int = 1
    where: dict[str, str] = {}

    def fits(self, fact: Fact) -> bool:
        """Whether the fact (identifiers as in the plan, not rendered) is all that `where` says."""
        return all(_says(fact, name, value) for name, value in self.where.items())


def _says(fact: Fact, name: str, value: str) -> bool:
    """Whether a field, a word or an item of the fact is `value`, with or without the run tag's place."""
    if name == "item":
        return any(value in portion.item for portion in (*fact.ins, *fact.outs))
    there = getattr(fact, name, None)
    if not isinstance(there, str):
        there = fact.words.get(name, "")
    return value in (there, there.replace("-{tag}", "").replace("{tag}", ""))


class StrikePlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One planned strike: which fault, from which anchor, on what, with which settings.

    `attempts` ends it sooner (so many refused or hindered calls); `upper_s` of wall time ends it in any case.
    """

    name: str
    fault: str
    at: Anchor
    target: str = ""
    attempts: int = 0
    upper_s: float = 5.0
    settings: dict[str, Any] = {}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """
    What will be played. `enterprise` and `course` are plain, closed data that `harness.plant` reads.

    `requires` are rows (requirement ids) that the scenario means to exercise; `highlights` what a reader should
    see. `clock` is `jump` or `live` as the scenario needs; `size` is `full` or `sketch`. `begins` is there where the
    date matters.
    """

    v: int
    scenario: str
    title: str
    seed: int
    size: str
    clock: str
    enterprise: dict[str, Any]
    course: dict[str, Any]
    trouble: tuple[StrikePlan, ...]
    requires: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    begins: Begins | msgspec.UnsetType = msgspec.UNSET

    def epoch(self, earliest: datetime) -> datetime:
        """When it may begin: at once, or at the next date of its kind."""
        return earliest if isinstance(self.begins, msgspec.UnsetType) else self.begins.after(earliest)
