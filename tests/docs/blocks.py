"""
The blocks of our pages that run.

    ```console
    $ lotproof list flows
    ...                         what follows is an example of what it prints and is not compared
    $ lotproof judge nowhere    # exit 2
    ```

A `console` block runs in an empty folder, each `$` line in turn; a `python` block runs as a program. A page's blocks
share the folder, from top to bottom. `sh` and `text` blocks are shown and do not run.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (?P<code>\d+)\s*$")
PAGES = ("README.md", "CHANGELOG.md", "docs/**/*.md", "scenarios/**/*.md")


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One command or program of a page, and the exit code that it must have."""

    line: int
    kind: str
    text: str
    code: int = 0


def pages(root: Path) -> list[Path]:
    found = {page for pattern in PAGES for page in root.glob(pattern)}
    return sorted(page for page in found if "node_modules" not in page.parts)


def steps(page: str) -> Iterator[Step]:
    """Everything of the page that runs, from top to bottom."""
    for block in FENCE.finditer(page):
        line = page.count("\n", 0, block.start()) + 2
        if block["kind"] == "python":
            yield Step(line=line, kind="python", text=block["body"])
        elif block["kind"] == "console":
            yield from commands(block["body"], line)


def commands(body: str, line: int) -> Iterator[Step]:
    for offset, text in enumerate(body.splitlines()):
        if text.startswith("$ "):
            found = EXIT.search(text)
            code = int(found["code"]) if found else 0
            yield Step(line=line + offset, kind="console", text=EXIT.sub("", text[2:]), code=code)
