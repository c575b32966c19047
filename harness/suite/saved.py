"""
The last full matrix: a file of the package, and the page in the docs that is made from it.

    prove --save --> harness/suite/kill_matrix.json --> docs/reference/kill-matrix.md
"""

from pathlib import Path

import msgspec
from lotproof.harness.model.errors import RigError
from lotproof.harness.record.folder import load, pretty
from lotproof.harness.suite.matrix import Column, Matrix, Proved

FILE = Path(__file__).parent / "kill_matrix.json"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "kill-matrix.md"

INTRODUCTION = """# The kill matrix

Which faulty integration breaks which requirement. Made by `lotproof prove --save`; do not edit.

A verdict is worth what its judge is worth. So the judge is put on trial: for each requirement that it judges there is
at least one integration that is wrong in just that way, and it is caught. The reference integration, which is right,
passes all of them. A variant is the reference with one fault put in, in `mocks/integration/variants`.

- *broken by*: made to break this row, and does.
- *falls with*: made to break another row; this one falls with it.
"""


def saved() -> Matrix:
    """
    The last full matrix.

    Raises:
        RigError: if none was saved with this package.
    """
    if not FILE.exists():
        raise RigError("no kill matrix is saved", which=FILE.name, where="`lotproof prove --save` makes it.")
    return load(FILE, Matrix)


def save(matrix: Matrix) -> tuple[Path, ...]:
    """Write the matrix into the package and, in a checkout, its page into the docs; what was written."""
    FILE.write_bytes(pretty(matrix))
    if not PAGE.parents[1].is_dir():
        return (FILE,)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(matrix), encoding="utf-8")
    return FILE, PAGE


def page(matrix: Matrix) -> str:
    """The matrix as a page of the docs."""
    parts = [INTRODUCTION, _counts(matrix), "## By requirement\n", *_requirements(matrix.requirements)]
    parts += ["", "## By variant\n", *_variants(matrix.variants)]
    return "\n".join(parts) + "\n"


def _counts(matrix: Matrix) -> str:
    rows, variants = len(matrix.requirements), len(matrix.variants)
    names = ", ".join(matrix.scenarios)
    return f"{rows} requirements of revision {matrix.revision}, {variants} variants, sketches of: {names}.\n"


def _requirements(rows: tuple[Proved, ...]) -> list[str]:
    head = ["| requirement | broken by | falls with |", "| --- | --- | --- |"]
    return head + [f"| **{r.id}** {r.sentence} | {_code(r.broken_by)} | {_code(r.falls_with)} |" for r in rows]


def _variants(columns: tuple[Column, ...]) -> list[str]:
    head = ["| variant | what is wrong with it | must fall | may fall | falls |", "| --- | --- | --- | --- | --- |"]
    return head + [
        f"| `{one.name}` | {one.title} | {', '.join(one.must)} | {', '.join(one.may)} | {', '.join(one.fails)} |"
        for one in columns
    ]


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def as_json(matrix: Matrix) -> str:
    """As `prove --json` prints it."""
    return msgspec.json.format(msgspec.json.encode(matrix, order="deterministic"), indent=2).decode()
