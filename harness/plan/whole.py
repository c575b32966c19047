"""What only a whole act can show: that its machine can do it, and that what it names is there or comes of another."""

from collections.abc import Callable
from typing import Any

from lotproof.harness.model.suppliers import BY_YEAR
from lotproof.harness.plan.names import Names
from lotproof.harness.plan.page import Page, Spot

ClosedAct = dict[str, Any]

SHOWS = {
    "consume": "consumed",
    "remove": "removed",
    "reverse": "reversed",
    "produce": "produced",
    "scrap": "scrapped",
    "pack": "packed",
    "unpack": "unpacked",
}
"""The kind of facts that a machine must have for an act."""


def fits(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    """
    Raises:
        InputError: naming the line of what does not fit.
    """
    if kind := SHOWS.get(act["do"]):
        shows(names, kind, act, page, spot)
    for check in CHECKS.get(act["do"], ()):
        check(names, act, page, spot)


def shows(names: Names, kind: str, act: ClosedAct, page: Page, spot: Spot) -> None:
    able = [machine for machine, what in names.machines.items() if kind in what["kinds"]]
    if act["machine"] not in able:
        raise page.unknown((*spot, "machine"), f"machine that shows {kind!r}", act["machine"], able)


def mark(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    if act["mark"] not in names.marks:
        raise page.unknown(spot, "mark", act["mark"], map(str, names.marks))


def recipe(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    boms = names.enterprise["boms"]
    if act["item"] not in boms:
        raise page.unknown((*spot, "item"), "bill of material", act["item"], boms)


def unit(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    if act["unit"] not in names.units:
        raise page.unknown((*spot, "unit"), "unit", act["unit"], map(str, names.units))


def units(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    for place, one in enumerate(act.get("units", ())):
        if one not in names.units:
            raise page.unknown((*spot, "units", place), "unit", one, map(str, names.units))


def contents(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    if not (act.get("contents") or act.get("units")):
        raise page.wrong(spot, "nothing is packed", expected="`contents` or `units`", got="neither")


def arrival(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    if act["transfer"] not in names.sent:
        raise page.unknown((*spot, "transfer"), "transfer", act["transfer"], names.sent)
    there = str(names.sent[act["transfer"]].get("to_plant", ""))
    if there != names.plant:
        raise page.wrong(spot, "goods arrive at the plant that they were sent to", expected=there, got=names.plant)


def revision(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    operations = names.enterprise["boms"][act["item"]]["operations"]
    if len(operations) != 1:
        raise page.wrong((*spot, "item"), "a revision is told for what is made in one operation", got=act["item"])
    asked = {one["item"] for parts in operations.values() for one in parts}
    if left_out := sorted(asked - set(act["components"])):
        raise page.wrong(
            (*spot, "components"), "a revision keeps all components, and may add some", expected=", ".join(left_out)
        )


def measure(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    tags = names.machines[act["machine"]].get("tags", ())
    if act["tag"] not in tags:
        raise page.unknown((*spot, "tag"), f"tag of {act['machine']}", act["tag"], tags)
    limit = names.limits.get((names.plant, act["machine"], act["tag"]))
    limit = limit if act.get("quality", "good") == "good" else None
    above = [float(value) > float(limit["limit"]) for value in act["values"]] if limit else []
    crossings = sum(now and not before for before, now in zip([False, *above], above, strict=False))
    named = len(act.get("exceedances", ()))
    if named > crossings or (crossings and not named):
        expected = f"{crossings} names in `exceedances`: the values cross the limit so often"
        raise page.wrong(spot, "each exceedance has a name of its own", expected=expected, got=named)
    if crossings and not (act.get("lot") and act.get("order")):
        raise page.wrong(spot, "what crosses a limit names `order` and `lot`", got="none")


def one_thing(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    given = [word for word, value in act.items() if word not in ("do", "row", "after_us", "span_us") and value]
    if len(given) != 1:
        raise page.wrong(spot, f"{act['do']} names one thing", got=" and ".join(given) or "none")


def recall(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    scopes = names.enterprise["rules"].get("scopes", {})
    if scopes.get("supplier_lot") == BY_YEAR:
        what = "a recall names a supplier's lot, and in this enterprise that is one within a year only"
        raise page.wrong(spot, what, expected="`hold` for each lot", got="recall")


def pause(names: Names, act: ClosedAct, page: Page, spot: Spot) -> None:
    if bool(act.get("rules")) == bool(act.get("flows")):
        raise page.wrong(spot, "a pause is for `rules` or for `flows`", got="both" if act.get("rules") else "neither")


Check = Callable[[Names, ClosedAct, Page, Spot], None]

CHECKS: dict[str, tuple[Check, ...]] = {
    "release": (recipe,),
    "revise": (recipe, revision),
    "measure": (measure,),
    "await": (mark,),
    "arrive": (arrival,),
    "pack": (contents, units),
    "unpack": (unit, units),
    "ship": (units,),
    "expect": (one_thing,),
    "unhold": (one_thing,),
    "pause": (pause,),
    "recall": (recall,),
}
