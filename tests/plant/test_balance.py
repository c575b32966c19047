"""Nothing comes from nowhere: the plant's own mass balance, per lot, place and order."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.items import parse
from lotproof.harness.plant import World

from tests.plant.conftest import facts, planned, played
from tests.plant.test_truth import chance

SIZES = ["full", "sketch"]
NOBODYS = "T9-{tag}"


def portions(told: list[Fact], kinds: tuple[str, ...], side: str) -> dict[str, Decimal]:
    """Per lot, how much of it these kinds of facts say."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for fact in told:
        for portion in getattr(fact, side) if fact.kind in kinds else ():
            if parse(portion.item).kind == "lot":
                found[portion.item] += Decimal(portion.quantity)
    return found


def left(world: World) -> dict[str, Decimal]:
    """Per lot, how much is in the plant or gone with a shipment or a disposition, as the plant's stock has it."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (lot, _), quantity in world.scene.stock.left().items():
        found[lot] += quantity
    return found


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 5), size=st.sampled_from(SIZES), outcomes=st.integers(0, 10**6))
def test_what_came_is_used_or_there(seed: int, size: str, outcomes: int) -> None:
    """Per lot: received and made is what was used up, packed, and lies somewhere; in facts as in stock."""
    world, happened = played(planned(seed, size), lambda point: chance(outcomes, point.id) < 0.5)
    told = facts(happened)
    came = portions(told, ("received", "produced", "scrapped"), "outs")
    used = portions(told, ("consumed",), "ins")
    packed = portions(told, ("packed",), "ins")
    stock = left(world)
    shipped = {fact.ins[n].item for fact in told if fact.kind == "shipped" for n in range(len(fact.ins))}
    in_units: dict[str, Decimal] = defaultdict(Decimal)
    for fact in told:
        if fact.kind == "packed" and fact.outs[0].item not in shipped:
            for portion in fact.ins:
                in_units[portion.item] += Decimal(portion.quantity)

    for lot, quantity in came.items():
        assert quantity - used[lot] - in_units[lot] == stock[lot], lot
        assert packed[lot] <= quantity
    assert set(used) - set(came) == {f"lot:TOMATO:{NOBODYS}"}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("met", [True, False])
def test_an_order_makes_what_it_used(seed: int, size: str, met: bool) -> None:
    """Per order, by weight: outputs and scrap are inputs, up to the enterprise's tolerance."""
    plan = planned(seed, size)
    items, percent = plan.enterprise["items"], Decimal(plan.enterprise["rules"]["mass_balance_percent"])
    went: dict[str, Decimal] = defaultdict(Decimal)
    made: dict[str, Decimal] = defaultdict(Decimal)
    for fact in facts(played(plan, lambda point: met)[1]):
        sides = {"consumed": (fact.ins, went), "produced": (fact.outs, made), "scrapped": (fact.outs, made)}
        for portion in sides[fact.kind][0] if fact.kind in sides else ():
            item = parse(portion.item)
            weight = Decimal(items[item.scope].get("weight_kg") or 1)
            sides[fact.kind][1][fact.order] += Decimal(portion.quantity) * weight * (item.id != NOBODYS)

    assert set(went) == set(made)
    for order, quantity in went.items():
        assert quantity * (1 - percent / 100) <= made[order] <= quantity, order


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("met", [True, False])
def test_what_is_typed_late_happened_in_its_order(seed: int, size: str, met: bool) -> None:
    """A consumption lies after its order's start; one that is told late, before all that the order made."""
    started: dict[str, int] = {}
    made: dict[str, int] = {}
    last_us = 0
    for fact in facts(played(planned(seed, size), lambda point: met)[1]):
        if fact.kind == "order_started":
            started[fact.order] = fact.at_us
        if fact.kind == "produced":
            made.setdefault(fact.order, fact.at_us)
        if fact.kind == "consumed":
            assert fact.at_us >= started[fact.order]
            assert fact.at_us >= last_us or fact.at_us < made[fact.order]
        last_us = max(last_us, fact.at_us)
