"""MES is replaced: open work orders get new numbers, and the old ones are found in the cross-references."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from lotproof.harness.plan.enterprises import enterprise
from lotproof.mocks.landscape import landscape
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import ENTERPRISE, Client, config, desk, start


@pytest.fixture
async def systems() -> AsyncIterator[LocalSystems]:
    """The small enterprise, whose MES is replaced."""
    own = {**ENTERPRISE, "systems": {**ENTERPRISE["systems"], "mes": {"title": "MES", "migrations": True}}}
    opened = LocalSystems(msgspec.structs.replace(config(), enterprise=own))
    await opened.open()
    await opened.begin(start())
    yield opened
    await opened.close()


def order(number: str) -> dict[str, object]:
    return {"order": number, "item": "SAUCE", "quantity": "10", "unit": "kg", "plant": "NORTH"}


def test_only_a_mes_that_is_replaced_has_cross_references() -> None:
    """Elsewhere there is nothing to cut over."""
    own = {"cut_over", "list_cross_references"}
    had = [
        {row.name for one in landscape(enterprise(name)) for row in one.operations}
        for name in ("northfield", "oakmoor")
    ]
    assert [names & own for names in had] == [set(), own]


async def test_open_orders_go_over_under_new_numbers(systems: LocalSystems) -> None:
    """What was completed keeps its number; what is open is one work order as before, and goes on under the new one."""
    client = Client(systems)
    old = {n: (await client.post("mes", "/work-orders", order(n), key=n)).body["id"] for n in ("K1", "K2", "K3")}
    for number in ("K1", "K2"):
        await desk(systems, "mes", "start_order", order=number)
    await desk(systems, "mes", "complete_order", order="K1")
    await desk(systems, "mes", "cut_over", migration="MG1", plant="NORTH")
    await desk(systems, "mes", "complete_order", order="K2")

    named = (await client.get("mes", "/cross-references")).body["items"]
    assert [(one["order"], one["old"]) for one in named] == [(n, old[n]) for n in ("K2", "K3")]
    now = {one["order"]: one for one in (await client.get("mes", "/work-orders")).body["items"]}
    assert [now[n]["status"] for n in ("K1", "K2", "K3")] == ["completed", "completed", "released"]
    assert [now[n]["id"] for n in ("K1", "K2", "K3")] == [old["K1"], *(one["new"] for one in named)]
    told = [one for one in (await client.get("mes", "/changes")).body["items"] if one["type"] == "system_migrated"]
    assert [one["data"]["orders"] for one in told] == [
        [{name: one[name] for name in ("order", "old", "new")} for one in named]
    ]
