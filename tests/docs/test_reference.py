"""Reference pages follow from what the code runs on."""

import re
from pathlib import Path

import pytest
from lotproof.harness.model.entries import EntryKind
from lotproof.harness.model.verdicts import ORDER
from lotproof.harness.suite.publish import folder
from lotproof.harness.suite.reference import DOCS, pages

MADE = pages()
ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MADE)
def test_a_made_page_is_up_to_date(name: str) -> None:
    """The committed page is what the registries say; `python -m lotproof.harness.suite.publish` writes it."""
    assert page(name) == MADE[name]


def test_every_published_schema_has_its_row() -> None:
    """The page of schemas names each of them."""
    assert {path.stem for path in folder().glob("*.json")} <= set(re.findall(r"`([\w-]+)`", page("schemas.md")))


def test_every_kind_of_entry_is_named() -> None:
    """The page of the ledger lists all kinds of entries."""
    assert ", ".join(EntryKind.__args__) in page("ledger.md")  # type: ignore[attr-defined]


def test_every_outcome_is_explained() -> None:
    """The page of verdicts has a row for each outcome."""
    assert all(f"| `{outcome}` |" in page("verdicts.md") for outcome in ORDER)


def test_every_command_stands_on_some_page() -> None:
    """Each command of the command line is used or named in README or docs."""
    from lotproof.harness.cli import group

    text = "\n".join(p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    commands = group.list_commands(None)  # type: ignore[attr-defined]

    assert [name for name in commands if f"lotproof {name}" not in text] == []
