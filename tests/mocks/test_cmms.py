"""CMMS: who has one, what it tells of a calibration, and what MES and QMS take where there is one."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from lotproof.harness.plan.enterprises import enterprise
from lotproof.mocks.landscape import landscape
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import ENTERPRISE, Client, config, desk, start

MACHINE = {"equipment": "M1", "plant": "NORTH"}
DOUBTED = {"calibration": "C2", **MACHINE, "item": "SAUCE", "lot": "A1"}


@pytest.fixture
async def systems() -> AsyncIterator[LocalSystems]:
    """The small enterprise, with a CMMS."""
    own = {**ENTERPRISE, "systems": {**ENTERPRISE["systems"], "cmms": {"title": "Maintenance management"}}}
    opened = LocalSystems(msgspec.structs.replace(config(), enterprise=own))
    await opened.open()
    await opened.begin(start())
    yield opened
    await opened.close()


def operations(name: str) -> set[str]:
    """What MES and QMS of an enterprise offer."""
    return {row.name for system in landscape(enterprise(name)) for row in system.operations if system.name != "cmms"}


def test_only_who_names_a_cmms_has_one() -> None:
    """Where nobody keeps equipment, MES and QMS take none, and nothing is found out of tolerance."""
    own = {"equipment_status", "list_equipment", "deviations"}
    assert (operations("northfield") & own, operations("stonebridge") & own) == (set(), own)


async def test_a_calibration_says_since_when_nothing_is_sure(systems: LocalSystems) -> None:
    """`since` is the last time that it was found in tolerance: empty at first, kept over findings out of tolerance."""
    at = "2026-01-01T{}:00:00.000Z".format
    for number, (hour, result) in enumerate(
        [("06", "out_of_tolerance"), ("08", "in_tolerance"), ("12", "out_of_tolerance"), ("13", "out_of_tolerance")]
    ):
        more = {"calibration": f"C{number}", "result": result, "event_time": at(hour)}
        await desk(systems, "cmms", "calibrate", **MACHINE, **more)
    fed = (await Client(systems).get("cmms", "/changes")).body["items"]

    assert {one["type"] for one in fed} == {"equipment_calibrated"}
    assert [one["data"]["since"] for one in fed] == ["", "", at("08"), at("08")]
    assert [one["data"]["status"] for one in fed] == ["out_of_service", "available", "out_of_service", "out_of_service"]


async def test_a_deviation_holds_its_lot_once(systems: LocalSystems) -> None:
    """QMS holds the lot by its own rule; a second deviation of the same calibration is one too many, not a hold."""
    client = Client(systems)
    for key in ("one", "two"):
        assert (await client.post("qms", "/deviations", DOUBTED, key=key)).status == 201
    holds = (await client.get("qms", "/holds?lot=A1")).body["items"]
    opened = (await client.get("qms", "/nonconformances?calibration=C2")).body["items"]

    assert [(one["hold"], one["status"], one["reason"]) for one in holds] == [
        ("H-C2-A1", "active", "M1 out of tolerance")
    ]
    assert len({one["id"] for one in opened}) == 2
    assert holds[0]["nonconformance"] == opened[0]["id"]


@pytest.mark.parametrize("system", ["mes", "qms"])
async def test_equipment_stands_as_it_was_told_last(systems: LocalSystems, system: str) -> None:
    """The path names plant and machine; the next status overwrites the one before."""
    client = Client(systems)
    for status in ("out_of_service", "available"):
        await client.post(system, "/equipment/NORTH/M1/status", {"status": status, "document": "MO1"})
    (shown,) = (await client.get(system, "/equipment?plant=NORTH")).body["items"]

    assert (shown["equipment"], shown["status"]) == ("M1", "available")
