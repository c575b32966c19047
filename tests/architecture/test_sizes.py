"""Files and functions stay small enough to be read in one sitting."""

from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, functions, modules, tracked

SOURCES = (".py", ".mjs", ".js", ".md", ".html", ".j2", ".yaml")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_is_longer_than_500_lines(path: Path) -> None:
    """A module that grows past 500 lines is split."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_the_biggest_files_are_seen(record_property) -> None:
    """The three biggest modules are printed, so that growth is seen."""
    sizes = sorted(((len(p.read_text(encoding="utf-8").splitlines()), p) for p in modules()), reverse=True)[:3]
    shown = [f"{size} {path.relative_to(ROOT)}" for size, path in sizes]
    record_property("biggest", "; ".join(shown))
    print("biggest modules:", *shown, sep="\n  ")

    assert shown


def test_nine_of_ten_functions_are_under_20_lines() -> None:
    """At least 90 % of all functions have fewer than 20 lines; the biggest are named."""
    sizes = sorted(functions(), key=lambda found: -found[1])
    small = sum(1 for _, lines in sizes if lines < 20)
    biggest = "\n  ".join(f"{lines:4} {where}" for where, lines in sizes[:10])
    print(f"{small} of {len(sizes)} functions under 20 lines; the biggest:\n  {biggest}")

    assert small >= 0.9 * len(sizes), biggest


def test_no_tracked_file_is_heavy() -> None:
    """Nothing over half a megabyte lies in the repository."""
    heavy = [str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > 512 * 1024]

    assert heavy == []
