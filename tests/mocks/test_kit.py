"""What every system has: tokens, idempotency, versions, pages, limits, problems, a record of it all."""

import asyncio
import sqlite3
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.model.errors import InputError, RigError
from lotproof.mocks.kit.config import Limits
from lotproof.mocks.kit.exchange import KEY, Exchange
from lotproof.mocks.kit.layers import Idempotency
from lotproof.mocks.kit.store import Store
from lotproof.mocks.local import LocalSystems, Unwired

from tests.mocks.landscape import (
    CONSUMED,
    ORDER,
    WORK_ORDER,
    Client,
    config,
    desk,
    entries,
    movement,
    start,
    urlencoded,
)

# -- tokens


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "client_credentials", "client_id": "reference", "client_secret": "no"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        ({"grant_type": "password", "client_id": "escort", "client_secret": "e"}, 400, "unsupported_grant_type"),
        ({"client_id": "escort", "client_secret": "e"}, 400, "invalid_request"),
    ],
    ids=["secret", "nobody", "grant", "nothing"],
)
async def test_a_wrong_token_request_is_refused(client: Client, form: dict[str, str], status: int, error: str) -> None:
    """As RFC 6749 says: 401 for a client that is not known, 400 for what is not granted."""
    got = await client.raw("POST", "erp", "/token", {}, urlencoded(form))

    assert (got.status, got.body["error"]) == (status, error)


async def test_a_token_runs_out(client: Client) -> None:
    """Without a token, with a wrong one and with an old one the answer is 401 and says what is wanted."""
    answers = [
        await client.raw("GET", "erp", "/items", {}, b""),
        await client.raw("GET", "erp", "/items", {"authorization": "Bearer nonsense"}, b""),
    ]

    assert [a.status for a in answers] == [401, 401]
    assert [a.headers["www-authenticate"] for a in answers] == ["Bearer", 'Bearer error="invalid_token"']


async def test_tokens_are_good_as_long_as_they_say(tmp_path: Path) -> None:
    """A token that has run out is refused; a new one is good."""
    systems = LocalSystems(config(token_s=0.0))
    await systems.open()
    client = Client(systems)
    got = await client.get("erp", "/items")
    await systems.close()

    assert (got.status, got.code) == (401, "unauthorized")


async def test_the_books_are_for_the_rig_alone(systems: LocalSystems, client: Client, segment: Path) -> None:
    """An integration may not read them; the rig may, and leaves no trace in the ledger."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    await client.post("mes", "/consumptions", CONSUMED)
    await client.post("mes", "/consumptions", CONSUMED)
    refused = await client.get("mes", "/state")
    books = await systems.state()

    assert (refused.status, refused.code) == (403, "forbidden")
    assert [(b["entity"], b["lot"], b["total"]) for b in books["mes"]["sums"]] == [("consumption", "T1", "3")]
    assert {b["field"]: b["value"] for b in books["mes"]["values"]} == {"order": "M1-0A1B", "quantity": "500"}
    assert {call["client"] for call in entries(segment, "call")} == {"reference"}


# -- idempotency


async def test_the_same_key_gives_the_first_answer_again(client: Client, effects: list[object]) -> None:
    """Nothing is done twice under one key, and the answer says that it is a repetition."""
    body = movement("receipt", receipt="R1")
    first = await client.post("erp", "/goods-movements", body, key="k1")
    done = len(effects)
    again = await client.post("erp", "/goods-movements", body, key="k1")

    assert (again.status, again.body) == (first.status, first.body)
    assert (again.headers["idempotency-replayed"], len(effects)) == ("true", done)
    assert again.headers["lotproof-posting"] == first.headers["lotproof-posting"]


async def test_a_key_is_for_one_request(client: Client) -> None:
    """The same key with another body, or at another address, is refused for good."""
    await client.post("erp", "/goods-movements", movement("receipt", receipt="R1"), key="k1")
    others = [
        await client.post("erp", "/goods-movements", movement("receipt", receipt="R2"), key="k1"),
        await client.post("erp", "/deliveries", {}, key="k1"),
    ]

    assert [(o.status, o.code, o.body["transient"]) for o in others] == [(422, "idempotency-key-reused", False)] * 2


async def test_keys_of_two_clients_are_two_keys(systems: LocalSystems, client: Client) -> None:
    """Who asks is part of the key."""
    body = movement("receipt", receipt="R1")
    await client.post("erp", "/goods-movements", body, key="k1")
    other = await Client(systems, "escort").post("erp", "/goods-movements", body, key="k1")

    assert "idempotency-replayed" not in other.headers


async def test_a_refusal_is_kept_under_its_key_too(client: Client) -> None:
    """What the handler refused it refuses again under that key, though a new one would succeed by now."""
    used = movement("consumption", order="M1")
    first = await client.post("erp", "/goods-movements", used, key="k1")
    await client.post("erp", "/goods-movements", movement("receipt", receipt="R1"))
    again = await client.post("erp", "/goods-movements", used, key="k1")
    fresh = await client.post("erp", "/goods-movements", used, key="k2")

    assert (first.code, again.body, again.headers["idempotency-replayed"]) == ("unknown-lot", first.body, "true")
    assert fresh.status == 201


async def test_a_request_that_is_not_as_described_leaves_its_key_free(client: Client) -> None:
    """A body that cannot be read is no posting, so the mended one may bear the same key."""
    wrong = await client.post("erp", "/goods-movements", {"lines": []}, key="k1")
    right = await client.post("erp", "/goods-movements", movement("receipt", receipt="R1"), key="k1")

    assert (wrong.code, wrong.body["field"], right.status) == ("invalid", "movement_type", 201)


async def test_a_key_whose_request_is_still_at_work_is_refused_for_now(systems: LocalSystems) -> None:
    """The second of two at the same time hears 409 and that it may try again."""
    core = systems.house.cores["erp"]
    gate, said = asyncio.Event(), []

    async def slow(scope, receive, send) -> None:
        await gate.wait()

    async def send(message) -> None:
        said.append(message)

    def scope() -> dict[str, object]:
        asked = {"headers": [(b"idempotency-key", b"k1")], "method": "POST", "path": "/deliveries"}
        op, path = core.routes.find("POST", "/deliveries")
        exchange = Exchange(op=op, path=path, scope=asked, body=b"{}", connection=Unwired())
        exchange.client = "reference"
        return {**asked, KEY: exchange}

    layer = Idempotency(slow, core)
    first = asyncio.create_task(layer(scope(), None, send))
    await asyncio.sleep(0)
    await layer(scope(), None, send)
    gate.set()
    await first

    assert said[0]["status"] == 409
    assert msgspec.json.decode(said[1]["body"])["transient"] is True


# -- versions, pages, limits


async def test_a_version_that_is_not_the_last_is_refused(systems: LocalSystems, client: Client) -> None:
    """If-Match is honoured where it is sent, on the ETag of the entity."""
    await desk(systems, "erp", "release_order", **ORDER)
    read = await client.get("erp", "/orders/M1-0A1B")
    path, said = "/orders/M1-0A1B/status", {"status": "started"}
    right = await client.post("erp", path, said, if_match=read.headers["etag"])
    stale = await client.post("erp", path, said, if_match=read.headers["etag"])
    without = await client.post("erp", path, said)

    assert (right.status, stale.status, stale.code, without.status) == (201, 412, "version-conflict", 201)


async def test_a_list_is_walked_to_its_end(client: Client) -> None:
    """Pages follow each other without gap or repetition, and the last one says that it is."""
    for number in range(5):
        await client.post("erp", "/goods-movements", movement("receipt", receipt=f"R{number}"))
    seen, cursor = [], "0"
    while cursor:
        page = (await client.get("erp", f"/goods-movements?limit=2&cursor={cursor}")).body
        seen += [line["receipt"] for line in page["items"]]
        cursor = page["next"]

    assert seen == ["R0", "R1", "R2", "R3", "R4"]
    assert (await client.get("erp", "/goods-movements?limit=0")).body["field"] == "limit"


async def test_the_change_feed_is_read_from_where_one_was(systems: LocalSystems, client: Client) -> None:
    """`after` is exclusive; cursors only grow; `next` tells whether more follow now."""
    for number in range(3):
        await desk(systems, "erp", "release_order", **{**ORDER, "order": f"M{number}"})
    first = (await client.get("erp", "/changes?limit=2")).body
    rest = (await client.get("erp", f"/changes?after={first['next']}")).body

    assert [c["data"]["order"] for c in (*first["items"], *rest["items"])] == ["M0", "M1", "M2"]
    assert rest["next"] is None
    seqs = [c["event"]["seq"] for c in (*first["items"], *rest["items"])]
    assert [seq - seqs[0] for seq in seqs] == [0, 1, 2]


async def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    """Beyond the limit 429 with Retry-After; people are not counted."""
    systems = LocalSystems(config(limits=Limits(requests=2, window_s=30.0)))
    await systems.open()
    client = Client(systems)
    answers = [await client.get("erp", "/items") for _ in range(2)]
    person = await desk(systems, "erp", "release_order", **ORDER)
    await systems.close()

    assert [a.status for a in answers] == [200, 429]
    assert answers[0].headers["ratelimit"] == '"burst";r=0;t=30'
    assert answers[1].headers["ratelimit-policy"] == '"burst";q=2;w=30'
    assert (answers[1].headers["retry-after"], answers[1].code, person.status) == ("30", "rate-limited", 201)


async def test_a_body_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A request has a bound."""
    systems = LocalSystems(config(limits=Limits(body_bytes=500)))
    await systems.open()
    got = await Client(systems).post("mes", "/work-orders", {**WORK_ORDER, "line": "x" * 600})
    await systems.close()

    assert (got.status, got.code) == (413, "too-large")


# -- problems


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "order"),
        ({**WORK_ORDER, "quantity": "1e999999999"}, ""),
        ({**WORK_ORDER, "quantity": "NaN"}, ""),
        ({**WORK_ORDER, "quantity": "0.0000001"}, ""),
        ({**WORK_ORDER, "event_time": "yesterday"}, "event_time"),
        ({**WORK_ORDER, "approved_lots": [{"item": "SAUCE"}]}, "approved_lots[0].lot"),
    ],
    ids=["missing", "huge", "nan", "fine", "time", "inner"],
)
async def test_a_problem_names_the_field(client: Client, body: dict[str, object], field: str) -> None:
    """What is not as described is 422 with the field, as problem+json."""
    got = await client.post("mes", "/work-orders", body)

    assert (got.status, got.code, got.body.get("field", "")) == (422, "invalid", field)
    assert got.headers["content-type"] == "application/problem+json"
    assert got.body["type"] == "urn:lotproof:problem:invalid"


async def test_what_is_not_there_is_said_clearly(client: Client) -> None:
    """No JSON is 400, no address 404, no method 405; an unknown field is let pass."""
    broken = await client.call("POST", "mes", "/work-orders", b"{", content_type="application/json")
    nowhere = await client.get("mes", "/nowhere")
    method = await client.call("PUT", "mes", "/work-orders", b"")
    tolerant = await client.post("mes", "/work-orders", {**WORK_ORDER, "colour": "red"})

    assert [g.status for g in (broken, nowhere, method, tolerant)] == [400, 404, 405, 201]
    assert [g.code for g in (broken, nowhere, method)] == ["not-json", "not-found", "method-not-allowed"]


# -- the record


async def test_a_posting_is_several_entries_with_one_id(systems: LocalSystems, client: Client, segment: Path) -> None:
    """Call, effects, answer, in this order; effects bear the time that was taken in their transaction."""
    said = {"reference": "r#1", "source_events": ["erp/orders#1", "erp/orders#2"]}
    await client.post("mes", "/work-orders", {**WORK_ORDER, **said}, key="k1")
    await desk(systems, "erp", "release_order", **ORDER)
    made, entered = entries(segment, "call")[1], entries(segment, "call")[-1]
    effects = [e for e in entries(segment, "effect") if e["_id"] == made["_id"]]
    answer = next(a for a in entries(segment, "answer") if a["_id"] == made["_id"])

    assert (made["client"], made["op"], made["nth"], made["idempotency_key"]) == ("reference", "work_orders", 1, "k1")
    assert [e["reference"] for e in effects] == ["r#1"] * 2
    assert list(made["source_events"]) == said["source_events"]
    assert (answer["status"], answer["wire_status"], answer["delivered"], answer["committed"]) == (201, 201, True, True)
    assert (entered["client"], entered["desk"]) == ("person", True)


async def test_counts_and_sequences_start_anew_with_a_run(
    systems: LocalSystems, client: Client, segment: Path, tmp_path: Path
) -> None:
    """The second run's first call is its first, its streams start at its own start, its entries stand in its file."""
    await client.post("mes", "/work-orders", WORK_ORDER)
    await systems.end()
    second = tmp_path / "second.jsonl"
    later = msgspec.structs.replace(start(second, run="r2"), start_us=2_000_000_000_000_000)
    await systems.begin(later)
    await client.post("mes", "/work-orders", WORK_ORDER)
    answer = await desk(systems, "erp", "release_order", **ORDER)

    assert [c["nth"] for c in entries(second, "call") if c["op"] == "work_orders"] == [1]
    assert answer.seq == 2_000_000_000_000_000
    assert len([c for c in entries(segment, "call") if c["op"] == "work_orders"]) == 1


async def test_what_the_rig_cannot_write_no_integration_is_told(
    systems: LocalSystems, client: Client, segment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger that cannot be written ends the run as the rig's fault; the caller gets no answer, not even an error."""
    gone: list[RigError] = []
    systems.on_gone = gone.append
    await client.token("mes")

    def full(line: bytes) -> None:
        raise RigError("the ledger cannot be written", which=str(segment))

    monkeypatch.setattr(systems.house.journal._segment, "_append", full)
    with pytest.raises(ConnectionError):
        await client.post("mes", "/work-orders", WORK_ORDER)

    assert [error.exit_code for error in gone] == [3]


async def test_what_the_state_cannot_take_is_the_rigs_fault(
    systems: LocalSystems, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk under the state is told as such."""
    gone: list[RigError] = []
    systems.on_gone = gone.append
    await client.token("mes")

    def full(sql: str, *values: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(systems.house.cores["mes"].store, "run", full)
    with pytest.raises(ConnectionError):
        await client.post("mes", "/work-orders", WORK_ORDER)

    assert [(error.exit_code, "disk is full" in str(error)) for error in gone] == [(3, True)]


async def test_a_world_is_used_by_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the state while somebody has it hears so."""
    first = Store(tmp_path / "erp.sqlite")
    monkeypatch.setattr("lotproof.mocks.kit.store.PATIENCE_S", 0.05)
    with pytest.raises(InputError, match="Another lotproof"):
        Store(tmp_path / "erp.sqlite")
    first.close()
    Store(tmp_path / "erp.sqlite").close()
