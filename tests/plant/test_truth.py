"""The same course and the same outcomes give the same truth, whenever the points were met."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lotproof.harness.plan import make_plan

from tests.plant.conftest import at_once, facts, planned, played, truth

SIZES = ["full", "sketch"]


def chance(number: int, name: str) -> float:
    from lotproof.harness.model.draws import Draws

    return Draws(number, "test").of(name).random()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5), size=st.sampled_from(SIZES), outcomes=st.integers(0, 10**6), when=st.integers(0, 10**6))
def test_only_outcomes_matter(seed: int, size: str, outcomes: int, when: int) -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = planned(seed, size)

    def outcome(point):
        return chance(outcomes, point.id) < 0.6

    _, early = played(plan, outcome)
    _, late = played(plan, outcome, lambda point: 0.95 * chance(when, point.id))

    assert truth(early) == truth(late)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5), size=st.sampled_from(SIZES), outcomes=st.integers(0, 10**6))
def test_every_day_ends(seed: int, size: str, outcomes: int) -> None:
    """Whatever the integration does, no strand waits for ever, and every fact is told in the order of its number."""
    world, happened = played(planned(seed, size), lambda point: chance(outcomes, point.id) < 0.5)

    assert world.unfinished == {}
    assert world.points == {}
    assert [fact.id for fact in facts(happened)] == [f"f{n}" for n in range(1, len(happened) + 1)]


@pytest.mark.parametrize("size", SIZES)
def test_truth_knows_no_faults(size: str) -> None:
    """Two plans of one seed with and without trouble play the same day."""
    plan = make_plan("food_hold", seed=2, size=size)
    calm = type(plan)(**{name: getattr(plan, name) for name in plan.__struct_fields__} | {"trouble": ()})

    assert truth(played(plan, lambda point: True)[1]) == truth(played(calm, lambda point: True)[1])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", SIZES)
def test_streams_count_for_themselves(seed: int, size: str) -> None:
    """In each stream `seq` starts at 0 and goes up by one."""
    counts: dict[str, int] = {}
    for fact in facts(played(planned(seed, size), lambda point: True)[1]):
        if fact.stream:
            assert fact.seq == counts.get(fact.stream, 0)
            counts[fact.stream] = fact.seq + 1

    assert set(counts) >= {"NORTH/W1/consumed", "NORTH/M1/limit_crossed", "NORTH/Z1/packed"}


@pytest.mark.parametrize("size", SIZES)
def test_causes_come_before(size: str) -> None:
    """A fact's causes are facts with smaller numbers."""
    for fact in facts(played(planned(1, size), lambda point: False)[1]):
        assert all(int(cause[1:]) < int(fact.id[1:]) for cause in fact.causes)


def test_a_point_may_be_met_at_its_very_end() -> None:
    """What was met just before the span ended counts as met."""
    plan = planned(1, "sketch")
    _, early = played(plan, lambda point: True, at_once)
    _, last = played(plan, lambda point: True, lambda point: 0.999)

    assert truth(early) == truth(last)
