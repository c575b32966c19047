"""Checks that are silenced or turned round are missed, and clauses that speak are heard."""

from pathlib import Path

import pytest
from lotproof.harness.judge.checks import checks
from lotproof.harness.judge.checks.registry import Row
from lotproof.harness.suite.blunt import BLUNT, Case, How, Noticed, blunted, dead, mute, notice, rejudged
from lotproof.harness.suite.clauses import clauses, listening
from lotproof.harness.suite.matrix import Golden
from lotproof.harness.suite.trial import Question, attempt

VARIANT = Golden(name="disposition_ignored", must=("QUA-06",))
REFERENCE = Golden(name="reference")


def played(golden: Golden, runs: Path) -> Case:
    question = Question(golden=golden, scenarios=("food_hold",), runs=str(runs), rows=("QUA-06",), seeds=1)
    return Case(golden=golden, folders=attempt(question).folders)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The evidence of one variant."""
    return played(VARIANT, tmp_path_factory.mktemp("variant"))


@pytest.mark.parametrize(("how", "cell"), [("silenced", "pass"), ("inverted", "pass")])
def test_a_variant_gets_through_a_blunted_check(case: Case, how: How, cell: str) -> None:
    """With the check that catches it silenced or turned round, the variant passes."""
    assert rejudged(case, "QUA-06", how).cells == {"QUA-06": cell}


def test_the_reference_falls_at_an_inverted_check(tmp_path: Path) -> None:
    """A check that is turned round blames the reference; one that is silenced does not."""
    case = played(REFERENCE, tmp_path)

    assert rejudged(case, "QUA-06", "inverted").cells == {"QUA-06": "fail"}
    assert rejudged(case, "QUA-06", "silenced").cells == {"QUA-06": "pass"}


def test_a_check_is_sharp_again() -> None:
    """Afterwards the check is the one that it was."""
    before = checks()["QUA-06"]
    with blunted("QUA-06", "silenced"):
        assert checks()["QUA-06"] is not before

    assert checks()["QUA-06"] is before


def test_what_is_missed_is_alive(case: Case) -> None:
    """The variant's evidence gives both blunted checks away; a row that nobody misses is named as dead."""
    noticed = notice(case)

    assert set(noticed.blunted) == {("silenced", "QUA-06"), ("inverted", "QUA-06")}
    assert [breach.requirement for breach in dead([noticed], ("QUA-06", "GEN-01"))] == ["GEN-01", "GEN-01"]


def test_a_check_that_finds_nothing_stays_unnoticed() -> None:
    """To silence what says nothing changes nothing: that is what makes it dead."""

    def blind(row: Row) -> None:
        row.saw()

    row = Row("QUA-06", "blind", None, None)  # type: ignore[arg-type]
    BLUNT["silenced"](blind)(row)

    assert (row.exercised, row.findings) == (1, [])


def test_clauses_that_speak_are_heard(case: Case) -> None:
    """The clause that catches the variant is heard in its own module; those of others are not."""
    with listening() as heard:
        rejudged(case, "QUA-06", "silenced")

    assert {clause.module for clause in heard} == {"qua"}


def test_a_clause_that_nobody_hears_is_named() -> None:
    """Without any variant every clause is named, by file and line."""
    silent = mute([Noticed(variant="reference", blunted=())])

    assert len(silent) == len(clauses()) > 50
    assert str(silent[0]).startswith("api.py, line ") or str(silent[0]).startswith("aud.py, line ")
