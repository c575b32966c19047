"""The rework scenario: a lot that comes out of several orders and goes back into them."""

import pytest
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_a_lot_goes_back_and_keeps_its_number(size: str, met: bool) -> None:
    """A1 comes out of three orders, and goes into two that work it over, whatever the systems know."""
    told = facts(played(make_plan("rework_loop", size=size), lambda point: met)[1])
    made = [f.order for f in told if f.kind == "produced" and "SAUCE:A1" in f.outs[0].item]
    used = [f.order for f in told if f.kind == "consumed" and "SAUCE:A1" in f.ins[0].item]

    assert made == ["M1-{tag}", "W1-{tag}", "W3-{tag}"]
    assert used == ["K1-{tag}", "W1-{tag}", "W2-{tag}", "K2-{tag}"]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("rework_loop", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
