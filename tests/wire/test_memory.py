"""The floor without a wire, on a virtual clock."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import looptime
import pytest
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.wire.memory import MemoryFloor
from lotproof.harness.wire.topics import matches

from tests.wire.conftest import Ledger, plan, signal

Story = Callable[[MemoryFloor], Awaitable[None]]


def play(ledger: Ledger, story: Story) -> float:
    """Play a story on a virtual clock; gives how long it took there."""
    loop = looptime.new_event_loop(start=0.0)

    async def run() -> None:
        floor = MemoryFloor(troubles=troubles(), under_test=["sut"], segment=ledger.segment)
        await floor.open()
        await story(floor)
        await floor.close()

    try:
        loop.run_until_complete(run())
        return loop.time()
    finally:
        loop.close()


class Hearer:
    """Takes messages, slowly if wanted, and remembers seq and dup."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.got: list[tuple[int, bool]] = []
        self.takes_s = takes_s

    async def __call__(self, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        said = json.loads(payload)
        self.got.append((said.get("seq", said.get("SourceSeq")), dup))
        await asyncio.sleep(self.takes_s)


async def quiet(floor: MemoryFloor) -> None:
    async with asyncio.timeout(60):
        while not floor.idle:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def test_messages_are_handed_over_in_order_and_recorded_as_confirmed(ledger: Ledger) -> None:
    """A handler that returns has confirmed; deliveries come in the order of showing."""

    async def story(floor: MemoryFloor) -> None:
        hearer = Hearer()
        floor.connect("sut", hearer)
        for number in (1, 2, 3):
            await floor.show(signal(number))
        await quiet(floor)
        assert hearer.got == [(1, False), (2, False), (3, False)]

    play(ledger, story)
    assert [body["seq"] for body in ledger.bodies("delivered", acked=True)] == [1, 2, 3]
    assert len(ledger.bodies("delivered")) == 6


@pytest.mark.parametrize("when", ["at_once", "after_ack"])
def test_a_duplicate_comes_with_dup_to_the_client_under_test(ledger: Ledger, when: str) -> None:
    """The struck message comes twice to the client under test and once to the escort."""

    async def story(floor: MemoryFloor) -> None:
        hearer, escort = Hearer(), Hearer()
        floor.connect("sut", hearer)
        floor.connect("escort", escort)
        await floor.strike(plan("mqtt_duplicate", when=when), signal(1))
        await floor.show(signal(1))
        await quiet(floor)
        await asyncio.sleep(0.1)
        assert hearer.got == [(1, False), (1, True)]
        assert escort.got == [(1, False)]

    play(ledger, story)
    assert ledger.phases() == ["start", "hit", "end"]


def test_a_cut_client_comes_back_by_itself_and_gets_what_it_lacks(ledger: Ledger) -> None:
    """After a cut and some refusals, unconfirmed messages come again, in order, with dup where they were sent."""

    async def story(floor: MemoryFloor) -> None:
        hearer = Hearer(takes_s=0.05)
        floor.connect("sut", hearer)
        await floor.strike(plan("mqtt_cut", attempts=3), signal(1))
        await floor.show(signal(1))
        await floor.show(signal(2))
        await quiet(floor)
        assert hearer.got == [(1, False), (1, True), (2, False)]

    assert play(ledger, story) >= 0.8
    assert ledger.phases() == ["start", "hit", "hit", "hit", "hit", "end"]


def test_a_killed_client_gets_again_what_it_had_in_hand(ledger: Ledger) -> None:
    """What a process had in hand when it died was not confirmed, and comes again to its successor."""

    async def story(floor: MemoryFloor) -> None:
        slow, fresh = Hearer(takes_s=100), Hearer()
        floor.connect("sut", slow)
        await floor.show(signal(1))
        await asyncio.sleep(1)
        floor.kill("sut")
        await floor.show(signal(2))
        floor.connect("sut", fresh)
        await quiet(floor)
        assert (slow.got, fresh.got) == ([(1, False)], [(1, True), (2, False)])

    assert play(ledger, story) < 50


def test_a_held_message_is_overtaken(ledger: Ledger) -> None:
    """A reordered message comes after as many others as were asked for."""

    async def story(floor: MemoryFloor) -> None:
        hearer = Hearer()
        floor.connect("sut", hearer)
        await floor.strike(plan("mqtt_reorder", passed=2), signal(1))
        for number in (1, 2, 3, 4):
            await floor.show(signal(number))
        await quiet(floor)
        assert [seq for seq, _ in hearer.got] == [2, 3, 1, 4]

    play(ledger, story)


def test_a_resend_has_a_new_event_id(ledger: Ledger) -> None:
    """The source's repetition is no duplicate of the wire: another event id, no dup, the same number."""

    async def story(floor: MemoryFloor) -> None:
        ids: list[str] = []

        async def hear(_topic: str, payload: bytes, _dup: bool, _retained: bool) -> None:
            ids.append(json.loads(payload)["event_id"])

        floor.connect("sut", hear)
        await floor.strike(plan("floor_resend", times=2), signal(1))
        await floor.show(signal(1))
        await quiet(floor)
        assert len(set(ids)) == 3

    play(ledger, story)
    assert len(ledger.bodies("sent", resend=True)) == 2


def test_poison_comes_before_the_real_message_and_bears_no_identity(ledger: Ledger) -> None:
    """A message that nobody can read arrives before the one that it is aimed at; its hit names no identity."""

    async def story(floor: MemoryFloor) -> None:
        heard: list[bytes] = []

        async def hear(_topic: str, payload: bytes, _dup: bool, _retained: bool) -> None:
            heard.append(payload)

        floor.connect("sut", hear)
        await floor.strike(plan("mqtt_poison", what="broken_json"), signal(1))
        await floor.show(signal(1))
        await floor.show(signal(2))
        await quiet(floor)
        assert [payload.endswith(b"}") for payload in heard] == [False, True, True]

    play(ledger, story)
    assert ledger.phases() == ["start", "hit", "end"]
    assert [body.get("stream", "") for body in ledger.bodies("strike", phase="hit")] == [""]


def test_the_last_card_can_be_read_and_is_heard(ledger: Ledger) -> None:
    """On the OPC UA path a client hears of each card and reads the last; the first read is recorded."""

    async def story(floor: MemoryFloor) -> None:
        hearer = Hearer()
        floor.connect("sut", hearer, path="opcua")
        assert floor.read("sut", "W1", "consumed") is None
        await floor.show(signal(4))
        await quiet(floor)
        card = floor.read("sut", "W1", "consumed")
        assert card and card["SourceSeq"] == 4
        assert json.loads(card["Inputs"])[0]["lot"] == "S1"
        floor.read("sut", "W1", "consumed")
        assert hearer.got == [(4, False)]

    play(ledger, story)
    assert len(ledger.bodies("delivered", how="read")) == 1


def test_an_opcua_cut_shuts_the_door_until_time_is_up(ledger: Ledger) -> None:
    """Without attempts, a cut client is turned away until the strike's bound; then it gets what it lacks."""

    async def story(floor: MemoryFloor) -> None:
        hearer = Hearer(takes_s=0.01)
        floor.connect("sut", hearer, path="opcua")
        await floor.strike(plan("opcua_cut", upper_s=3.0), signal(1))
        await floor.show(signal(1))
        with pytest.raises(ConnectionError):
            floor.read("sut", "W1", "consumed")
        await quiet(floor)
        assert hearer.got[-1] == (1, True)

    assert play(ledger, story) >= 3.0


def test_values_are_retained_for_who_comes_later(ledger: Ledger) -> None:
    """A late client is given the last value of each topic that it asked for."""

    async def story(floor: MemoryFloor) -> None:
        sample = {"name": "Temperature_C", "value": "80", "unit": "Cel", "quality": "good"}
        await floor.show(signal(7, kind="sampled", payload={}, values=sample))
        hearer, deaf = Hearer(), Hearer()
        floor.connect("sut", hearer, filters=("northfield/+/+/+/+/_tag/+",))
        floor.connect("escort", deaf, filters=("northfield/+/+/+/+/_event/+",))
        await quiet(floor)
        assert (hearer.got, deaf.got) == ([(7, False)], [])

    play(ledger, story)


def test_a_handler_that_fails_has_confirmed_nothing(ledger: Ledger) -> None:
    """A handler that raises loses its connection, comes back, and gets the message again."""

    async def story(floor: MemoryFloor) -> None:
        seen: list[bool] = []

        async def once_wrong(_topic: str, _payload: bytes, dup: bool, _retained: bool) -> None:
            seen.append(dup)
            if len(seen) == 1:
                raise ValueError("not yet")

        session = floor.connect("sut", once_wrong)
        await floor.show(signal(1))
        await quiet(floor)
        assert seen == [False, True]
        assert [str(failure) for failure in session.failures] == ["not yet"]

    play(ledger, story)


@pytest.mark.parametrize(
    ("topic_filter", "topic", "taken"),
    [
        ("#", "a/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/+/c", "a/b/d", False),
        ("a/b", "a/b", True),
        ("a/b/c", "a/b", False),
    ],
)
def test_topic_filters_take_what_the_standard_says(topic_filter: str, topic: str, taken: bool) -> None:
    """`+` takes one level, `#` its own level and all below."""
    assert matches((topic_filter,), topic) is taken
