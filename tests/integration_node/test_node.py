"""The integration in Node.js: batches, reading back, what it does when it is killed, holds, exceptions."""

import pytest

from tests.integration_node.rig import DAY, Rig

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


async def test_facts_of_an_order_are_one_document(rig: Rig) -> None:
    """What an order used up between two flushes is one document in ERP, with equal lines added up, once each."""
    await rig.receive("TOMATO/T1", "400")
    await rig.receive("SALT/S1", "60")
    await rig.order()
    seqs = [
        await rig.consume(lot, much) for lot, much in (("TOMATO/T1", "150"), ("TOMATO/T1", "150"), ("SALT/S1", "6"))
    ]
    assert len(set(seqs)) == 3
    await rig.sum_is("erp.consumption.quantity", "306", order="M1")
    await rig.sum_is("mes.consumption.quantity", "300", order="M1", lot="T1")
    booked = rig.made("erp.consumption.quantity", order="M1")
    assert len({one.posting for one in booked}) < 3
    assert {one.operation for one in booked} == {"10"}


async def test_a_fact_shown_again_counts_once(rig: Rig) -> None:
    """The same stream and number shown again has no second effect."""
    await rig.receive("SALT/S1", "60")
    await rig.order()
    seq = await rig.consume("SALT/S1", "6")
    await rig.show("W1", "consumed", ins=[], seq=seq)
    await rig.consume("SALT/S1", "1")
    await rig.sum_is("erp.consumption.quantity", "7", order="M1")
    await rig.sum_is("mes.consumption.quantity", "7", order="M1")


@pytest.mark.parametrize("how", ["reset", "close", "hang"])
async def test_a_lost_answer_is_read_back(rig: Rig, how: str) -> None:
    """A posting that was committed without an answer is found by its reference, and not made again."""
    await rig.receive("SALT/S1", "60")
    await rig.order()
    await rig.strike("http_lost_answer", "erp", settings={"op": "goods_movements", "how": how}, attempts=1, upper_s=10)
    await rig.consume("SALT/S1", "6")
    await rig.hit("http_lost_answer")
    await rig.consume("SALT/S1", "1")
    await rig.until(lambda: len(rig.made("erp.consumption.quantity", order="M1")) == 2)
    assert rig.total("erp.consumption.quantity", order="M1") == 7


async def test_killed_with_a_call_in_flight(rig: Rig) -> None:
    """Killed between a commit and its answer it asks after the start, and goes on: nothing lost, nothing twice."""
    await rig.receive("SALT/S1", "60")
    await rig.order()
    await rig.strike(
        "http_lost_answer", "erp", settings={"op": "goods_movements", "how": "hang"}, attempts=1, upper_s=9
    )
    await rig.consume("SALT/S1", "6")
    await rig.hit("http_lost_answer")
    await rig.lane.company.kill()
    await rig.show("W1", "consumed", ins=[rig.part("SALT/S1", "1", "input")])
    await rig.lane.company.start()
    await rig.until(lambda: len(rig.made("erp.consumption.quantity", order="M1")) == 2)
    assert rig.total("erp.consumption.quantity", order="M1") == 7
    await rig.sum_is("mes.consumption.quantity", "7", order="M1")


async def test_killed_at_any_moment(rig: Rig) -> None:
    """Killed before, between and after its postings, it ends with each fact counted once in each system."""
    await rig.receive("SALT/S1", "60")
    await rig.order()
    for effects in (0, 1, 3, 5):
        before = len(rig.effects)
        await rig.consume("SALT/S1", "1")
        await rig.produce("SAUCE/A1", "2")
        await rig.until(lambda so_far=before + effects: len(rig.effects) >= so_far)
        await rig.lane.company.kill()
        await rig.lane.company.start()
    for path, quantity in (("consumption.quantity", "4"), ("production.quantity", "8")):
        await rig.sum_is(f"erp.{path}", quantity, order="M1")
        await rig.sum_is(f"mes.{path}", quantity, order="M1")


async def test_a_cut_connection_is_made_up_for(rig: Rig) -> None:
    """What was shown when its OPC UA connections had just died is read after it has connected anew."""
    await rig.receive("SALT/S1", "60")
    await rig.order()
    for server in rig.lane.world.opcua.servers.values():
        server.cut()
    await rig.consume("SALT/S1", "6")
    await rig.sum_is("erp.consumption.quantity", "6", order="M1")


async def test_holds_reach_what_was_made_and_count_one_by_one(rig: Rig) -> None:
    """A hold blocks the lot and what was made of it in ERP, WMS and MES; of two holds one alone goes on blocking."""
    await rig.receive("TOMATO/T1", "400")
    await rig.order()
    await rig.consume("TOMATO/T1", "150")
    await rig.produce("SAUCE/A1", "100", at=DAY.format(hour=3))
    about = {"item": "TOMATO", "lot": rig.named("T1"), "plant": "NORTH", "reason": "seen"}
    await rig.desk("qms", "place_hold", hold=rig.named("H1"), **about)
    await rig.desk("qms", "place_hold", hold=rig.named("H2"), **{**about, "item": "SAUCE", "lot": rig.named("A1")})
    for system in ("erp", "wms", "mes"):
        await rig.status_is(system, "T1", "blocked")
        await rig.status_is(system, "A1", "blocked")
    await rig.desk("qms", "release_hold", hold=rig.named("H1"), event_time=DAY.format(hour=4))
    for system in ("erp", "wms", "mes"):
        await rig.status_is(system, "T1", "quality")
    assert {one.value for one in rig.made("erp.lot.status", lot="A1")} == {"blocked"}
    await rig.produce("SAUCE/A2", "50", at=DAY.format(hour=5))
    await rig.sum_is("erp.production.quantity", "50", lot="A2")
    assert not rig.made("erp.lot.status", lot="A2")


async def test_what_is_taken_back_is_net_gone(rig: Rig) -> None:
    """A consumption that the floor takes back is taken back in MES and ERP, and hands no hold on any more."""
    await rig.receive("TOMATO/T1", "400")
    await rig.order()
    seq = await rig.consume("TOMATO/T1", "150")
    back = {"ins": [rig.part("TOMATO/T1", "150", "input")], "supersedes": f"NORTH/W1/consumed#{seq}"}
    taken_back = await rig.show("W1", "reversed", **back)
    await rig.taken("NORTH/W1/reversed", taken_back)
    await rig.produce("SAUCE/A1", "100", at=DAY.format(hour=3))
    await rig.sum_is("erp.production.quantity", "100", order="M1")
    await rig.sum_is("erp.consumption.quantity", "0", order="M1")
    await rig.sum_is("mes.consumption.quantity", "0", order="M1")
    about = {"item": "TOMATO", "lot": rig.named("T1"), "plant": "NORTH", "reason": "seen"}
    await rig.desk("qms", "place_hold", hold=rig.named("H1"), **about)
    for system in ("erp", "wms", "mes"):
        await rig.status_is(system, "T1", "blocked")
    assert not rig.made("erp.lot.status", lot="A1")


async def test_the_later_status_counts_in_any_zone(rig: Rig) -> None:
    """In the night in which an hour comes twice an order is completed after it was started, whatever the clock says."""
    await rig.order()
    await rig.desk("mes", "start_order", order=rig.named("M1"), event_time="2021-10-31T02:50:00.000+02:00")
    await rig.until(lambda: rig.made("erp.order.status", order="M1", value="started"))
    await rig.desk("mes", "complete_order", order=rig.named("M1"), event_time="2021-10-31T02:10:00.000+01:00")
    await rig.until(lambda: rig.made("erp.order.status", order="M1", value="completed"))


async def test_an_unknown_lot_is_for_a_person_until_it_comes(rig: Rig) -> None:
    """A consumption of a lot that nobody received is raised, not posted; when the lot comes it is posted and closes."""
    await rig.order()
    seq = await rig.consume("TOMATO/T9", "10")
    raised = await rig.raised("unknown-lot")
    assert (raised["kind"], raised["subject"]["id"], raised["plant"]) == ("business", rig.named("T9"), "NORTH")
    assert raised["source"] == f"NORTH/W1/consumed#{seq}"
    assert not rig.made("erp.consumption.quantity", lot="T9")
    await rig.receive("TOMATO/T9", "50")
    await rig.raised("unknown-lot", closed=True)
    await rig.sum_is("erp.consumption.quantity", "10", lot="T9")


async def test_a_missing_component_is_critical(rig: Rig) -> None:
    """An order that is completed without a lot of a component is raised as critical, and closes when it is scanned."""
    for lot in ("TOMATO/T1", "SALT/S1", "BASIL/B1"):
        await rig.receive(lot, "60")
    await rig.order()
    await rig.consume("TOMATO/T1", "10")
    await rig.consume("SALT/S1", "1")
    await rig.desk("mes", "start_order", order=rig.named("M1"))
    await rig.desk("mes", "complete_order", order=rig.named("M1"), event_time=DAY.format(hour=3))
    raised = await rig.raised("missing-component", of=rig.named("M1"))
    assert raised["severity"] == "critical"
    assert "BASIL" in raised["text"]
    await rig.consume("BASIL/B1", "1")
    await rig.raised("missing-component", of=rig.named("M1"), closed=True)


async def test_a_system_that_is_away_delays_no_other(rig: Rig) -> None:
    """While MES is away ERP is served, and MES catches up afterwards; a person hears of it as a technical matter."""
    await rig.receive("SALT/S1", "60")
    await rig.order()
    await rig.strike("http_outage", "mes", settings={"status": 503}, upper_s=6)
    await rig.hit("http_outage")
    await rig.consume("SALT/S1", "6")
    await rig.sum_is("erp.consumption.quantity", "6", order="M1")
    raised = await rig.raised("system-unavailable")
    assert (raised["kind"], raised["subject"]["id"]) == ("technical", "mes")
    await rig.sum_is("mes.consumption.quantity", "6", order="M1")
    await rig.raised("system-unavailable", closed=True)
