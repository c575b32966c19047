"""The saved matrix is that of the requirements and variants which are here, and its page is made from it."""

import json

import pytest
from click.testing import CliRunner
from lotproof.harness.cli import group
from lotproof.harness.suite.matrix import unproved
from lotproof.harness.suite.prove import Wanted, judged_rows, prove
from lotproof.harness.suite.saved import PAGE, page, saved
from lotproof.harness.suite.trial import goldens

AGAIN = "make it again with `lotproof prove --save`"


def test_every_judged_requirement_has_a_variant() -> None:
    """No requirement is judged that nobody is made to break, and no variant is made to break what nobody judges."""
    assert unproved(goldens().values(), judged_rows(sockets=True)) == []


def test_the_saved_matrix_is_of_these_requirements() -> None:
    """It has the judged rows, with their sentences, and each of them is broken by somebody."""
    there = {row.id: row.sentence for row in saved().requirements}

    assert there == {row.id: row.sentence for row in judged_rows().values()}, AGAIN
    assert [row.id for row in saved().requirements if not row.broken_by] == []


def test_the_saved_matrix_is_of_these_variants() -> None:
    """It has the variants that are here, with what they must and may break, and nothing in it is wrong."""
    there = {one.name: (one.title, one.must, one.may) for one in saved().variants}

    assert there == {name: (one.title, one.must, one.may) for name, one in goldens().items()}, AGAIN
    assert saved().breaches == ()


def test_what_fell_is_in_the_golden_sets() -> None:
    """Each variant's falls lie between its must and its must with its may, and the reference has none."""
    for one in saved().variants:
        assert set(one.must) <= set(one.fails) <= {*one.must, *one.may}, one.name
    assert set(saved().reference.values()) == {"pass"}


def test_the_page_is_made_from_the_saved_matrix() -> None:
    """The page in the docs shows what is saved."""
    assert PAGE.read_text(encoding="utf-8") == page(saved()), AGAIN


def test_the_saved_matrix_is_shown() -> None:
    """`lotproof prove --saved --json` names for each requirement the variants that break it, and plays nothing."""
    shown = CliRunner().invoke(group, ["prove", "--saved", "--json"], standalone_mode=False)
    by_id = {row["id"]: row["broken_by"] for row in json.loads(shown.output)["requirements"]}

    assert shown.return_value == 0
    assert "loses_an_order" in by_id["FLOW-01"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_matrix_is_exact() -> None:
    """Played again, every variant falls where the saved matrix says, row by row."""
    now = prove(Wanted(blunt=True, scenarios=saved().scenarios), lambda tried: None).matrix

    assert now.breaches == ()
    assert {one.name: one.fails for one in now.variants} == {one.name: one.fails for one in saved().variants}, AGAIN
