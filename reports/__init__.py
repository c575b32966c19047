"""
Reports: a run folder, told to people, to CI and to programs. They read the record and know nothing else.

    write(folder) --> report.html  report.json  junit.xml  summary.md
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from lotproof.harness.model.errors import RigError, unknown
from lotproof.harness.record.folder import RunFolder

if TYPE_CHECKING:
    from lotproof.reports.view import View

FILES = {"html": "report.html", "json": "report.json", "junit": "junit.xml", "markdown": "summary.md"}
"""Each format and the file that it fills; `lotproof.reports.<format>` has its `render`."""


def write(folder: RunFolder, formats: Iterable[str] = tuple(FILES)) -> tuple[Path, ...]:
    """
    Write the reports of a judged run into its folder.

    Args:
        folder: a run with `verdicts.json`.
        formats: names out of `FILES`.

    Returns:
        The files that were written, in the order that was asked for.

    Raises:
        InputError: if a format is unknown, or the run was not judged.
        RigError: if a file cannot be written.
    """
    from lotproof.reports.view import view

    renderers = [(name, renderer(name)) for name in formats]
    seen = view(folder)
    return tuple(_written(folder.path / FILES[name], render(seen)) for name, render in renderers)


def renderer(name: str) -> "Callable[[View], bytes]":
    """
    What makes the bytes of a format out of a view.

    Raises:
        InputError: if there is no such format.
    """
    if name not in FILES:
        raise unknown("report format", name, FILES)
    found: Callable[[View], bytes] = import_module(f"{__name__}.{name}").render
    return found


def _written(path: Path, content: bytes) -> Path:
    try:
        path.write_bytes(content)
    except OSError as broken:
        raise RigError("a report cannot be written", which=str(path), got=str(broken)) from broken
    return path
