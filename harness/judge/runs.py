"""
Operation runs that make several serials: each serial has a step of its own, and what is told of the run is told of all.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from lotproof.harness.judge.lineage import Lineage, StepTruth, Summed

Passed = dict[Summed, list[tuple[Decimal, Decimal]]]


def passed(lineage: Lineage) -> Passed:
    """
    Least and greatest per side, item and order, of each of its steps: an answer about one serial of an order tells of
    that one's step alone.
    """
    found: Passed = defaultdict(list)
    for step in lineage.steps.values():
        for side, totals in (("in", step.ins), ("out", step.outs), ("out", step.scrap)):
            for item, quantity in totals.items():
                low = step.by_first_out(item) if side == "in" else quantity
                found[side, item, step.order].append((low, quantity))
    return found


def of_the_runs(lineage: Lineage, lots: Iterable[str]) -> set[str]:
    """
    These, and what went into the other serials of the runs that made them: a posting bears an order, and not which of
    its serials.
    """
    found, runs = set(lots), _of_several(lineage)
    todo = list(found) if runs else []
    while todo:
        made_in = lineage.made_in.get(todo.pop(), ())
        steps = (step for made in made_in for step in runs.get(_run(made), (made,)))
        fresh = {item for step in steps for item in lineage.live(step)} - found
        found |= fresh
        todo += fresh
    return found


@lru_cache(maxsize=1)
def _of_several(lineage: Lineage) -> dict[str, list[StepTruth]]:
    """The steps of each run that has more than one."""
    runs: dict[str, list[StepTruth]] = defaultdict(list)
    for step in lineage.steps.values():
        runs[_run(step)].append(step)
    return {run: steps for run, steps in runs.items() if len(steps) > 1}


def _run(step: StepTruth) -> str:
    """The operation run that a step belongs to: that of a serial is a part of its order's."""
    return step.key.rpartition("/")[0] if any(out.startswith("serial:") for out in step.outs) else step.key
