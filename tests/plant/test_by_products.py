"""The dairy scenario: orders that yield more than their product, at different times."""

import pytest
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


def key(name: str) -> str:
    item, number = name.split("/")
    return f"lot:{item}:{number}-{{tag}}"


MADE_OF = {
    "CREAM/CR1": {"MILK/RM1"},
    "VATMILK/VM1": {"MILK/RM1", "POWDER/PW1"},
    "WHEY/WH1": {"VATMILK/VM1", "RENNET/RE1", "MILK/RM1", "POWDER/PW1"},
    "CHEESE/CE1": {"VATMILK/VM1", "RENNET/RE1", "MILK/RM1", "POWDER/PW1", "SALT/SA1"},
}


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_each_yield_is_made_of_what_went_in_before_it_left(size: str, met: bool) -> None:
    """Cream has no powder and whey no salt, though the products of their orders have; whatever the systems knew."""
    lineage = Lineage(facts(played(make_plan("by_products", size=size), lambda point: met)[1]))

    made_of = {lot: lineage.ancestors(key(lot), timely=True) for lot in MADE_OF}
    assert made_of == {lot: set(map(key, lots)) for lot, lots in MADE_OF.items()}


def test_yields_bear_their_roles() -> None:
    """The floor says of each portion what kind of yield it is."""
    told = facts(played(make_plan("by_products", size="full"), lambda point: True)[1])
    roles = {(f.outs[0].item.split(":")[1], f.outs[0].role) for f in told if f.kind == "produced"}

    assert roles == {
        ("CREAM", "co_product"),
        ("CURDS", "co_product"),
        ("WHEY", "by_product"),
        ("VATMILK", "output"),
        ("CHEESE", "output"),
    }


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("by_products", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
