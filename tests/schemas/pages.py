"""
The examples on our pages: fenced blocks that name their schema.

    ```json schema=figures          ```jsonl schema=truth          ```toml schema=lotproof-toml
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?P<kind>jsonl?|toml) schema=(?P<schema>[\w-]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    page: str
    line: int
    schema: str
    value: Any


def examples(page: str, text: str) -> Iterator[Example]:
    """Every example of a page; each line of a `jsonl` block is one."""
    for block in FENCE.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        for value in values(block["kind"], block["body"]):
            yield Example(page, line, block["schema"], value)


def values(kind: str, body: str) -> list[Any]:
    if kind == "toml":
        return [tomllib.loads(body)]
    return [json.loads(line) for line in body.splitlines()] if kind == "jsonl" else [json.loads(body)]


EXAMPLES = [
    example
    for path in sorted((ROOT / "docs").rglob("*.md"))
    for example in examples(path.name, path.read_text(encoding="utf-8"))
]
