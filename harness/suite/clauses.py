"""
The clauses of the checks: each place in a check that can say something against an integration.

    source of the checks --> clauses (file, lines)
    judging              --> clauses that have spoken

One that never speaks, whatever variant is judged, may as well not be there.
"""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.judge import checks
from lotproof.harness.judge.checks.registry import Row

SPEAKS = ("find", "trouble", "sheets", "account", "statuses")
"""The methods of `Row` by which a check says something."""

FOLDER = Path(str(checks.__file__)).parent
REGISTRY = "registry"


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One call of such a method: in which module of the checks, from which line to which."""

    module: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.module}.py, line {self.first}"


@cache
def clauses() -> tuple[Clause, ...]:
    """All of them, in order of modules and lines."""
    return tuple(clause for path in sorted(FOLDER.glob("*.py")) if path.stem != REGISTRY for clause in _of(path))


def _of(path: Path) -> Iterator[Clause]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    found = [Clause(module=path.stem, first=one.lineno, last=one.end_lineno or 0) for one in calls if _speaks(one.func)]
    yield from sorted(found, key=lambda clause: clause.first)


def _speaks(called: ast.expr) -> bool:
    named = isinstance(called, ast.Attribute) and called.attr in SPEAKS
    return named and isinstance(called.value, ast.Name) and called.value.id == "row"  # type: ignore[attr-defined]


@contextmanager
def listening() -> Iterator[set[Clause]]:
    """While it is entered, every clause that finds something is noted."""
    heard: set[Clause] = set()
    find = Row.find

    def noting(row: Row, *words: Any, **more: Any) -> None:
        heard.update(_speaking())
        find(row, *words, **more)

    patched: Any = Row
    patched.find = noting
    try:
        yield heard
    finally:
        patched.find = find


def _speaking() -> Iterator[Clause]:
    """The clause from which this was called: the first frame that is in a check."""
    frame = sys._getframe(1)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.parent.name == FOLDER.name and path.stem != REGISTRY:
            here = (one for one in clauses() if one.module == path.stem and one.first <= frame.f_lineno <= one.last)
            yield from here
            return
        frame = frame.f_back  # type: ignore[assignment]
