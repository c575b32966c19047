"""The heart of it: what is done does not depend on how often, in which order or on which path it is told."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.world import MORNING, Bench, live, settled


async def net(bench: Bench, told: list[dict[str, Any]]) -> Counter[str]:
    await bench.hear(*told)
    await settled(30)
    assert await bench.exceptions() == {}
    found = bench.systems.net()
    return Counter({what: count for what, count in found.items() if not what.endswith("/status free")})


USUAL = live(lambda bench: net(bench, list(MORNING)))


def test_a_morning_is_posted_whole() -> None:
    """Both look-alike weighings count, and each system gets what it must know."""
    counts = Counter(what.split(" {")[0].split(" blocked")[0] for what in USUAL.elements())

    assert counts["mes /consumptions"] == 4
    assert counts["erp /goods-movements"] == 2 + 4 + 2
    assert counts["qms /inspections"] == counts["wms /units"] == counts["erp /deliveries"] == 1
    assert counts["mes /work-orders"] == 2
    assert [counts[f"{system} /lots/JAR/J1/status"] for system in ("mes", "wms")] == [1, 1]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_order_and_repetition_change_nothing(data: st.DataObject) -> None:
    """Any order of the same facts, each told once or more, gives the same net postings."""
    told = data.draw(st.permutations(MORNING))
    again = data.draw(st.lists(st.sampled_from(MORNING), max_size=6))

    assert live(lambda bench: net(bench, [*told, *again])) == USUAL


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(MORNING)), st.integers(0, 3))
def test_a_restart_changes_nothing(after: int, back: int) -> None:
    """A restart at any moment, and whatever is told again after it, gives the same net postings."""

    async def story(bench: Bench) -> Counter[str]:
        await bench.hear(*MORNING[:after])
        await bench.restart()
        return await net(bench, list(MORNING[max(after - back, 0) :]))

    assert live(story) == USUAL


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["erp /goods-movements", "mes /consumptions", "mes /work-orders", "wms /units"])))
def test_lost_answers_change_nothing(places: list[str]) -> None:
    """A posting whose answer is lost is made once, with the key that it had."""

    async def story(bench: Bench) -> Counter[str]:
        bench.systems.lost.update(places)
        return await net(bench, list(MORNING))

    assert live(story) == USUAL
