"""
Enterprise files: what stays, whatever is played. Read with lines, checked against themselves, given as plain data.

    scenarios/enterprises/northfield.yaml --> enterprise("northfield") --> plan.enterprise, world.json
"""

import re
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from lotproof.harness.model.errors import unknown
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.tags import check_digit
from lotproof.harness.plan.page import Page, Spot
from lotproof.harness.plant.gauges import Limit


class System(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    A business system; its kind says what it owns. `masters` is whether it announces changes of its master data,
    `customer_orders` and `service_orders` whether it keeps these, and announces them, `migrations` whether it is
    replaced in mid-run.
    """

    title: str
    kind: Literal["erp", "mes", "qms", "wms", "portal", "carrier", "cmms"]
    masters: bool = False
    customer_orders: bool = False
    service_orders: bool = False
    migrations: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Master data of one item. `decimals` is the precision in the base unit; `weight_kg` of a counted one."""

    name: str
    kind: Literal["raw", "intermediate", "finished", "packaging"]
    unit: str
    erp_material: str
    gtin: str = ""
    inspected: bool = False
    lot_managed: bool = True
    serial_managed: bool = False
    backflushed: bool = False
    decimals: Annotated[int, msgspec.Meta(ge=0, le=9)] = 3
    weight_kg: str = ""


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A supplier or a customer."""

    name: str
    address: str = ""


class Component(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes into an operation, per `base` of what is made."""

    item: str
    quantity: str
    unit: str


class Bom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recipe: components per operation."""

    revision: str
    base: str
    operations: dict[str, tuple[Component, ...]]


class Machine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A machine: the kinds of facts it shows, and its tags."""

    title: str = ""
    kinds: tuple[str, ...]
    tags: tuple[str, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line in an area of a plant."""

    area: str
    machines: dict[str, Machine]


class Location(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    A storage location; WMS lets a blocked lot go to a quarantine only.

    A tank or silo says how it mixes. `band` (fifo) is by how much its content can run ahead or stay behind, `epsilon`
    (perfect) the least amount that counts; decimal text in the base unit.
    """

    kind: Literal["storage", "line", "quarantine", "returns", "dock", "tank"]
    mixing: Literal["", "unknown", "perfect", "fifo"] = ""
    band: str = "0"
    epsilon: str = "0"


class Plant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site."""

    name: str
    timezone: str
    locations: dict[str, Location]
    lines: dict[str, Line]


class Gauge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How often a machine's tag is measured, and above which value its time counts; `limit` is decimal text."""

    plant: str
    equipment: str
    tag: str
    interval_s: float
    limit: str = ""


class Calls(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often a system may be called; further words of it are sentences."""

    per_fact: float


class Telemetry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is promised of measured values; further words of it are sentences for whoever reads world.json."""

    tags: tuple[Gauge, ...]
    gap_intervals: float
    erp_calls: Calls | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a system tells apart of its stock, and between which locations it books what a document does not say."""

    keeps: tuple[Literal["item", "lot", "location", "status"], ...]
    deliveries_from: str = ""
    returns_to: str = ""


class AnswerTime(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How much longer the same answer may take in a longer history; further words of it are sentences."""

    times: float
    history: float
    resolution_s: float


Stock = Literal["free", "quality", "blocked"]


class LotStatus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stock status that goes with each state of a lot's quality."""

    undecided: Stock
    accepted: Stock
    rejected: Stock
    held: Stock
    scrapped: Stock


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that lotproof enforces; what else stands there goes into world.json as it is."""

    deadline_s: dict[str, float]
    deadline_cap_s: dict[str, float] = {}
    grace_s: float
    completion_grace_s: float
    token_s: float
    lot_status: LotStatus
    hold_cascade: Literal["made_of", "none"]
    return_status: Literal["blocked", "quality"]
    lot_rule: str
    negative_stock: Literal["allowed", "refused"]
    limits: tuple[Limit, ...] = ()
    telemetry: Telemetry | None = None
    stock: dict[str, Kept] = {}
    answer_time: AnswerTime | None = None
    spelling: dict[str, dict[str, str]] = {}


class Enterprise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole enterprise file."""

    name: str
    title: str
    topic_root: str
    systems: dict[str, System]
    items: dict[str, Item]
    suppliers: dict[str, Party]
    customers: dict[str, Party]
    boms: dict[str, Bom]
    plants: dict[str, Plant]
    rules: Rules


def enterprise(name_or_path: str | Path, *, which: str = "") -> dict[str, Any]:
    """
    An enterprise by its name or by its file, checked, as plain data; `which` is the place that names it.

    Raises:
        InputError: naming file, line and nearest word.
    """
    return dict(checked(page(name_or_path, which=which)))


def page(name_or_path: str | Path, *, which: str = "") -> Page:
    """The file of an enterprise."""
    if isinstance(name_or_path, Path) or name_or_path.endswith((".yaml", ".yml")):
        return Page(Path(name_or_path))
    folder = Path(str(resources.files("lotproof.scenarios"))) / "enterprises"
    found = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if name_or_path not in found:
        raise unknown("enterprise", name_or_path, found, which=which, where="Or give the path of a file.")
    return Page(found[name_or_path])


def checked(said: Page) -> dict[str, Any]:
    """The file's content when all that it names is there."""
    fields(said, said.value, Enterprise, ())
    whole: Enterprise = said.convert(said.value, Enterprise)
    _items(said, whole)
    _boms(said, whole)
    _tanks(said, whole)
    _rules(said, whole)
    return {**said.value}


def fields(said: Page, value: Any, kind: Any, spot: Spot) -> None:
    """
    Every key is a field of its noun and every word one of those that may stand there, at every depth.

    Raises:
        InputError: with the nearest word.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if type(None) in inner:
        fields(said, value, inner[0], spot)
    elif isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        _struct(said, value, kind, spot)
    elif isinstance(value, dict) and origin is dict:
        for key, one in value.items():
            fields(said, one, inner[1], (*spot, key))
            said.convert(one, inner[1], (*spot, key))
    elif isinstance(value, list) and origin in (tuple, list):
        for place, one in enumerate(value):
            fields(said, one, inner[0], (*spot, place))
    elif origin is Literal and isinstance(value, str) and value not in inner:
        raise said.unknown(spot, "word", value, map(str, inner))


def _struct(said: Page, value: dict[str, Any], kind: type[msgspec.Struct], spot: Spot) -> None:
    known = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    for key, one in value.items():
        if key in known:
            fields(said, one, known[key], (*spot, key))
        elif kind.__struct_config__.forbid_unknown_fields:
            raise said.unknown((*spot, key), "key", key, known)


def _items(said: Page, whole: Enterprise) -> None:
    for code, item in whole.items.items():
        spot = ("items", code)
        if len(item.erp_material) != 18 or not item.erp_material.isdigit():
            raise said.wrong((*spot, "erp_material"), "ERP spells a material with 18 digits", got=item.erp_material)
        if item.gtin and (not item.gtin.isdigit() or check_digit(item.gtin[:-1]) != item.gtin[-1]):
            right = item.gtin[:-1] + check_digit(item.gtin[:-1]) if item.gtin.isdigit() else "14 digits"
            raise said.wrong((*spot, "gtin"), "the GTIN's check digit is wrong", expected=right, got=item.gtin)


def _boms(said: Page, whole: Enterprise) -> None:
    for code, bom in whole.boms.items():
        if code not in whole.items:
            raise said.unknown(("boms", code), "item", code, whole.items)
        if not bom.operations:
            raise said.wrong(("boms", code, "operations"), f"{code} is made in no operation", expected="one at least")
        for operation, components in bom.operations.items():
            for place, one in enumerate(components):
                spot = ("boms", code, "operations", operation, place, "item")
                if one.item not in whole.items:
                    raise said.unknown(spot, "item", one.item, whole.items)


def _tanks(said: Page, whole: Enterprise) -> None:
    for plant, site in whole.plants.items():
        for name, place in site.locations.items():
            spot = ("plants", plant, "locations", name)
            if (place.kind == "tank") != bool(place.mixing):
                raise said.wrong(spot, "a tank says how it mixes, and nothing else does", got=f"kind: {place.kind}")
            for word in ("band", "epsilon"):
                if not re.fullmatch(r"\d+(\.\d+)?", getattr(place, word)):
                    raise said.wrong((*spot, word), "an amount is decimal text", got=getattr(place, word))


def _rules(said: Page, whole: Enterprise) -> None:
    for name in ("deadline_s", "deadline_cap_s"):
        for flow in getattr(whole.rules, name):
            if flow not in FLOWS:
                raise said.unknown(("rules", name, flow), "flow", flow, FLOWS)
    judged = {flow.name for flow in FLOWS.values() if flow.judged}
    for missing in sorted(judged - set(whole.rules.deadline_s)):
        raise said.wrong(("rules", "deadline_s"), f"the flow {missing} has no deadline", expected="one in seconds")
    for place, limit in enumerate(whole.rules.limits):
        _machine_tag(said, whole, limit, ("rules", "limits", place))
    for system, kept in whole.rules.stock.items():
        _kept(said, whole, kept, ("rules", "stock", system))
    if whole.rules.telemetry:
        _telemetry(said, whole, whole.rules.telemetry)


def _kept(said: Page, whole: Enterprise, kept: Kept, spot: Spot) -> None:
    if spot[-1] not in ("erp", "wms"):
        raise said.unknown(spot, "system that keeps stock", str(spot[-1]), ("erp", "wms"))
    if not {"item", "lot"} <= set(kept.keeps):
        raise said.wrong((*spot, "keeps"), "stock is kept by item and lot at least", got=", ".join(kept.keeps))
    places = {name for plant in whole.plants.values() for name in plant.locations}
    for word in ("deliveries_from", "returns_to"):
        if (place := getattr(kept, word)) and place not in places:
            raise said.unknown((*spot, word), "location", place, places)


def _telemetry(said: Page, whole: Enterprise, telemetry: Telemetry) -> None:
    spot: Spot = ("rules", "telemetry")
    if telemetry.gap_intervals < 1:
        got = str(telemetry.gap_intervals)
        raise said.wrong(
            (*spot, "gap_intervals"), "a silence is a gap after whole intervals", expected="1 or more", got=got
        )
    seen: set[tuple[str, str, str]] = set()
    for place, one in enumerate(telemetry.tags):
        here: Spot = (*spot, "tags", place)
        _machine_tag(said, whole, one, here)
        if one.interval_s <= 0:
            got = str(one.interval_s)
            raise said.wrong((*here, "interval_s"), "an interval lasts", expected="more than 0 seconds", got=got)
        if one.limit and not re.fullmatch(r"-?\d+(\.\d+)?", one.limit):
            raise said.wrong((*here, "limit"), "a limit is decimal text", expected='as in "1180"', got=one.limit)
        if (one.plant, one.equipment, one.tag) in seen:
            raise said.wrong(here, f"{one.tag} of {one.equipment} stands twice", expected="each tag of a machine once")
        seen.add((one.plant, one.equipment, one.tag))


def _machine_tag(said: Page, whole: Enterprise, limit: Limit | Gauge, spot: Spot) -> None:
    if limit.plant not in whole.plants:
        raise said.unknown((*spot, "plant"), "plant", limit.plant, whole.plants)
    machines = machines_of(whole, limit.plant)
    if limit.equipment not in machines:
        raise said.unknown((*spot, "equipment"), "machine", limit.equipment, machines)
    tags = machines[limit.equipment].tags
    if limit.tag not in tags:
        raise said.unknown((*spot, "tag"), "tag", limit.tag, tags)


def machines_of(whole: Enterprise, plant: str) -> dict[str, Machine]:
    """All machines of a plant by name."""
    lines = whole.plants[plant].lines.values()
    return {name: machine for line in lines for name, machine in line.machines.items()}
