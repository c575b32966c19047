"""Bills of material: published in ERP, taken over in MES."""

from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import SAUCE, TOMATO, WORK_ORDER, Client, desk, told

Effects = list[Effect]
IN_ERP = [{"material": TOMATO, "operation": "10", "quantity": "0.9"}]
IN_MES = [{"item": "TOMATO", "operation": "10", "quantity": "0.90"}]


async def test_a_revision_is_announced_and_stands_beside_the_one_before(systems: LocalSystems, client: Client) -> None:
    """The world is told all of it; both revisions are listed, as orders bear either."""
    answer = await desk(systems, "erp", "revise_bom", material=SAUCE, revision="C", components=IN_ERP)
    fed = (await client.get("erp", "/changes")).body["items"]
    listed = (await client.get("erp", "/boms")).body["items"]

    assert answer.stream == "erp/masters"
    assert fed[0]["type"] == "bom_revised"
    assert fed[0]["data"] == {"material": SAUCE, "revision": "C", "components": IN_ERP}
    assert [bom["revision"] for bom in listed] == ["B", "C"]


async def test_a_revision_of_nothing_that_is_known_is_refused(client: Client) -> None:
    """Material and components have to be there."""
    body = {"material": SAUCE, "revision": "C", "components": [{**IN_ERP[0], "material": "42"}]}
    refused = await client.post("erp", "/boms", body)

    assert (refused.status, refused.code) == (422, "unknown-item")


async def test_mes_takes_a_revision_as_often_as_it_is_told(client: Client, effects: Effects) -> None:
    """MES does not ask whether it has that revision; it lists it beside what it had, by item, revision, reference."""
    body = {"item": "SAUCE", "revision": "C", "components": IN_MES, "reference": "erp/masters#7"}
    numbers = {(await client.post("mes", "/boms", body)).body["id"] for _ in range(2)}
    listed = (await client.get("mes", "/boms?item=SAUCE")).body["items"]

    assert len(numbers) == 2
    assert [bom["revision"] for bom in listed] == ["B", "C", "C"]
    assert len((await client.get("mes", "/boms?reference=erp%2Fmasters%237")).body["items"]) == 2
    assert told(effects, "item")[:2] == [("bom.revision", "C", "SAUCE"), ("bom.components", "10 TOMATO 0.9", "SAUCE")]


async def test_a_work_order_is_put_on_another_revision_even_after_its_start(
    systems: LocalSystems, client: Client, effects: Effects
) -> None:
    """MES does not protect what has started; an order that it does not know it refuses."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    await desk(systems, "mes", "start_order", order="M1-0A1B")
    taken = await client.post("mes", "/work-orders/M1-0A1B/revision", {"bom_revision": "C"})
    refused = await client.post("mes", "/work-orders/M9-0A1B/revision", {"bom_revision": "C"})

    assert taken.status == 201
    assert (refused.status, refused.code) == (404, "unknown-order")
    assert told(effects, "order")[-1] == ("work_order.bom_revision", "C", "M1-0A1B")
    assert (await client.get("mes", "/work-orders/M1-0A1B")).body["bom_revision"] == "C"
