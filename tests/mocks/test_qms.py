"""QMS does what its table says."""

from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import Client, desk, told

Effects = list[Effect]
INSPECTED = {"item": "TOMATO", "lot": "T1", "plant": "NORTH", "quantity": "400", "unit": "kg", "receipt": "R1"}
EXCEEDED = {
    "exceedance": "NORTH/M1/E1",
    "plant": "NORTH",
    "equipment": "M1",
    "item": "SAUCE",
    "lot": "A3",
    "order": "M2",
    "limit": "DwellTime",
}


async def test_a_decision_needs_an_inspection(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """A lot that nobody asked to inspect cannot be decided; one that was can, and the world is told."""
    early = await desk(systems, "qms", "decide", item="TOMATO", lot="T1", decision="accepted")
    made = await client.post("qms", "/inspections", INSPECTED)
    done = await desk(systems, "qms", "decide", item="TOMATO", lot="T1", decision="accepted")

    assert (early.status, early.body["code"]) == (404, "inspection-unknown")
    assert done.stream == "qms/decisions"
    assert told(effects, "key", "item", "lot") == [
        ("inspection.quantity", "400", made.body["id"], "TOMATO", "T1"),
        ("inspection.decision", "accepted", made.body["id"], "TOMATO", "T1"),
    ]


async def test_a_nonconformance_holds_its_lot_once(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """QMS's own rule places one hold per exceedance, however many nonconformances are opened for it."""
    first = await client.post("qms", "/nonconformances", EXCEEDED)
    second = await client.post("qms", "/nonconformances", EXCEEDED)
    hold = await client.get("qms", "/holds/H-NORTH%2FM1%2FE1")

    assert first.headers["lotproof-event"].startswith("qms/holds#")
    assert "lotproof-event" not in second.headers
    assert (hold.body["status"], hold.body["nonconformance"]) == ("active", first.body["id"])
    assert told(effects, "key", "lot", "client") == [
        ("nonconformance.exceedance", "NORTH/M1/E1", first.body["id"], "A3", "reference"),
        ("hold.status", "active", "H-NORTH/M1/E1", "A3", "rule:nonconformance"),
        ("nonconformance.exceedance", "NORTH/M1/E1", second.body["id"], "A3", "reference"),
    ]


async def test_holds_are_placed_and_released(systems: LocalSystems, client: Client) -> None:
    """A hold is told with lot, plant and reason when it is placed, and again when it is released."""
    await desk(systems, "qms", "place_hold", hold="H9", item="SAUCE", lot="A2", plant="NORTH", reason="taste")
    await desk(systems, "qms", "release_hold", hold="H9")
    unknown = await desk(systems, "qms", "release_hold", hold="H0")
    fed = (await client.get("qms", "/changes")).body["items"]

    assert [c["type"] for c in fed] == ["hold_placed", "hold_released"]
    assert fed[0]["data"] == fed[1]["data"]
    assert fed[0]["data"]["reason"] == "taste"
    assert (unknown.status, unknown.body["code"]) == (404, "unknown-hold")
    assert (await client.get("qms", "/holds?status=active")).body["items"] == []


async def test_a_disposition_is_told_whole(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """What becomes of a lot adds up by disposition, and everybody is told how much of it lies where."""
    said = {"item": "SAUCE", "lot": "A3", "plant": "NORTH", "quantity": "170", "unit": "kg", "location": "QUAR"}
    done = await desk(systems, "qms", "dispose", disposition_id="D1", **said, disposition="scrap")
    fed = (await client.get("qms", "/changes?after=0&limit=1")).body

    assert done.stream == "qms/dispositions"
    assert fed["items"][0]["data"] == {"disposition_id": "D1", **said, "disposition": "scrap"}
    assert told(effects, "key", "location", "status") == [("disposition.quantity", "170", "D1", "QUAR", "scrap")]
    assert len((await client.get("qms", "/dispositions")).body["items"]) == 1


async def test_what_an_integration_missed_people_open_by_hand(systems: LocalSystems, effects: Effects) -> None:
    """Inspections and nonconformances can be entered at the desk, under the person's name."""
    await desk(systems, "qms", "create_inspection", **INSPECTED)
    await desk(systems, "qms", "open_nonconformance", **EXCEEDED)

    assert [row[2] for row in told(effects, "client")] == ["person", "person", "rule:nonconformance"]
