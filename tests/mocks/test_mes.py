"""MES does what its table says."""

import pytest
from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import CONSUMED, WORK_ORDER, Client, config, desk, told

Effects = list[Effect]


async def test_a_work_order_is_made_changed_and_cancelled(client: Client, effects: Effects) -> None:
    """MES gives it a number of its own; order and quantity are values under that number."""
    made = await client.post("mes", "/work-orders", WORK_ORDER)
    await client.post("mes", "/work-orders/M1-0A1B/change", {"quantity": "450"})
    await client.post("mes", "/work-orders/M1-0A1B/cancel")
    number = made.body["id"]

    assert told(effects, "key", "order", "item", "status") == [
        ("work_order.order", "M1-0A1B", number, "M1-0A1B", "SAUCE", ""),
        ("work_order.quantity", "500", number, "M1-0A1B", "SAUCE", ""),
        *words_of(number),
        ("work_order.quantity", "450", number, "M1-0A1B", "SAUCE", ""),
        ("work_order.status", "cancelled", number, "M1-0A1B", "SAUCE", ""),
    ]


def words_of(number: str) -> list[tuple[str, ...]]:
    """What the order's paper says besides: revision and approved lots."""
    lots = ", ".join(f"{lot['item']}/{lot['lot']}" for lot in WORK_ORDER.get("approved_lots", ()))
    said = [("bom_revision", WORK_ORDER.get("bom_revision", "")), ("approved_lots", lots)]
    return [(f"work_order.{word}", value, number, "M1-0A1B", "SAUCE", "") for word, value in said if value]


async def test_a_second_work_order_for_an_order_is_made(client: Client) -> None:
    """MES does not ask whether it has that order already: an integration has to."""
    numbers = {(await client.post("mes", "/work-orders", WORK_ORDER)).body["id"] for _ in range(2)}
    found = (await client.get("mes", "/work-orders?order=M1-0A1B")).body["items"]

    assert {one["id"] for one in found} == numbers and len(numbers) == 2


async def test_after_its_start_an_order_is_not_changed(systems: LocalSystems, client: Client) -> None:
    """A change or a cancellation that comes after the start is refused for good."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    await desk(systems, "mes", "start_order", order="M1-0A1B")
    late = [
        await client.post("mes", "/work-orders/M1-0A1B/change", {"quantity": "1"}),
        await client.post("mes", "/work-orders/M1-0A1B/cancel"),
    ]

    assert [(got.status, got.code, got.body["transient"]) for got in late] == [(409, "order-started", False)] * 2


async def test_start_completion_and_close_are_announced(systems: LocalSystems, client: Client) -> None:
    """The shop floor's people move an order on, and the world is told."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    acts = ("start_order", "complete_order", "close_order")
    answers = [await desk(systems, "mes", act, order="M1-0A1B") for act in acts]
    fed = (await client.get("mes", "/changes")).body["items"]

    assert [a.stream for a in answers] == ["mes/orders"] * 3
    assert [c["type"] for c in fed] == ["order_started", "order_completed", "order_closed"]
    assert fed[0]["data"] == {"order": "M1-0A1B", "item": "SAUCE", "plant": "NORTH", "line": "L1"}
    assert (await client.get("mes", "/work-orders/M1-0A1B")).body["status"] == "closed"


async def test_what_is_used_and_made_adds_up_by_lot(client: Client, effects: Effects) -> None:
    """A consumption and a production name order, operation, item and lot; a production its yield."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    effects.clear()
    await client.post("mes", "/consumptions", CONSUMED)
    await client.post("mes", "/productions", {**CONSUMED, "yield": "scrap", "reference": "r#1"})

    assert told(effects, "order", "operation", "item", "lot", "status", "reference") == [
        ("consumption.quantity", "1.5", "M1-0A1B", "10", "TOMATO", "T1", "", ""),
        ("production.quantity", "1.5", "M1-0A1B", "10", "TOMATO", "T1", "scrap", "r#1"),
    ]
    assert (await client.get("mes", "/productions?reference=r%231")).body["items"][0]["yield"] == "scrap"


@pytest.mark.parametrize("path", ["/consumptions", "/productions"])
async def test_nothing_is_booked_on_an_order_that_mes_does_not_know(client: Client, path: str) -> None:
    """An unknown order is a 404 that another posting may heal."""
    got = await client.post("mes", path, CONSUMED)

    assert (got.status, got.code) == (404, "unknown-order")


async def test_a_blocked_lot_is_not_dispatched(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """People cannot take a lot to a machine that MES was told is blocked; one nobody spoke of they can."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    where = {"order": "M1-0A1B", "operation": "30", "item": "SAUCE", "equipment": "P1"}
    await client.post("mes", "/lots/SAUCE/A3/status", {"status": "blocked"})
    effects.clear()
    refused = await desk(systems, "mes", "dispatch_lot", **where, lot="A3")
    done = await desk(systems, "mes", "dispatch_lot", **where, lot="A2")

    assert (refused.status, refused.body["code"], done.status) == (409, "lot-blocked", 201)
    assert told(effects, "order", "lot", "client") == [("dispatch.lot", "A2", "M1-0A1B", "A2", "person")]


async def test_numbers_do_not_depend_on_what_others_do(systems: LocalSystems, client: Client) -> None:
    """The number of a record follows from what it is about and how often that came, not from a counter."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    first = [(await client.post("mes", "/consumptions", CONSUMED)).body["id"] for _ in range(2)]
    await client.post("mes", "/consumptions", {**CONSUMED, "lot": "T2"})
    other = LocalSystems(config())
    await other.open()
    another = Client(other)
    await another.post("mes", "/work-orders", {**WORK_ORDER, "order": "M9"})
    again = await another.post("mes", "/consumptions", {**CONSUMED, "order": "M9"})
    await other.close()

    assert len({*first, again.body["id"]}) == 3
