"""Time-respecting reachability, against a twin that tries every path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lotproof.harness.judge.reach import Edge, earliest, latest, ordered, origins

edges_of = st.lists(
    st.builds(Edge, st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), st.integers(0, 6), st.integers(0, 2)),
    max_size=9,
).map(ordered)


def paths(edges, follows, start, used=()):
    """Every sequence of different edges from `start` on in which each may follow the one before."""
    for at, edge in enumerate(edges):
        if at not in used and (edge.tail == start if not used else follows(edges[used[-1]], used[-1], edge, at)):
            yield (*used, at)
            yield from paths(edges, follows, start, (*used, at))


def follower(ties):
    def follows(one, first, other, second):
        if one.head != other.tail:
            return False
        arrival = one.start + one.takes
        if ties == "may" or arrival < other.start:
            return arrival <= other.start
        return ties == "ledger" and arrival == other.start and first < second

    return follows


@pytest.mark.parametrize("ties", ["may", "must", "ledger"])
@given(edges=edges_of, since=st.integers(0, 4))
def test_the_one_pass_agrees_with_all_paths(ties, edges, since):
    """Earliest arrivals are those of the best path, with ties read either way."""
    best = {}
    for path in paths(edges, follower(ties), "A"):
        last = edges[path[-1]]
        if edges[path[0]].start >= since and last.head != "A":
            best[last.head] = min(best.get(last.head, 99), last.start + last.takes)
    found = earliest(edges, "A", since, ties=ties)
    assert {node: when for node, when in found.items() if node != "A"} == best


@pytest.mark.parametrize("ties", ["may", "must"])
@given(edges=edges_of, at=st.integers(3, 8))
def test_backward_is_the_mirror(ties, edges, at):
    """The latest departures are those of the best path that arrives in time."""
    best = {}
    for start in "BCDE":
        for path in paths(edges, follower(ties), start):
            last = edges[path[-1]]
            if last.head == "A" and last.start + last.takes <= at:
                best[start] = max(best.get(start, -99), edges[path[0]].start)
    assert {node: when for node, when in latest(edges, "A", at, ties=ties).items() if node != "A"} == best


@pytest.mark.parametrize("ties", ["may", "must", "ledger"])
@given(edges=edges_of)
def test_many_sources_in_one_scan_are_each_source_alone(ties, edges):
    """The masks say the same as one walk per source."""
    instant = [edge._replace(takes=0) for edge in edges]
    masks = origins(instant, "ABC", ties=ties)
    for at, source in enumerate("ABC"):
        alone = set(earliest(instant, source, -1, ties=ties))
        assert {node for node, mask in masks.items() if mask >> at & 1} == alone


def test_reachability_is_not_transitive():
    """A to B on Friday, B to C on Wednesday: A never reached C."""
    edges = ordered([Edge("A", "B", 5), Edge("B", "C", 3)])
    assert set(earliest(edges, "A", 0)) == {"A", "B"}
    assert set(latest(edges, "C", 9)) == {"C", "B"}


def test_equal_times_are_may_and_not_must():
    """Where the record cannot tell which came first, may takes it and must does not."""
    edges = [Edge("B", "C", 5), Edge("A", "B", 5)]
    assert set(earliest(edges, "A", 0, ties="may")) == {"A", "B", "C"}
    assert set(earliest(edges, "A", 0, ties="must")) == {"A", "B"}
    assert set(earliest(edges, "A", 0, ties="ledger")) == {"A", "B"}


def test_the_walk_ends_where_it_is_told_to():
    """Arrivals after `until` do not count."""
    assert set(earliest([Edge("A", "B", 1, 5)], "A", 0, until=5)) == {"A"}
