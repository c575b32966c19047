"""
A YAML file that remembers its lines.

Only what YAML 1.2 means: `true` and `false` are truth values, `NO` and `12:30` are text. A key may stand once.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml
from lotproof.harness.model.errors import InputError, unknown

Spot = tuple[str | int, ...]
"""The way to a value: keys and places from the top."""


_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where PyYAML was built with it: a scenario is read in a tenth of the time."""


class _Loader(_Safe):  # type: ignore[misc]
    """Safe, and without YAML 1.1's surprises."""


_Loader.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first))


class Page:
    """
    One file: `value` is what it says; `line(spot)` is where it says so.

    Raises:
        InputError: if the file is not there, is no YAML, or says one thing twice.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self.path, self.name = path, name or path.name
        self._lines: dict[Spot, int] = {}
        self.value = self._read()

    def line(self, spot: Iterable[str | int]) -> int:
        """The line of a value, or of the nearest value around it."""
        place = tuple(spot)
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def at(self, spot: Iterable[str | int]) -> str:
        """`scenario.yaml, line 12`."""
        return f"{self.name}, line {self.line(spot)}"

    def wrong(self, spot: Iterable[str | int], what: str, *, expected: str = "", got: Any = "") -> InputError:
        """A mistake at this place."""
        return InputError(what, which=self.at(spot), expected=expected, got=str(got))

    def unknown(self, spot: Iterable[str | int], what: str, name: Any, valid: Iterable[str]) -> InputError:
        """A name at this place that nobody knows."""
        return unknown(what, str(name), valid, which=self.at(spot))

    def convert(self, value: Any, kind: Any, spot: Spot = ()) -> Any:
        """
        The value as a noun.

        Raises:
            InputError: with the line of what does not fit.
        """
        try:
            return msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as wrong:
            what, _, path = str(wrong).partition(" - at ")
            where = (*spot, *steps(path.strip("`")))
            raise self.wrong(
                where, what[0].lower() + what[1:], got=_short(_inside(value, steps(path.strip("`"))))
            ) from wrong

    def _read(self) -> Any:
        try:
            text = self.path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=_Loader)
        except FileNotFoundError as missing:
            raise InputError("there is no such file", which=str(self.path)) from missing
        except (OSError, UnicodeDecodeError) as unreadable:
            raise InputError("the file cannot be read", which=str(self.path), got=str(unreadable)) from unreadable
        except yaml.MarkedYAMLError as broken:
            mark = broken.problem_mark or broken.context_mark
            where = f"{self.name}, line {mark.line + 1}" if mark else self.name
            raise InputError("this is no YAML", which=where, got=str(broken.problem or broken.context)) from broken
        if node is None:
            raise InputError("the file is empty", which=self.name)
        return self._value(node, ())

    def _value(self, node: yaml.Node, spot: Spot) -> Any:
        self._lines.setdefault(spot, node.start_mark.line + 1)
        match node:
            case yaml.MappingNode():
                return dict(self._pairs(node, spot))
            case yaml.SequenceNode():
                return [self._value(inner, (*spot, place)) for place, inner in enumerate(node.value)]
            case _:
                return _scalar(node)

    def _pairs(self, node: yaml.MappingNode, spot: Spot) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, inner in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in seen:
                raise InputError(
                    f"{key!r} stands twice",
                    which=f"{self.name}, line {line}",
                    expected="each key once",
                    where=f"It stands in line {seen[key]} too.",
                )
            seen[key] = self._lines[(*spot, key)] = line
            yield key, self._value(inner, (*spot, key))


def _scalar(node: yaml.Node) -> Any:
    """Text, whole number, number, truth value or nothing."""
    kind = node.tag.rpartition(":")[2]
    match kind:
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
        case "bool":
            return node.value == "true"
        case "null":
            return None
        case _:
            return node.value


STEP = re.compile(r"\[(?P<place>\d+)\]|(?P<map>\[\.\.\.\])|\.?(?P<key>[^.\[]+)")


def steps(path: str) -> Spot:
    """`$.items[3].name` as keys and places; msgspec writes a map's value as `[...]`, which ends the way."""
    found: list[str | int] = []
    for step in STEP.finditer(path.removeprefix("$")):
        if step["map"]:
            break
        found.append(int(step["place"]) if step["place"] else step["key"])
    return tuple(found)


def _inside(value: Any, spot: Spot) -> Any:
    for step in spot:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return value


def _short(value: Any) -> str:
    text = str(value) if not isinstance(value, dict | list) else ""
    return text if len(text) < 60 else text[:57] + "..."
