"""How commands show things: tables of plain text, and JSON that keeps its order."""

import json
from collections.abc import Sequence
from typing import Any


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value if value is not None else "")


def table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """Rows below their headings, each column as wide as its widest cell; the last one may run on."""
    lines = [tuple(columns), *(tuple(cell(row.get(name)) for name in columns) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    widths[-1] = 0
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines)
