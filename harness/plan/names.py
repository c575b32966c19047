"""What a course may name: the enterprise's items, places and parties, and what the course itself brings into being."""

import contextlib
from collections.abc import Iterator
from copy import copy
from typing import Any

import msgspec
from lotproof.harness.model.numbers import prefixes
from lotproof.harness.plan.page import Page, Spot
from lotproof.harness.plan.repeats import Repeat
from lotproof.harness.plan.words import NESTED

SHOWS = {
    "consume": ("consumed",),
    "remove": ("removed",),
    "reverse": ("reversed",),
    "produce": ("produced",),
    "scrap": ("scrapped",),
    "pack": ("packed",),
    "unpack": ("unpacked",),
}
"""The kinds of facts that a machine must have for an act."""


class Names:
    """All that is known by name, for one plant of one enterprise and one course."""

    def __init__(self, enterprise: dict[str, Any], plant: str, course: dict[str, list[dict[str, Any]]]) -> None:
        self._enterprise = enterprise
        acts = [act for strand in course.values() for act in every(strand)]
        self.orders = {str(body["order"]): body for name, body in acts if name == "release" and "order" in body}
        self._known: dict[str, Any] = {
            "item": enterprise["items"],
            "supplier": enterprise["suppliers"],
            "customer": enterprise["customers"],
            "plant": enterprise["plants"],
            "rule": [name for name, rule in enterprise["rules"].items() if isinstance(rule, int | float)],
            "order": self.orders,
        }
        self._marks = {body.get("mark") for name, body in acts if name == "reach"}
        self._units = {body.get("unit") for name, body in acts if name == "pack"}
        self._sent = {str(body.get("transfer")): body for name, body in acts if name == "transfer"}
        self._before = tuple(prefixes(enterprise).values())
        self._limits = {
            (row["plant"], row["equipment"], row["tag"]): row for row in enterprise["rules"].get("limits", ())
        }
        self._stand_in(plant)

    def at(self, plant: str) -> "Names":
        """What is known in another plant of the enterprise."""
        if plant == self._plant:
            return self
        other = copy(self)
        other._stand_in(plant)
        return other

    def _stand_in(self, plant: str) -> None:
        site = self._enterprise["plants"][plant]
        self._plant = plant
        self.machines: dict[str, Any] = {
            name: machine for line in site["lines"].values() for name, machine in line["machines"].items()
        }
        here = {"machine": self.machines, "location": site["locations"], "line": site["lines"]}
        self._known = {**self._known, **here}

    def check(self, kind: str, name: Any, page: Page, spot: Spot) -> None:
        """
        Raises:
            InputError: if nothing of this kind has that name.
        """
        if kind == "lot":
            item, slash, number = str(name).partition("/")
            if not slash or not number:
                raise page.wrong(spot, "a lot is written ITEM/LOT", expected="as in TOMATO/T1", got=name)
            if self._before and not number.startswith(self._before):
                expected = " or ".join(f"{item}/{before}{number}" for before in self._before)
                raise page.wrong(
                    spot, "each plant counts its lots: its name is part of it", expected=expected, got=name
                )
            kind, name = "item", item
        if kind in self._known and name not in self._known[kind]:
            raise page.unknown(spot, kind, name, map(str, self._known[kind]))

    def decimals(self, body: dict[str, Any]) -> int:
        """How many decimals an amount beside these words may have."""
        item = str(body.get("lot", "")).partition("/")[0] or str(body.get("item", ""))
        if "tag" in body:
            limit = self._limits.get((self._plant, body.get("machine", ""), body["tag"]), {})
            return int(limit.get("decimals", 1))
        if not item and "order" in body:
            item = str(self.orders.get(str(body["order"]), {}).get("item", ""))
        return int(self._enterprise["items"].get(item, {}).get("decimals", 3))

    def seconds(self, rules: list[str]) -> float:
        """What these rules of the enterprise come to, one after the other."""
        return float(sum(self._enterprise["rules"][name] for name in rules))

    def act(self, act: dict[str, Any], page: Page, spot: Spot) -> None:
        """
        What only a whole act can show.

        Raises:
            InputError: naming the line.
        """
        name = act["do"]
        for kind in SHOWS.get(name, ()):
            if kind not in self.machines[act["machine"]]["kinds"]:
                able = [machine for machine, what in self.machines.items() if kind in what["kinds"]]
                raise page.unknown((*spot, "machine"), f"machine that shows {kind!r}", act["machine"], able)
        if name == "measure":
            self._measure(act, page, spot)
        if name == "await" and act["mark"] not in self._marks:
            raise page.unknown(spot, "mark", act["mark"], map(str, self._marks))
        if name == "arrive":
            self._arrive(act, page, spot)
        if name == "revise":
            self._revise(act, page, spot)
        if name == "unpack" and act["unit"] not in self._units:
            raise page.unknown((*spot, "unit"), "unit", act["unit"], map(str, self._units))
        if name == "pack" and not (act.get("contents") or act.get("units")):
            raise page.wrong(spot, "nothing is packed", expected="`contents` or `units`", got="neither")
        if name in ("ship", "pack", "unpack"):
            for place, unit in enumerate(act.get("units", ())):
                if unit not in self._units:
                    raise page.unknown((*spot, "units", place), "unit", unit, map(str, self._units))
        if name in ("expect", "unhold"):
            self._one_of(act, page, spot)

    def _arrive(self, act: dict[str, Any], page: Page, spot: Spot) -> None:
        if act["transfer"] not in self._sent:
            raise page.unknown((*spot, "transfer"), "transfer", act["transfer"], self._sent)
        there = str(self._sent[act["transfer"]].get("to_plant", ""))
        if there != self._plant:
            raise page.wrong(spot, "goods arrive at the plant that they were sent to", expected=there, got=self._plant)

    def _revise(self, act: dict[str, Any], page: Page, spot: Spot) -> None:
        boms = self._enterprise["boms"]
        if act["item"] not in boms:
            raise page.unknown((*spot, "item"), "bill of material", act["item"], boms)
        if len(boms[act["item"]]["operations"]) != 1:
            raise page.wrong((*spot, "item"), "a revision is told for what is made in one operation", got=act["item"])
        asked = {one["item"] for parts in boms[act["item"]]["operations"].values() for one in parts}
        if left_out := sorted(asked - set(act["components"])):
            raise page.wrong(
                (*spot, "components"), "a revision keeps all components, and may add some", expected=", ".join(left_out)
            )

    def _measure(self, act: dict[str, Any], page: Page, spot: Spot) -> None:
        tags = self.machines[act["machine"]]["tags"]
        if act["tag"] not in tags:
            raise page.unknown((*spot, "tag"), f"tag of {act['machine']}", act["tag"], tags)
        limit = self._limits.get((self._plant, act["machine"], act["tag"]))
        limit = limit if act.get("quality", "good") == "good" else None
        above = [float(value) > float(limit["limit"]) for value in act["values"]] if limit else []
        crossings = sum(now and not before for before, now in zip([False, *above], above, strict=False))
        named = len(act.get("exceedances", ()))
        if named > crossings or (crossings and not named):
            expected = f"{crossings} names in `exceedances`: the values cross the limit so often"
            raise page.wrong(spot, "each exceedance has a name of its own", expected=expected, got=named)
        if crossings and not (act.get("lot") and act.get("order")):
            raise page.wrong(spot, "what crosses a limit names `order` and `lot`", got="none")

    def _one_of(self, act: dict[str, Any], page: Page, spot: Spot) -> None:
        given = [word for word in act if word not in ("do", "row", "after_us", "span_us")]
        if len(given) != 1:
            raise page.wrong(spot, f"{act['do']} names one thing", got=" and ".join(given) or "none")


def every(acts: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """
    All acts of a strand as they stand in the file, those in branches and of repeats too; what is no act is left for
    others.
    """
    for entry in acts if isinstance(acts, list) else ():
        for name, body in entry.items() if isinstance(entry, dict) else ():
            if name == "repeat":
                with contextlib.suppress(msgspec.ValidationError):
                    yield from every([act for _, act in msgspec.convert(body, Repeat).unrolled()])
            elif isinstance(body, dict):
                yield name, body
                for word in NESTED:
                    inner = body.get(word)
                    yield from every(inner if isinstance(inner, list) else [inner] if inner else [])
            elif name in ("reach",):
                yield name, {"mark": body}
