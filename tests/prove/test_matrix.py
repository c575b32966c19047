"""What a matrix has to look like, on cells made by hand."""

from lotproof.harness.model.requirements import Requirement
from lotproof.harness.model.verdicts import Finding, Outcome, Scope, Verdict, Verdicts
from lotproof.harness.suite.matrix import Golden, Line, breaches_of, line_of, matrix_of, merged, unproved
from lotproof.harness.suite.saved import page

ROWS = ("FLOW-01", "FLOW-02", "GEN-01")
THIEF = Golden(name="loses_an_order", title="drops every second order", must=("FLOW-01",), may=("GEN-01",))
REFERENCE = Golden(name="reference")


def line(golden: Golden = THIEF, *, needs: tuple[str, ...] = (), **cells: Outcome) -> Line:
    return Line(golden=golden, cells={name.replace("_", "-"): cell for name, cell in cells.items()}, needs=needs)


def what(found: Line) -> list[tuple[str, str]]:
    return [(breach.requirement, breach.what) for breach in breaches_of(found, ROWS)]


def test_a_variant_that_breaks_what_it_is_made_for_is_in_order() -> None:
    """Its must falls, its may falls or stands, the rest stands: nothing is wrong."""
    assert what(line(FLOW_01="fail", FLOW_02="pass", GEN_01="pass")) == []
    assert what(line(FLOW_01="fail", FLOW_02="skip", GEN_01="fail")) == []


def test_a_must_that_stands_is_a_breach() -> None:
    """A variant that gets through on the row that it is made for shows that the judge is blind there."""
    assert what(line(FLOW_01="pass", FLOW_02="pass")) == [("FLOW-01", "has to fall and does not (pass)")]
    assert what(line(FLOW_01="skip", FLOW_02="pass")) == [("FLOW-01", "has to fall and does not (skip)")]
    assert what(line(FLOW_02="pass")) == [("FLOW-01", "has to fall and does not (omit)")]


def test_a_fall_outside_must_and_may_is_a_breach() -> None:
    """A row that falls for no reason shows that the judge sees what is not there."""
    found = line(FLOW_01="fail", FLOW_02="fail")

    assert what(found) == [("FLOW-02", "falls, and is in neither must nor may")]


def test_nothing_of_the_reference_may_fall() -> None:
    """The reference has no golden set."""
    assert what(line(REFERENCE, FLOW_01="pass", FLOW_02="pass", GEN_01="skip")) == []
    assert what(line(REFERENCE, FLOW_01="fail")) == [("FLOW-01", "falls, and is in neither must nor may")]


def test_what_cannot_be_told_is_a_breach() -> None:
    """The fast lane is exact: `unsure` is nobody's outcome there."""
    assert what(line(FLOW_01="fail", FLOW_02="unsure")) == [("FLOW-02", "cannot be told from the record")]


def test_what_a_scenario_means_to_exercise_is_exercised() -> None:
    """A row that the scenario names and the reference's run never looked at is a breach."""
    found = line(REFERENCE, needs=("FLOW-02",), FLOW_01="pass", FLOW_02="skip", GEN_01="skip")

    assert what(found) == [("FLOW-02", "is meant to be exercised and was not")]


def test_a_variant_that_ends_by_itself_is_a_breach() -> None:
    """A variant is wrong in its own way, and lives on."""
    found = Line(golden=THIEF, cells={"FLOW-01": "fail"}, ended="integration died: ValueError")

    assert [str(breach) for breach in breaches_of(found, ROWS)] == [
        "loses_an_order: ended by itself\n    integration died: ValueError"
    ]


def test_several_runs_make_one_line() -> None:
    """What was seen to fall once falls; what held once and was not looked at another time holds."""
    whole = merged(THIEF, [line(FLOW_01="pass", FLOW_02="skip"), line(FLOW_01="fail", FLOW_02="pass", GEN_01="skip")])

    assert whole.cells == {"FLOW-01": "fail", "FLOW-02": "pass", "GEN-01": "skip"}


def test_a_breach_shows_the_finding() -> None:
    """The judge's own sentence stands beside the row that fell."""
    verdict = Verdict(requirement="FLOW-02", level="M", outcome="fail", findings=(finding("FLOW-02"),))
    breach = breaches_of(line_of(THIEF, verdicts(verdict)), ("FLOW-02",))[0]

    assert "loses_an_order FLOW-02: falls" in str(breach)
    assert "Order M1 is not in MES. (expected 1, observed none)" in str(breach)


def test_every_judged_row_needs_a_variant() -> None:
    """A row that nobody is made to break, and a golden row that nobody judges, are both named."""
    found = unproved([THIEF, Golden(name="stray", must=("FLOW-99",))], ROWS)

    assert [(breach.variant, breach.requirement) for breach in found] == [
        ("", "FLOW-02"),
        ("", "GEN-01"),
        ("stray", "FLOW-99"),
    ]


def test_the_matrix_tells_who_breaks_what() -> None:
    """A row names the variants that are made to break it apart from those that it falls with."""
    matrix = matrix_of(
        [line(REFERENCE, FLOW_01="pass"), line(FLOW_01="fail", GEN_01="fail", FLOW_02="skip")],
        {row: Requirement(id=row, level="M", sentence=f"about {row}") for row in ROWS},
        revision="2026.1",
        scenarios=("food_hold",),
    )

    assert {row.id: (row.broken_by, row.falls_with) for row in matrix.requirements} == {
        "FLOW-01": (("loses_an_order",), ()),
        "FLOW-02": ((), ()),
        "GEN-01": ((), ("loses_an_order",)),
    }
    assert (matrix.variants[0].fails, matrix.variants[0].skips) == (("FLOW-01", "GEN-01"), ("FLOW-02",))
    assert "| **FLOW-01** about FLOW-01 | `loses_an_order` |  |" in page(matrix)


def finding(row: str) -> Finding:
    return Finding(
        requirement=row,
        check="orders",
        subject="order M1",
        system="MES",
        expected="1",
        observed="none",
        sentence="Order M1 is not in MES.",
    )


def verdicts(*there: Verdict) -> Verdicts:
    return Verdicts(
        v=1,
        run="r",
        scenario="food_hold",
        seed=1,
        integration="reference",
        scope=Scope(requirements="2026.1", claims=(), depth=2, scenarios=("food_hold",), lane="fast"),
        conclusion="does not conform",
        exit_code=1,
        counts={},
        verdicts=there,
    )
