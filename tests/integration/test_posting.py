"""How a posting is seen through: what is tried again, what is raised, what waits for what."""

from itertools import pairwise

from tests.integration.world import Bench, floor, hold, live, order, part, receipt, settled, status

ERP = "erp /goods-movements"
PROBLEM = {"code": "unavailable", "transient": True}


def test_what_fails_is_tried_again_with_the_same_key_and_growing_pauses() -> None:
    """A system that is away is asked again under one key, each time later, and Retry-After is obeyed."""

    async def story(bench: Bench) -> None:
        bench.systems.script[ERP] = [(503, {"retry-after": "1"}, PROBLEM), *[(500, {}, PROBLEM)] * 4]
        await bench.hear(receipt(1, "SALT", "S1", "60"))
        await settled()
        calls = [(when, key) for when, place, key, _ in bench.systems.calls if place == ERP]
        pauses = [later - sooner for (sooner, _), (later, _) in pairwise(calls)]
        assert len({key for _, key in calls}) == 1
        assert pauses[0] >= 1
        assert pauses[1] < pauses[2] < pauses[3] <= 2.1
        assert len(bench.systems.posted(ERP)) == 1

    live(story)


def test_a_system_that_is_away_is_a_technical_exception_and_closes() -> None:
    """What lasts longer than the grace is raised as technical, once, and closes with the posting."""

    async def story(bench: Bench) -> None:
        bench.systems.script[ERP] = [(500, {}, PROBLEM)] * 5
        await bench.hear(receipt(1, "SALT", "S1", "60"))
        await settled(1.5)
        raised = await bench.exceptions()
        assert [one["kind"] for one in raised.values()] == ["technical"]
        await settled()
        assert await bench.exceptions() == {}

    live(story)


def test_a_refusal_is_raised_and_not_tried_again_until_replayed() -> None:
    """A permanent refusal is asked once; a replay asks under another key, and then the exception closes."""

    async def story(bench: Bench) -> None:
        bench.systems.script[ERP] = [(422, {}, {"code": "unknown-item", "transient": False})]
        await bench.hear(receipt(1, "SALT", "S1", "60"))
        await settled()
        calls = [key for _, place, key, _ in bench.systems.calls if place == ERP]
        raised = await bench.exceptions()
        assert len(calls) == 1
        assert (raised["unknown-item"]["kind"], raised["unknown-item"]["source"]) == ("business", "wms/receipts#1")
        answer = await bench.integration.post(f"/exceptions/{raised['unknown-item']['id']}/replay", b"")
        await settled()
        assert answer.status == 202
        assert await bench.exceptions() == {}
        assert len(bench.systems.posted(ERP)) == 1

    live(story)


def test_a_lock_is_no_refusal() -> None:
    """A refusal that the system calls transient is tried again and nobody is told."""

    async def story(bench: Bench) -> None:
        bench.systems.script[ERP] = [(423, {}, {"code": "locked", "transient": True})]
        await bench.hear(receipt(1, "SALT", "S1", "60"))
        await settled(0.9)
        assert len(bench.systems.posted(ERP)) == 1
        assert await bench.exceptions(still_open=False) == {}

    live(story)


def test_a_consumption_waits_for_its_lot_in_erp() -> None:
    """While ERP cannot take the receipt, it is not asked to take what rests on it; MES is not kept waiting."""

    async def story(bench: Bench) -> None:
        bench.systems.there.add("mes /work-orders/M1")
        bench.systems.script[ERP] = [(500, {}, PROBLEM)] * 3
        await bench.hear(
            receipt(1, "SALT", "S1", "60"),
            floor("consumed", 1, 30, order="M1", inputs=[part("SALT", "S1", "6")]),
        )
        await settled()
        asked = [body for _, place, _, body in bench.systems.calls if place == ERP]
        assert ["receipt" in body for body in asked] == [True] * 4 + [False]
        assert len(bench.systems.posted("mes /consumptions")) == 1

    live(story)


def test_orders_reach_mes_in_the_order_of_release() -> None:
    """Two orders of one line, released while MES is away, are delivered in ERP's order, not in that of arrival."""

    async def story(bench: Bench) -> None:
        bench.systems.script["mes /work-orders"] = [(500, {}, PROBLEM)] * 3
        await bench.hear(order(2, "M2", "100011"))
        await bench.hear(order(1, "M1", "100011"), order(3, "M3", "100011"))
        await settled()
        assert [body["order"] for body in bench.systems.posted("mes /work-orders")][:3] == ["M1", "M2", "M3"]

    live(story)


def test_an_older_status_is_left_unsaid() -> None:
    """A status that comes late does not overwrite a newer one."""

    async def story(bench: Bench) -> None:
        await bench.hear(status(2, "M1", "order_completed"))
        await settled(1)
        await bench.hear(status(1, "M1", "order_started"))
        await settled(1)
        assert [body["status"] for body in bench.systems.posted("erp /orders/M1/status")] == ["completed"]

    live(story)


def test_a_block_overtakes_a_release_that_got_no_answer() -> None:
    """A1 is freed; while nobody knows whether that arrived it is held again: neither waits for the other, nor A2."""

    async def story(bench: Bench) -> None:
        one, two = ("mes /lots/SAUCE/A1/status", "mes /lots/SAUCE/A2/status")
        await bench.hear(hold(1, "H1", "A1"), hold(2, "H2", "A2"))
        await settled(1)
        bench.systems.lost[one] = 1
        bench.systems.slow[one] = 0.5
        await bench.hear(hold(3, "H1", "A1", "hold_released"))
        await settled(0.1)
        await bench.hear(hold(4, "H3", "A1"), hold(5, "H2", "A2", "hold_released"))
        await settled()
        assert bench.systems.posted(one)[-1]["status"] == "blocked"
        assert bench.systems.posted(two)[-1]["status"] == "free"

    live(story)


def test_what_blocks_goes_first() -> None:
    """While a block waits for a system, nothing is given free there."""

    async def story(bench: Bench) -> None:
        path = "mes /lots/SAUCE/A2/status"
        await bench.hear(hold(1, "H1", "A1"))
        await settled(1)
        bench.systems.script[path] = [(500, {}, PROBLEM)] * 3
        await bench.hear(hold(2, "H2", "A2"), hold(3, "H1", "A1", "hold_released"))
        await settled()
        said = [(place, body) for _, place, _, body in bench.systems.calls if place.startswith("mes /lots")]
        assert [place.split("/")[3] for place, _ in said] == ["A1", "A2", "A2", "A2", "A2", "A1"]
        assert '"status":"free"' in said[-1][1]

    live(story)


def test_only_the_flows_that_are_on_are_carried() -> None:
    """An integration with one flow posts what that flow writes and nothing else."""

    async def story(bench: Bench) -> None:
        await bench.hear(receipt(1, "TOMATO", "T1", "400"), order(1, "M1", "100011"), hold(1, "H1", "T1"))
        await settled()
        assert {place for _, place, _, _ in bench.systems.calls} == {"mes /work-orders"}

    live(story, flows=("order_release",))
