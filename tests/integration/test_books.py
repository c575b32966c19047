"""What is known: lots and their status, what is missing, what nobody understands."""

import asyncio

import pytest

from tests.integration.world import (
    MORNING,
    START,
    Bench,
    change,
    decision,
    floor,
    hold,
    live,
    order,
    part,
    receipt,
    settled,
    status,
)

BASIC = (
    order(1, "M1", "100011"),
    receipt(1, "TOMATO", "T1", "400"),
    decision(1, "T1", "accepted"),
    floor("consumed", 1, 30, order="M1", step="M1", inputs=[part("TOMATO", "T1", "9")]),
    floor("produced", 1, 40, order="M1", step="M1", outputs=[part("SAUCE", "A1", "9", "output")]),
)


def statuses(bench: Bench, lot: str) -> list[str]:
    return [body["status"] for body in bench.systems.posted(f"wms /lots/{lot}/status")]


def test_a_hold_reaches_what_was_made_of_the_lot() -> None:
    """A hold blocks what was made before it and what is made after it, in every system."""

    async def story(bench: Bench) -> None:
        await bench.hear(*BASIC, hold(1, "H1", "T1", item="TOMATO"))
        await bench.hear(
            floor("consumed", 2, 50, order="K1", step="K1", inputs=[part("SAUCE", "A1", "5")]),
            floor("produced", 2, 60, order="K1", step="K1", outputs=[part("JAR", "J1", "10", "output", "EA")]),
        )
        await settled()
        assert [statuses(bench, lot)[-1] for lot in ("TOMATO/T1", "SAUCE/A1", "JAR/J1")] == ["blocked"] * 3
        assert bench.systems.posted("erp /lots/000000000000100011/A1/status")[-1]["status"] == "blocked"

    live(story)


def test_one_of_two_holds_released_leaves_the_other() -> None:
    """A lot is free when its last hold is gone, not before."""

    async def story(bench: Bench) -> None:
        await bench.hear(*BASIC, hold(1, "H1", "A1"), hold(2, "H2", "A1"), hold(3, "H1", "A1", "hold_released"))
        await settled()
        assert statuses(bench, "SAUCE/A1") == ["blocked"]
        await bench.hear(hold(4, "H2", "A1", "hold_released"))
        await settled()
        assert statuses(bench, "SAUCE/A1") == ["blocked", "free"]

    live(story)


@pytest.mark.parametrize("last", ["scrapped", "rejected"])
def test_a_release_revives_nothing(last: str) -> None:
    """What was scrapped or rejected stays blocked when its hold is released."""
    said = {"item": "TOMATO", "lot": "T1", "quantity": "5", "unit": "kg", "location": "RAW", "disposition": "scrap"}
    scrap = change("qms/dispositions", "lot_disposed", 1, 90, disposition_id="D1", **said)
    end = scrap if last == "scrapped" else decision(2, "T1", "rejected")

    async def story(bench: Bench) -> None:
        await bench.hear(receipt(1, "TOMATO", "T1", "400"), hold(1, "H1", "T1", item="TOMATO"), end)
        await bench.hear(hold(2, "H1", "T1", "hold_released", item="TOMATO"))
        await settled()
        assert statuses(bench, "TOMATO/T1") == ["blocked"]

    live(story)


def test_a_consumption_of_an_unknown_lot_is_raised_and_nothing_invented() -> None:
    """It waits, with an exception that names the lot; when the lot comes it is posted and the exception closes."""

    async def story(bench: Bench) -> None:
        bench.systems.there.add("mes /work-orders/M1")
        await bench.hear(floor("consumed", 1, 30, order="M1", inputs=[part("SALT", "S9", "6")]))
        await settled(3)
        raised = await bench.exceptions()
        assert raised["unknown-lot"]["subject"] == {"system": "erp", "kind": "lot", "scope": "SALT", "id": "S9"}
        assert (raised["unknown-lot"]["plant"], raised["unknown-lot"]["kind"]) == ("NORTH", "business")
        assert bench.systems.booked == {}
        await bench.hear(receipt(1, "SALT", "S9", "60"))
        await settled()
        assert await bench.exceptions() == {}
        assert len(bench.systems.posted("mes /consumptions")) == 1

    live(story)


def test_erp_may_know_a_lot_that_we_have_not_heard_of() -> None:
    """A lot from before our time is found in ERP, and its consumption is posted."""

    async def story(bench: Bench) -> None:
        bench.systems.there |= {"mes /work-orders/M1", "erp /lots/000000000000100003/S0"}
        await bench.hear(floor("consumed", 1, 30, order="M1", inputs=[part("SALT", "S0", "6")]))
        await settled()
        assert await bench.exceptions() == {}
        assert len(bench.systems.posted("erp /goods-movements")) == 1

    live(story)


def test_a_completed_order_without_a_component_is_an_alarm() -> None:
    """It is raised as critical after the grace, names what is missing, and closes when the consumption comes."""

    async def story(bench: Bench) -> None:
        await bench.hear(*BASIC, status(1, "M1", "order_completed"))
        await settled(1.5)
        assert await bench.exceptions() == {}
        await settled(2)
        raised = (await bench.exceptions())["missing-consumption"]
        assert (raised["severity"], raised["kind"], raised["subject"]["id"]) == ("critical", "business", "M1")
        assert "SALT" in raised["text"]
        await bench.hear(
            receipt(2, "SALT", "S1", "9"),
            floor("consumed", 5, 35, order="M1", step="M1", inputs=[part("SALT", "S1", "1")]),
        )
        await settled()
        assert await bench.exceptions() == {}

    live(story)


def test_poison_stands_in_nobodys_way() -> None:
    """What cannot be read is kept and raised as technical; the true copy of the same fact still counts."""
    poison = floor("consumed", 1, 30, order="M1", inputs=[part("SALT", "S1", "a lot")])

    async def story(bench: Bench) -> None:
        bench.systems.there.add("mes /work-orders/M1")
        await bench.integration.heard("mqtt", "northfield/NORTH/a/L1/W1/_event/consumed", b"{not json", False, False)
        await bench.hear(poison, receipt(1, "SALT", "S1", "60"))
        await bench.hear(floor("consumed", 1, 30, order="M1", inputs=[part("SALT", "S1", "6")]))
        await settled()
        raised = [one for one in await bench.get("/exceptions") if one["code"] == "malformed-message"]
        assert [(one["kind"], one["plant"]) for one in raised] == [("technical", "NORTH")] * 2
        assert [body["quantity"] for body in bench.systems.posted("mes /consumptions")] == ["6"]

    live(story)


def test_an_exceedance_opens_one_nonconformance() -> None:
    """However often its crossing is told, and by whichever number."""
    said = {"exceedance": "D1", "limit": "DwellTime", "limit_value": "1800", "measured": "1900", "unit": "s"}
    crossed = {"details": said, "subject": {"item": "SAUCE", "lot": "A1"}, "order": "M1", "equipment": "M1"}

    async def story(bench: Bench) -> None:
        await bench.hear(floor("limit_crossed", 1, 30, **crossed), floor("limit_crossed", 2, 31, **crossed))
        await settled()
        assert [body["exceedance"] for body in bench.systems.posted("qms /nonconformances")] == ["D1"]

    live(story)


def test_what_the_floor_takes_back_is_taken_back() -> None:
    """A reversed consumption is posted with the sign turned, gone from the trace, and withdrawn in EPCIS."""

    async def story(bench: Bench) -> None:
        bench.systems.there.add("mes /work-orders/M1")
        await bench.hear(*BASIC, {**floor("reversed", 1, 45, order="M1"), "supersedes": "NORTH/W1/consumed#1"})
        await settled()
        assert [body["quantity"] for body in bench.systems.posted("mes /consumptions")] == ["9", "-9"]
        graph = await bench.get("/trace", kind="lot", scope="SAUCE", id="A1", direction="backward")
        assert [item["key"] for item in graph["items"]] == ["lot:SAUCE:A1"]
        found = await bench.get("/epcis/events", EXISTS_errorDeclaration="true")
        assert len(found["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 1

    live(story)


@pytest.mark.parametrize(
    ("changes", "answered"),
    [
        ({}, 204),
        ({"webhook-signature": "v1,bm8="}, 401),
        ({"webhook-timestamp": str(int(START.timestamp()) - 3600)}, 401),
        ({"webhook-signature": "", "webhook-id": "m2"}, 401),
    ],
    ids=["signed", "forged", "stale", "unsigned"],
)
def test_only_signed_and_fresh_webhooks_are_taken(changes: dict[str, str], answered: int) -> None:
    """A delivery with a wrong signature, none, or an old one is refused and has no effect."""

    async def story(bench: Bench) -> None:
        assert await bench.deliver(order(1, "M1", "100011"), **changes) == answered
        await settled(1)
        assert len(bench.systems.posted("mes /work-orders")) == (answered == 204)

    live(story)


def test_what_stood_on_a_card_before_our_time_is_not_ours() -> None:
    """Cards that we see on first coming are noted, not worked; on coming back they may be facts that we missed."""
    old, new = (card(seq) for seq in (1, 2))

    async def story(bench: Bench) -> None:
        bench.systems.there |= {"mes /work-orders/M1", "erp /lots/000000000000100003/S1"}
        await bench.integration.shown("opcua", [old])
        await bench.integration.shown("opcua", [old, new])
        await settled()
        assert len(bench.systems.posted("mes /consumptions")) == 1

    live(story)


def card(seq: int) -> bytes:
    import json

    inputs = json.dumps([part("SALT", "S1", "6")])
    texts = {"OccurredAt": "2024-05-01T06:00:00.000Z", "JobOrderID": "M1", "Inputs": inputs, "Subject": ""}
    return json.dumps({"SourceStream": "NORTH/W1/consumed", "SourceSeq": seq, **texts}).encode()


def test_figures_count_each_fact_once() -> None:
    """Facts told twice count once; finished lots whose parts are all known are complete."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, *MORNING)
        await settled(30)
        (north,) = (await bench.get("/figures"))["plants"]
        assert (north["received"], north["posted"], north["failed"]) == (len(MORNING), len(MORNING), 0)
        assert (north["finished_lots"], north["complete_lots"]) == (1, 1)
        assert 0 <= north["latency_s"]["p50"] <= north["latency_s"]["p99"]

    live(story)


def test_it_says_when_it_is_ready_and_for_what_it_waits() -> None:
    """Ready is said when webhooks, feeds and master data stand, and not before."""

    async def story(bench: Bench) -> None:
        ready = await bench.integration.get("/ready", {})
        assert ready.status == 200
        bench.systems.request = never  # type: ignore[method-assign]
        await bench.restart()
        await asyncio.sleep(0.1)
        waiting = await bench.integration.get("/ready", {})
        assert waiting.status == 503
        assert b"webhooks of erp" in waiting.body

    live(story)


async def never(*_: object, **__: object) -> None:
    await asyncio.Event().wait()
