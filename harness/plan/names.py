"""What a course may name: the enterprise's items, places and parties, and what the course itself brings into being."""

import contextlib
from collections.abc import Iterator
from copy import copy
from typing import Any

import msgspec
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.numbers import prefixes
from lotproof.harness.plan.page import Page, Spot
from lotproof.harness.plan.repeats import Repeat
from lotproof.harness.plan.words import NESTED


class Names:
    """
    All that is known by name, for one plant of one enterprise and one course.

    `orders` and `sent` are the words of their release and transfer, `limits` those of a plant's machine and tag.
    """

    def __init__(self, enterprise: dict[str, Any], plant: str, course: dict[str, list[dict[str, Any]]]) -> None:
        self.enterprise = enterprise
        acts = [act for strand in course.values() for act in every(strand)]
        self.orders = {str(body["order"]): body for name, body in acts if name == "release" and "order" in body}
        self._known: dict[str, Any] = {
            "item": enterprise["items"],
            "supplier": enterprise["suppliers"],
            "customer": enterprise["customers"],
            "plant": enterprise["plants"],
            "rule": [name for name, rule in enterprise["rules"].items() if isinstance(rule, int | float)],
            "order": self.orders,
            "flow": FLOWS,
        }
        self.marks = {mark for name, body in acts if name == "reach" and _is_name(mark := body.get("mark"))}
        self.units = {unit for name, body in acts if name == "pack" and _is_name(unit := body.get("unit"))}
        self.sent = {str(body.get("transfer")): body for name, body in acts if name == "transfer"}
        self._before = tuple(prefixes(enterprise).values())
        self.limits = {
            (row["plant"], row["equipment"], row["tag"]): row for row in enterprise["rules"].get("limits", ())
        }
        self._stand_in(plant)

    def at(self, plant: str) -> "Names":
        """What is known in another plant of the enterprise."""
        if plant == self.plant:
            return self
        other = copy(self)
        other._stand_in(plant)
        return other

    def _stand_in(self, plant: str) -> None:
        site = self.enterprise["plants"][plant]
        self.plant = plant
        self.machines: dict[str, Any] = {
            name: machine for line in site["lines"].values() for name, machine in line["machines"].items()
        }
        here = {"machine": self.machines, "location": site["locations"], "line": site["lines"]}
        self._known = {**self._known, **here}

    def check(self, kind: str, name: Any, page: Page, spot: Spot) -> None:
        """
        Raises:
            InputError: if nothing of this kind has that name, or it is no name.
        """
        if not _is_name(name):
            raise page.wrong(spot, f"one {kind} is named here", got=name)
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
            limit = self.limits.get((self.plant, str(body.get("machine", "")), str(body["tag"])), {})
            return int(limit.get("decimals", 1))
        if not item and "order" in body:
            item = str(self.orders.get(str(body["order"]), {}).get("item", ""))
        return int(self.enterprise["items"].get(item, {}).get("decimals", 3))

    def seconds(self, rules: list[str]) -> float:
        """What these rules of the enterprise come to, one after the other."""
        return float(sum(self.enterprise["rules"][name] for name in rules))


def _is_name(said: Any) -> bool:
    return isinstance(said, str | int)


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
