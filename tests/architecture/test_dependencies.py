"""What is imported is declared: a fresh machine has nothing that lies around by chance."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: asked for name, asked in PROJECT["optional-dependencies"].items() if name != "test"}


INSTALLED = packages_distributions()


def plain(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


CORE = {plain(asked) for asked in PROJECT["dependencies"]}
ANY = CORE | {plain(asked) for extra in EXTRAS.values() for asked in extra}
CARRIED = {
    "starlette": "fastapi",
    "pydantic": "fastapi",
    "uvloop": "uvicorn",
    "markupsafe": "jinja2",
    "multidict": "aiohttp",
    "yarl": "aiohttp",
}
"""Part of what a declared one is, and so used without being named."""

BEHIND_A_DOOR = {"harness/judge/csr.py", "harness/load", "harness/suite/chase.py", "harness/suite/schedules.py"}
"""Modules of an extra as a whole: imported by a command only when it is asked for."""


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every foreign package that the module imports, and whether it does so at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(module), level=0):
                names = [module]
            case _:
                continue
        for name in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"lotproof"}:
            yield name, id(node) in top


@cache
def distribution(package: str) -> str:
    carried = CARRIED.get(package, package)
    return INSTALLED.get(carried, [carried])[0].lower().replace("_", "-")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_import_is_declared(path: Path) -> None:
    """What a module imports at its top is a dependency of the core; what it imports later may be of an extra."""
    place = path.relative_to(ROOT).as_posix()
    lean = not any(place.startswith(door) for door in BEHIND_A_DOOR)
    undeclared = [
        package for package, at_top in imports(path) if distribution(package) not in (CORE if at_top and lean else ANY)
    ]

    assert undeclared == []
