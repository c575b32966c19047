"""Changes are sent to all who asked, signed, until they are taken; strikes double them and let them be overtaken."""

import json
from pathlib import Path
from typing import Any

import pytest
from lotproof.mocks.local import LocalSystems
from standardwebhooks import Webhook

from tests.mocks.conftest import Inbox
from tests.mocks.landscape import ORDER, WORD, Client, desk, entries, strike, until

URL = "http://integration.local/webhooks/erp"


async def released(systems: LocalSystems, *orders: str) -> None:
    for order in orders:
        await desk(systems, "erp", "release_order", **{**ORDER, "order": order})


async def arrived(inbox: Inbox, count: int) -> list[dict[str, Any]]:
    """The bodies of so many webhooks, as soon as they are here."""
    await until(lambda: len(inbox.got) >= count)
    return [json.loads(body) for _, _, body in inbox.got]


async def out(systems: LocalSystems) -> None:
    await systems.end()


async def test_a_webhook_is_signed_as_the_standard_says(systems: LocalSystems, client: Client, inbox: Inbox) -> None:
    """The standard's own library accepts it, and it is the change feed's item with the system's name."""
    await client.post("erp", "/webhooks", {"url": URL})
    await released(systems, "M1")
    bodies = await arrived(inbox, 1)
    url, headers, body = inbox.got[0]
    fed = (await client.get("erp", "/changes")).body["items"]

    assert Webhook(WORD).verify(body.decode(), dict(headers)) == bodies[0]
    assert (url, bodies[0]) == (URL, {**fed[0], "system": "erp"})


async def test_a_registration_is_made_once_listed_and_removed(
    systems: LocalSystems, client: Client, inbox: Inbox
) -> None:
    """The same address again is the same registration; another client does not see it; a removed one hears nothing."""
    first = await client.post("erp", "/webhooks", {"url": URL})
    again = await client.post("erp", "/webhooks", {"url": URL, "events": ["order_changed"]})
    others = await Client(systems, "escort").get("erp", "/webhooks")
    mine = (await client.get("erp", "/webhooks")).body["items"]
    gone = await client.call("DELETE", "erp", f"/webhooks/{first.body['id']}", b"")
    twice = await client.call("DELETE", "erp", f"/webhooks/{first.body['id']}", b"")
    await released(systems, "M1")
    await out(systems)

    assert (first.status, again.body["id"]) == (201, first.body["id"])
    assert mine == [{"id": first.body["id"], "url": URL, "events": ["order_changed"]}]
    assert (others.body["items"], gone.status, twice.status, inbox.got) == ([], 204, 404, [])


async def test_only_what_was_asked_for_is_sent(systems: LocalSystems, client: Client, inbox: Inbox) -> None:
    """A registration with types hears of these alone."""
    await client.post("erp", "/webhooks", {"url": URL, "events": ["order_changed"]})
    await released(systems, "M1")
    await desk(systems, "erp", "change_order", order="M1", quantity="1")
    await out(systems)

    assert [json.loads(body)["type"] for _, _, body in inbox.got] == ["order_changed"]


async def test_what_is_not_taken_is_sent_again(
    systems: LocalSystems, client: Client, inbox: Inbox, segment: Path
) -> None:
    """Until it is taken, under the same webhook-id; every copy is recorded, the last one as acknowledged."""
    inbox.answers = [500, 503]
    await client.post("erp", "/webhooks", {"url": URL})
    await released(systems, "M1")
    await arrived(inbox, 3)
    await out(systems)
    copies = entries(segment, "delivered")

    assert len({headers["webhook-id"] for _, headers, _ in inbox.got}) == 1
    assert [(c["copy_no"], c.get("acked", False)) for c in copies] == [(1, False), (2, False), (3, False), (3, True)]
    assert {c["wire"] for c in copies} == {"webhook"}


async def test_who_is_gone_does_not_hold_up_the_end(systems: LocalSystems, client: Client, inbox: Inbox) -> None:
    """At the end of a run what was tried and not taken is given up; the next run starts without it."""
    inbox.answers = [503] * 100
    await client.post("erp", "/webhooks", {"url": URL})
    await released(systems, "M1")
    await out(systems)
    tried = len(inbox.got)
    await out(systems)

    assert (tried, len(inbox.got)) == (1, 1)


async def test_first_tries_keep_their_order(systems: LocalSystems, client: Client, inbox: Inbox) -> None:
    """Where nothing goes wrong, changes arrive as they were made."""
    await client.post("erp", "/webhooks", {"url": URL})
    await released(systems, *(f"M{n}" for n in range(20)))
    bodies = await arrived(inbox, 20)

    assert [body["data"]["order"] for body in bodies] == [f"M{n}" for n in range(20)]


@pytest.mark.parametrize("together", [True, False])
async def test_a_webhook_arrives_twice(
    systems: LocalSystems, client: Client, inbox: Inbox, segment: Path, together: bool
) -> None:
    """The second copy has another webhook-id and the same stream and seq; only the client under test is struck."""
    await client.post("erp", "/webhooks", {"url": URL})
    await Client(systems, "escort").post("erp", "/webhooks", {"url": "http://escort.local/"})
    await systems.strike(strike("webhook_duplicate", "erp", together=together, type="order_changed"))
    await released(systems, "M1")
    await desk(systems, "erp", "change_order", order="M1", quantity="1")
    await arrived(inbox, 5)
    await out(systems)
    mine = [(headers["webhook-id"], json.loads(body)) for url, headers, body in inbox.got if url == URL]

    assert [body["type"] for _, body in mine] == ["order_released", "order_changed", "order_changed"]
    assert (mine[1][1], mine[1][0] == mine[2][0]) == (mine[2][1], False)
    assert [s["phase"] for s in entries(segment, "strike")] == ["start", "hit", "end"]


async def test_a_webhook_is_overtaken(systems: LocalSystems, client: Client, inbox: Inbox, segment: Path) -> None:
    """The one that is held arrives after a later one."""
    await client.post("erp", "/webhooks", {"url": URL})
    await systems.strike(strike("webhook_reorder", "erp", type="order_released"))
    await released(systems, "M1")
    await desk(systems, "erp", "cancel_order", order="M1")
    bodies = await arrived(inbox, 2)

    assert [body["type"] for body in bodies] == ["order_cancelled", "order_released"]
    assert [s["phase"] for s in entries(segment, "strike")] == ["start", "hit", "end"]


async def test_nothing_is_held_for_ever(systems: LocalSystems, client: Client, inbox: Inbox) -> None:
    """When time is up, what was held goes out."""
    await client.post("erp", "/webhooks", {"url": URL})
    await systems.strike(strike("webhook_reorder", "erp", upper_s=0.05))
    await released(systems, "M1")

    assert len(await arrived(inbox, 1)) == 1
