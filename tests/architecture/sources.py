"""What the tests of this folder look at: the files that git has, and the functions in them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOPS = ("harness", "mocks", "reports", "scenarios")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps, and those that are new and not ignored."""
    shown = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(sorted({ROOT / name for name in shown.stdout.split("\0") if name and (ROOT / name).is_file()}))


@cache
def modules() -> tuple[Path, ...]:
    """The Python files that go into the wheel."""
    return tuple(p for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in TOPS)


def functions() -> Iterator[tuple[str, int]]:
    """Where each function stands, and how many lines its body has without the docstring."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", body_lines(node)


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Every name that the file gives to a class, a function, an argument or a variable, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
