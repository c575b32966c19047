"""Nobody ships what is not there yet: a correct integration may be slow in telling the warehouse of a pallet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lotproof.harness.plan import scenarios
from lotproof.harness.plan.make import page_of
from lotproof.harness.suite.chase import course

from tests.hunt.playing import outcomes, played, strike, wrong


def said(acts: Any, what: str) -> Iterator[Any]:
    """What every act of this kind says, also those within others."""
    for act in acts:
        for kind, value in act.items():
            if kind == what:
                yield value
            elif isinstance(value, dict):
                yield from said([value], what)


@pytest.mark.parametrize("scenario", [one.name for one in scenarios()])
def test_a_unit_is_waited_for_before_it_is_shipped(scenario: str) -> None:
    """Every unit that a scenario ships is one of which it waits until the warehouse knows it."""
    acts = [act for strand in page_of(scenario).value["course"].values() for act in strand]
    shipped = {unit for one in said(acts, "ship") for unit in one["units"]}
    waited = {one["unit"] for one in said(acts, "expect") if "unit" in one}

    assert shipped <= waited


def test_a_warehouse_that_locks_its_units_delays_the_truck(tmp_path: Path) -> None:
    """Pallets that WMS refused at first are registered before they leave, and their deliveries are posted."""
    locks = [
        strike("http_locked", "wms.units", 1, "wms", name=f"lock {attempts}", attempts=attempts, upper_s=2.0)
        for attempts in (1, 2)
    ]
    plan = msgspec.structs.replace(course("supplier_recall", 0, "sketch"), trouble=tuple(locks))

    assert wrong(outcomes(played(plan, tmp_path))) == {}
