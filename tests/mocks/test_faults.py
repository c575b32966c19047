"""
The order of the layers, as traps that others fell into.

A fault before the work is never kept as a key's answer; an answer that was lost was kept all the same; people and
those who are not under test are never struck; a strike that did not fire says so by having no hit.
"""

import asyncio
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.faults.calls import CalmCall, call_troubles
from lotproof.harness.faults.kinds import kinds
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import InputError
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import ORDER, Client, desk, entries, movement, start, strike, until

PATH = "/goods-movements"
PART = movement("receipt", receipt="R1")


@pytest.fixture
def strikes(systems: LocalSystems) -> list[Strike]:
    seen: list[Strike] = []
    systems.on_strike = seen.append
    return seen


def phases(strikes: list[Strike]) -> list[str]:
    return [s.phase for s in strikes]


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_lost_answer_is_work_that_was_done(
    systems: LocalSystems, client: Client, effects: list[Effect], segment: Path, how: str
) -> None:
    """The posting is committed and recorded, nothing is delivered; the same key then gives the answer that was lost."""
    await client.token("erp")
    await systems.strike(strike("http_lost_answer", "erp", how=how))
    with pytest.raises(ConnectionError):
        await client.post("erp", PATH, PART, key="k1")
    done = len(effects)
    again = await client.post("erp", PATH, PART, key="k1")
    lost, replay = entries(segment, "answer")[-2:]

    assert (again.status, again.headers["idempotency-replayed"], len(effects)) == (201, "true", done)
    assert (lost["status"], lost["wire_status"], lost["delivered"], lost["committed"]) == (201, 0, False, True)
    assert (lost["fault"], replay["replayed"], replay["committed"]) == ("http_lost_answer", True, False)


async def test_a_strike_lasts_as_long_as_its_silence(
    systems: LocalSystems, client: Client, strikes: list[Strike]
) -> None:
    """While a connection hangs the strike is at work; when its time is up the connection dies, and both are over."""
    await client.token("erp")
    await systems.strike(strike("http_lost_answer", "erp", how="hang", upper_s=0.2))
    call = asyncio.create_task(client.post("erp", PATH, PART, key="k1"))
    await until(lambda: phases(strikes) == ["start", "hit"])
    silent = not call.done()
    with pytest.raises(ConnectionError):
        await call

    assert (silent, phases(strikes)) == (True, ["start", "hit", "end"])


async def test_a_caller_without_a_key_does_it_twice(
    systems: LocalSystems, client: Client, effects: list[Effect]
) -> None:
    """A duplicate is within reach: a partial quantity is taken a second time."""
    await client.token("erp")
    await systems.strike(strike("http_lost_answer", "erp"))
    with pytest.raises(ConnectionError):
        await client.post("erp", PATH, PART)
    await client.post("erp", PATH, PART)

    assert [e.delta for e in effects if e.entity == "receipt"] == ["40", "40"]


async def test_a_lost_answer_hits_only_what_was_committed(
    systems: LocalSystems, client: Client, strikes: list[Strike]
) -> None:
    """Reads, refusals and repetitions are let pass; the strike waits for a posting that does something."""
    await client.post("erp", PATH, PART, key="k1")
    await systems.strike(strike("http_lost_answer", "erp"))
    await client.get("erp", PATH)
    await client.post("erp", PATH, movement("consumption", lot="T9"))
    await client.post("erp", PATH, PART, key="k1")
    before = phases(strikes)
    with pytest.raises(ConnectionError):
        await client.post("erp", PATH, PART, key="k2")

    assert (before, phases(strikes)) == (["start"], ["start", "hit", "end"])


@pytest.mark.parametrize(
    "case",
    [
        ("http_outage", {}, 503, "unavailable"),
        ("http_outage", {"status": 500}, 500, "internal-error"),
        ("http_locked", {}, 423, "locked"),
    ],
    ids=["503", "500", "423"],
)
async def test_a_fault_before_the_work_is_not_the_keys_answer(
    systems: LocalSystems,
    client: Client,
    effects: list[Effect],
    strikes: list[Strike],
    case: tuple[str, dict[str, object], int, str],
) -> None:
    """It is answered as transient, nothing is done, and the same key does the work afterwards."""
    fault, settings, status, code = case
    await client.token("erp")
    await systems.strike(strike(fault, "erp", attempts=1, **settings))
    struck = await client.post("erp", PATH, PART, key="k1")
    nothing = len(effects)
    done = await client.post("erp", PATH, PART, key="k1")

    assert (struck.status, struck.code, struck.body["transient"], nothing) == (status, code, True, 0)
    assert struck.headers.get("retry-after") == ("1" if status == 503 else None)
    assert (done.status, "idempotency-replayed" in done.headers) == (201, False)
    assert phases(strikes) == ["start", "hit", "end"]


async def test_an_outage_is_for_everything_and_counts_postings(
    systems: LocalSystems, client: Client, strikes: list[Strike]
) -> None:
    """Reads and tokens meet it too, but only refused postings bring its end nearer."""
    await client.token("mes")
    await systems.strike(strike("http_outage", "mes", attempts=2))
    statuses = [(await client.get("mes", "/work-orders")).status for _ in range(3)]
    statuses += [(await client.post("mes", "/work-orders", {})).status for _ in range(3)]

    assert statuses == [503] * 5 + [422]
    assert phases(strikes) == ["start", *["hit"] * 5, "end"]


async def test_a_refused_connection_does_nothing(
    systems: LocalSystems, client: Client, effects: list[Effect], segment: Path
) -> None:
    """The connection dies before the work: no commit, no answer, and both are recorded."""
    await client.token("erp")
    await systems.strike(strike("http_outage", "erp", attempts=1, status="refuse"))
    with pytest.raises(ConnectionError):
        await client.post("erp", PATH, PART, key="k1")
    answer = entries(segment, "answer")[-1]

    assert (effects, answer["committed"], answer["delivered"], answer["status"]) == ([], False, False, 0)
    assert (await client.post("erp", PATH, PART, key="k1")).status == 201


async def test_a_strike_is_aimed_at_an_operation(systems: LocalSystems, client: Client) -> None:
    """With `op` nothing else is touched."""
    await client.token("erp")
    await systems.strike(strike("http_outage", "erp", attempts=1, op="deliveries"))
    passed = await client.post("erp", PATH, PART)
    struck = await client.post("erp", "/deliveries", {})

    assert (passed.status, struck.status) == (201, 503)


async def test_people_and_others_are_never_struck(systems: LocalSystems, client: Client, strikes: list[Strike]) -> None:
    """An outage is for the client under test: people, the rig and an escort go on."""
    await systems.strike(strike("http_outage", "erp"))
    person = await desk(systems, "erp", "release_order", **ORDER)
    escort = await Client(systems, "escort").post("erp", PATH, PART)
    await systems.state()

    assert (person.status, escort.status, phases(strikes)) == (201, 201, ["start"])


async def test_each_of_several_under_test_has_its_share(systems: LocalSystems, segment: Path) -> None:
    """A lock for one attempt meets both integrations under test once; then it is over."""
    await systems.begin(msgspec.structs.replace(start(segment), under_test=("reference", "escort")))
    both = Client(systems), Client(systems, "escort")
    await systems.strike(strike("http_locked", "erp"))
    answers = [(await one.post("erp", PATH, PART)).status for _ in range(2) for one in both]

    assert answers == [423, 423, 201, 201]


async def test_in_the_next_run_each_has_its_share_again(systems: LocalSystems, segment: Path) -> None:
    """What a client had of a strike in one run is not taken from what it gets of the same strike in the next."""
    both = Client(systems), Client(systems, "escort")
    for run in ("one", "two"):
        where = segment.with_name(f"{run}.jsonl")
        await systems.begin(msgspec.structs.replace(start(where), under_test=("reference", "escort")))
        await systems.strike(strike("http_locked", "erp"))

        assert [(await one.post("erp", PATH, PART)).status for one in both] == [423, 423]


async def test_only_calls_of_integrations_are_counted(systems: LocalSystems, client: Client) -> None:
    """The nth call of an operation is the client's own nth; people do not count."""
    seen: list[tuple[str, str, str, int]] = []
    systems.on_call = lambda *call: seen.append(call)
    await desk(systems, "erp", "release_order", **ORDER)
    for _ in range(2):
        await client.post("erp", PATH, PART)
    await Client(systems, "escort").post("erp", PATH, PART)

    assert [(c, n) for c, _, op, n in seen if op == "goods_movements"] == [
        ("reference", 1),
        ("reference", 2),
        ("escort", 1),
    ]


async def test_revoked_tokens_are_refused_once_and_renewed(
    systems: LocalSystems, client: Client, strikes: list[Strike], segment: Path
) -> None:
    """All tokens of the client at that system die; a new one is good; the strike ends when it was noticed."""
    await client.token("erp")
    await client.token("mes")
    await systems.strike(strike("token_revoke", "erp"))
    refused = await client.get("erp", "/items")
    other = await client.get("mes", "/work-orders")
    await client.token("erp")

    assert (refused.status, other.status, (await client.get("erp", "/items")).status) == (401, 200, 200)
    assert phases(strikes) == ["start", "hit", "end"]
    assert strikes[1].posting == entries(segment, "call")[2]["_id"]


async def test_a_strike_ends_by_time_at_the_latest(systems: LocalSystems, strikes: list[Strike]) -> None:
    """One that nothing meets ends without a hit, and says why."""
    await systems.strike(strike("http_lost_answer", "erp", upper_s=0.01))
    await until(lambda: phases(strikes) == ["start", "end"])

    assert strikes[-1].detail == "time is up"


async def test_a_hint_is_given_for_a_fault_that_nobody_knows(systems: LocalSystems) -> None:
    """An unknown fault is an input error with the valid names."""
    with pytest.raises(InputError, match="http_outage"):
        await systems.strike(strike("http_outrage", "erp"))


def test_every_fault_of_a_system_is_a_kind_with_a_strike() -> None:
    """What `where: http` or `webhook` says has something that strikes, and the other way round."""
    told = {name for name, kind in kinds().items() if kind.where in ("http", "webhook")}

    assert told == set(call_troubles())
    assert kinds()["http_outage"].hinders("mes") == kinds()["http_locked"].hinders("mes") != ()


def test_a_calm_strike_changes_nothing() -> None:
    """The base of all strikes lets everything pass."""

    class Calm(CalmCall):
        fault = "http_locked"

    calm = Calm(strike("http_locked", "erp"))
    assert (calm.shuts(), calm.revokes(), calm.passed("s", 1), calm.over) == (False, False, False, False)
