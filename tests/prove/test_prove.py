"""What `prove` looks at, how it spreads the work, and what it says."""

from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError, RigError
from lotproof.harness.suite.matrix import Golden, Line
from lotproof.harness.suite.prove import Chosen, choose, evidence, found, lines_of, spread
from lotproof.harness.suite.trial import Tried, decided, golden_of

ROWS = ("FLOW-01", "FLOW-02", "GEN-01")
KNOWN = {
    "loses_an_order": Golden(name="loses_an_order", must=("FLOW-01",), may=("FLOW-02",)),
    "trace_names_too_much": Golden(name="trace_names_too_much", must=("GEN-01",)),
}


def tried(golden: Golden, **cells: str) -> Tried:
    line = Line(golden=golden, cells={name.replace("_", "-"): cell for name, cell in cells.items()})  # type: ignore[misc]
    return Tried(line=line)


def test_everything_is_looked_at() -> None:
    """Without --only every row and every variant is played."""
    chosen = choose((), ROWS, KNOWN)

    assert (chosen.rows, len(chosen.goldens), chosen.whole) == (ROWS, 2, True)


@pytest.mark.parametrize(
    ("only", "rows", "variants"),
    [
        (("FLOW-01",), ("FLOW-01",), ["loses_an_order"]),
        (("GEN",), ("GEN-01",), ["trace_names_too_much"]),
        (("loses_an_order",), ROWS, ["loses_an_order"]),
        (("GEN-01", "loses_an_order"), ("GEN-01",), ["loses_an_order", "trace_names_too_much"]),
        (("reference",), ROWS, []),
    ],
)
def test_only_what_is_named_is_looked_at(only: tuple[str, ...], rows: tuple[str, ...], variants: list[str]) -> None:
    """A row brings the variants that are made for it; a variant brings all rows."""
    chosen = choose(only, ROWS, KNOWN)

    assert (chosen.rows, [golden.name for golden in chosen.goldens]) == (rows, variants)
    assert not chosen.whole


def test_an_unknown_name_gives_the_nearest() -> None:
    """A name that is neither row nor variant is the user's mistake, and the nearest is shown."""
    with pytest.raises(InputError, match="Did you mean 'loses_an_order'"):
        choose(("looses_an_order",), ROWS, KNOWN)


def test_a_quick_run_is_content_with_the_first_must() -> None:
    """Once a variant has broken something it is made for, its other rows are not looked at."""
    golden = Golden(name="both", must=("FLOW-01", "FLOW-02"))
    lines = lines_of([tried(golden, FLOW_01="fail")])
    chosen = Chosen(rows=ROWS, goldens=(golden,), whole=False)

    assert decided(lines[0])
    assert found(lines, chosen, quick=True) == []
    assert [breach.requirement for breach in found(lines, chosen, quick=False)] == ["FLOW-02"]


def test_both_lanes_make_one_line() -> None:
    """Who was tried in both lanes has one line, the reference's first."""
    reference = Golden(name="reference")
    lines = lines_of(
        [
            tried(KNOWN["loses_an_order"], FLOW_01="fail"),
            tried(reference, FLOW_01="pass", FLOW_02="omit"),
            tried(reference, FLOW_02="pass"),
        ]
    )

    assert [line.name for line in lines] == ["reference", "loses_an_order"]
    assert lines[0].cells == {"FLOW-01": "pass", "FLOW-02": "pass"}


def test_a_variant_for_nothing_is_our_fault() -> None:
    """A variant that names no row that it has to break is a mistake in our own tree."""
    with pytest.raises(RigError, match="made to break nothing"):
        golden_of("idle", object())


def test_work_is_spread_and_all_answers_come() -> None:
    """Every question is answered, in one process or in several."""
    heard: list[float] = []

    assert list(spread(abs, [-1, 2, -3], 1, heard.append)) == [1, 2, 3]
    assert sorted(spread(abs, [-1, 2, -3], 2, heard.append)) == [1, 2, 3]
    assert sorted(heard) == [1, 1, 2, 2, 3, 3]


def test_a_process_that_dies_is_our_fault() -> None:
    """A process that is gone while it plays ends the command as the rig's failure."""
    import os

    with pytest.raises(RigError, match="is gone"):
        list(spread(os._exit, [1, 1], 2, lambda nothing: None))


def test_evidence_is_kept_where_it_is_wanted(tmp_path: Path) -> None:
    """A folder that the user names stays; else everything goes with the command."""
    with evidence(tmp_path / "kept") as kept:
        (kept / "run").mkdir()
    with evidence(None) as gone:
        (gone / "run").mkdir()

    assert (tmp_path / "kept" / "run").is_dir() and not gone.exists()
