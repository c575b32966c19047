"""Whatever stands in a scenario or enterprise file: it makes a plan, or it is told what is wrong. Nothing else."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lotproof import scenarios
from lotproof.harness.model.errors import InputError
from lotproof.harness.plan import make_plan

HOME = Path(next(iter(scenarios.__path__)))
FILES = sorted(HOME.glob("*/scenario.yaml")) + sorted((HOME / "enterprises").glob("*.yaml"))
JUNK = (None, "", "x", -1, 0, 10**30, 1e308, float("nan"), True, "1..2 min", "9999999 h", "1 to", "{tag}", "ü" * 99)
SHAPES = ([], {}, [1], [[]], [None], {"a": 1}, {"": ""})

Spot = tuple[str | int, ...]


@cache
def content(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def spots(value: Any, spot: Spot = ()) -> list[Spot]:
    """The way to each value inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in inner for found in [(*spot, key), *spots(one, (*spot, key))]]


def at(value: Any, spot: Spot) -> Any:
    for key in spot:
        value = value[key]
    return value


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[Path, Any]:
    """One value of a file is gone, another's, twice there, under another key, or nonsense."""
    path = draw(st.sampled_from(FILES))
    whole = deepcopy(content(path))
    places = spots(whole)
    *way, key = draw(st.sampled_from(places))
    around = at(whole, tuple(way))
    match draw(st.sampled_from(("gone", "another's", "nonsense", "shape", "twice", "key"))):
        case "gone":
            del around[key]
        case "another's":
            around[key] = deepcopy(at(content(path), draw(st.sampled_from(places))))
        case "nonsense":
            around[key] = draw(st.sampled_from(JUNK))
        case "shape":
            around[key] = deepcopy(draw(st.sampled_from(SHAPES)))
        case "twice" if isinstance(around, list):
            around.insert(key, deepcopy(around[key]))
        case _ if isinstance(around, dict):
            around[draw(st.sampled_from(("x", "", "lot")))] = around.pop(key)
        case _:
            around.reverse()
    return path, whole


def played_in(path: Path) -> Path:
    """A scenario that is played in an enterprise."""
    return next(one for one in FILES if content(one).get("enterprise") == path.stem)


@given(spoilt())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoilt_file_makes_a_plan_or_a_clear_error(tmp_path_factory: pytest.TempPathFactory, one: Any) -> None:
    """One value of any scenario or enterprise is changed: a plan, or an error that names the file and its line."""
    path, whole = one
    file = tmp_path_factory.getbasetemp() / "mine.yaml"
    file.write_text(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True), encoding="utf-8")
    day = file
    if path.parent.name == "enterprises":
        day = file.with_name("day.yaml")
        day.write_text(yaml.safe_dump({**content(played_in(path)), "enterprise": "mine.yaml"}), encoding="utf-8")
    try:
        make_plan(day)
    except InputError as wrong:
        assert "mine.yaml, line" in str(wrong) or "day.yaml, line" in str(wrong)
