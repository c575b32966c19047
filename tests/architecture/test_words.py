"""One word per thing; and nothing of one machine in a file that goes to all."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules, names, tracked

BANNED = re.compile(
    r"(^|_)(manager|helper|util|utils|data|info)(_|$)|Manager|Helper|Util(s|$)|Data($|[A-Z])|Info($|[A-Z])"
)
STANDARD = {"data", "raw_data", "data_processing_method", "certification_info"}
"""`data` is the body of a change and of a webhook (Standard Webhooks); the others are EPCIS 2.0 field names."""

PLACES = re.compile("|".join(("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/", "/t" + "mp/lp")))
HOSTS = re.compile("|".join((r"py" + r"pi\.org", "pythonho" + "sted", r"registry\.np" + "mjs", r"deb\.deb" + "ian")))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_name_says_nothing(path: Path) -> None:
    """Manager, helper, util, data and info are no names, unless a standard gives them."""
    found = [f"{line} {name}" for line, name in names(path) if name not in STANDARD and BANNED.search(name)]

    assert found == []
    assert not BANNED.search(path.stem)


@pytest.mark.parametrize("found", [PLACES, HOSTS], ids=["path", "registry"])
def test_no_file_knows_one_machine(found: re.Pattern[str]) -> None:
    """No absolute path of a machine and no address of a package registry stands in a file."""
    shown = [str(p.relative_to(ROOT)) for p in tracked() if found.search(text(p))]

    assert shown == []


def test_constraints_are_names_and_versions() -> None:
    """constraints.txt has `name==version` lines and nothing else."""
    lines = text(ROOT / "constraints.txt").splitlines()

    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.+]+", line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("=")[0])


def test_every_module_says_what_it_is() -> None:
    """Every module with code has a docstring."""
    silent = [p for p in modules() if text(p).strip() and not text(p).lstrip().startswith(('"""', 'r"""'))]

    assert [str(p.relative_to(ROOT)) for p in silent] == []
