"""Cutting down: from a caught schedule to the scenario file in which every act and every strike is needed."""

import os
from pathlib import Path
from time import perf_counter

from lotproof.harness.model.errors import InputError
from lotproof.harness.plan import make_plan
from lotproof.harness.plan.make import page_of
from lotproof.harness.suite.chase import NO_ROWS, Caught, Chase, course, fallen, smooth
from lotproof.harness.suite.players import Player, player, scratch
from lotproof.harness.suite.smallest import Value, named, pruned, scenario_of, write


def cut_down(asked: Chase, caught: Caught, *, limit_s: float) -> Value:
    """
    The smallest scenario found that still shows what was caught.

    Args:
        limit_s: how long it is cut; 0 leaves the course whole.
    """
    page = page_of(asked.scenario)
    rows = tuple(row for row in caught.rows if row not in NO_ROWS)
    whole = scenario_of(_beside(page.value, page.path, Path.cwd()), caught.schedule, asked.size, rows)
    if not limit_s:
        return whole
    with player(asked.options) as one:
        knife = Knife(asked, one, caught, until=perf_counter() + limit_s)
        told = scenario_of(
            whole,
            named(caught.schedule, smooth(course(asked.scenario, caught.schedule.seed, asked.size))),
            asked.size,
            rows,
        )
        return pruned(told, knife.shows) if knife.shows(told) else whole


class Knife:
    """Looks whether a smaller scenario still shows one of the rows, as long as there is time."""

    def __init__(self, asked: Chase, one: Player, caught: Caught, *, until: float) -> None:
        self._asked, self._player, self._rows, self._until = asked, one, set(caught.rows), until

    def shows(self, value: Value) -> bool:
        if perf_counter() > self._until:
            return False
        with scratch() as folder:
            try:
                plan = make_plan(write(folder / "scenario.yaml", value), size=self._asked.size)
                return bool(self._rows & fallen(plan, self._player, self._asked.rows).keys())
            except InputError:
                return False


def _beside(value: Value, path: Path, here: Path) -> Value:
    """The same scenario, its enterprise found from elsewhere: a file is named by its whole path."""
    enterprise = str(value["enterprise"])
    if not enterprise.endswith((".yaml", ".yml")):
        return value
    return {**value, "enterprise": os.fspath((here / path.parent / enterprise).resolve())}
