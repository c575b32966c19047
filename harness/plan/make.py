"""Plans are made here: read, checked, drawn and rehearsed, so that playing one brings no surprise of ours."""

from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from lotproof.harness.model.draws import Draws
from lotproof.harness.model.errors import InputError, unknown
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.zones import Begins
from lotproof.harness.plan import enterprises, measures
from lotproof.harness.plan.course import Closing
from lotproof.harness.plan.names import Names
from lotproof.harness.plan.page import Page
from lotproof.harness.plan.people import people, reliefs
from lotproof.harness.plan.rehearsal import proved
from lotproof.harness.plan.scenario import Beginning, Scenario
from lotproof.harness.plan.trouble import reached, strikes
from lotproof.harness.plant.acts import Course

VERSION = 1
SIZES = ("full", "sketch")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario as `lotproof list` shows it."""

    name: str
    title: str
    enterprise: str
    clock: str
    seed: int
    requires: tuple[str, ...]
    faults: tuple[str, ...]
    path: str


def make_plan(scenario: str | Path, *, seed: int | None = None, size: str = "full") -> Plan:
    """
    A closed plan.

    Args:
        scenario: its name, or the path of its file or folder.
        seed: what is left to chance; without it, the scenario's own.
        size: `full`, or `sketch` for the fast lane.

    Raises:
        InputError: naming file, line and the nearest word that would have been right.
    """
    if size not in SIZES:
        raise unknown("size", size, SIZES)
    page = page_of(scenario)
    said = _said(page)
    enterprise = enterprises.enterprise(_beside(page, said), which=page.at(("enterprise",)))
    if said.plant not in enterprise["plants"]:
        raise page.unknown(("plant",), "plant", said.plant, enterprise["plants"])
    seed = said.seed if seed is None else seed
    names = Names(enterprise, said.plant, said.course)
    _check_plants(page, said, names)
    closing = Closing(page, names, Draws(seed, "course"), size, plants=said.plants)
    course = closing.course(said.course, said.plant, people((*said.people, *reliefs(said.course)), seed))
    trouble = strikes(page, said.faults, Draws(seed, "trouble"), size, enterprise["systems"])
    reached(page, said.faults, trouble, proved(page, enterprise, msgspec.convert(course, Course)))
    return Plan(
        v=VERSION,
        scenario=said.scenario,
        title=said.title,
        seed=seed,
        size=size,
        clock=said.clock,
        enterprise=enterprise,
        course=course,
        trouble=trouble,
        requires=said.requires,
        highlights=said.highlights,
        begins=_begins(page, said, enterprise["plants"][said.plant]["timezone"]),
    )


def _begins(page: Page, said: Scenario, zone: str) -> Begins | msgspec.UnsetType:
    """The date that a scenario needs, by the clock of its plant."""
    if said.begins is None:
        return msgspec.UNSET
    try:
        return Begins(turn=said.begins.turn, before_us=measures.span_us(said.begins.before, Random(0)), zone=zone)
    except ValueError as wrong:
        raise page.wrong(("begins", "before"), str(wrong), got=said.begins.before) from None


def _check_plants(page: Page, said: Scenario, names: Names) -> None:
    """Strands that belong to other plants are there, and so are the machines whose people get names."""
    for strand, plant in said.plants.items():
        if strand not in said.course:
            raise page.unknown(("plants", strand), "strand", strand, said.course)
        names.check("plant", plant, page, ("plants", strand))
    there = {
        name: machine
        for plant in (said.plant, *said.plants.values())
        for name, machine in names.at(plant).machines.items()
    }
    for place, machine in enumerate(said.people):
        if machine not in there:
            raise page.unknown(("people", place), "machine", machine, there)


def scenarios() -> list[Listed]:
    """All scenarios that come along, by name."""
    return [_listed(path) for _, path in sorted(_files().items())]


def _listed(path: Path) -> Listed:
    said = _said(Page(path))
    return Listed(
        name=said.scenario,
        title=said.title,
        enterprise=said.enterprise,
        clock=said.clock,
        seed=said.seed,
        requires=said.requires,
        faults=tuple(dict.fromkeys(fault.fault for fault in said.faults)),
        path=str(path),
    )


def _files() -> dict[str, Path]:
    folder = Path(str(resources.files("lotproof.scenarios")))
    return {path.parent.name: path for path in sorted(folder.glob("*/scenario.yaml"))}


def page_of(scenario: str | Path) -> Page:
    """The file of a scenario, given by name, folder or file."""
    path = Path(scenario)
    if path.suffix in (".yaml", ".yml"):
        return Page(path)
    if isinstance(scenario, Path) or path.is_dir():
        return Page(path / "scenario.yaml")
    if scenario not in _files():
        raise unknown("scenario", str(scenario), _files(), where="`lotproof list scenarios` shows them.")
    return Page(_files()[str(scenario)])


def _said(page: Page) -> Scenario:
    enterprises.fields(page, page.value, Scenario, ())
    if isinstance(page.value, dict) and "begins" in page.value:
        enterprises.fields(page, page.value["begins"], Beginning, ("begins",))
    said: Scenario = page.convert(page.value, Scenario)
    return said


def _beside(page: Page, said: Scenario) -> str | Path:
    """An enterprise is named, or is a file that lies where the scenario says."""
    if not said.enterprise.endswith((".yaml", ".yml")):
        return said.enterprise
    path = page.path.parent / said.enterprise
    if not path.exists():
        raise InputError("there is no such enterprise file", which=page.at(("enterprise",)), got=said.enterprise)
    return path


def plain(plan: Plan) -> dict[str, Any]:
    """The plan as plain data: what `plan.json` holds."""
    whole: dict[str, Any] = msgspec.to_builtins(plan)
    return whole
