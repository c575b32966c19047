"""Tests are written so that they can be read, and so that they do not depend on how fast a machine is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, tracked

FILES = tuple(p for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] == "tests")
TESTS = tuple(p for p in FILES if p.name.startswith("test_"))


def cases(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_test_states_a_truth(path: Path) -> None:
    """A test has a docstring: the sentence that is true when it passes."""
    assert [f"{case.lineno} {case.name}" for case in cases(path) if not ast.get_docstring(case)] == []


def test_every_folder_of_tests_is_a_package() -> None:
    """Every folder of tests has an __init__.py, so that two files may bear the same name."""
    folders = {p.parent for p in FILES}

    assert [str(f.relative_to(ROOT)) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_conftest_stays_short() -> None:
    """The fixtures that all tests share fit on one page."""
    assert len((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8").splitlines()) < 60
