"""The report over several runs."""

import xml.etree.ElementTree as ET
from pathlib import Path

from lotproof.harness.model.rolled import rolled
from lotproof.reports.index import write_index

from tests.suite.test_rolled import run


def written(folder: Path, name: str = "it") -> dict[str, bytes]:
    runs = [run("one", by=name, IDM_03="skip", GEN_01="pass"), run("two", by=name, IDM_03="pass", GEN_01="fail")]
    paths = write_index([folder / "r1", folder / "r2"], runs, rolled(runs))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_it_lies_beside_the_runs_and_leads_to_them(tmp_path: Path) -> None:
    """The page links each run's own report by a relative path."""
    made = written(tmp_path)

    assert sorted(made) == [f"r1-all/{name}" for name in ("index.html", "junit.xml", "rolled.json", "summary.md")]
    assert b'href="../r1/report.html"' in made["r1-all/index.html"]
    assert b'href="../r2/report.html"' in made["r1-all/index.html"]


def test_the_same_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """Wherever the runs lie."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_ci_sees_the_roll_up(tmp_path: Path) -> None:
    """A row that failed in one run is one failure; one that was exercised in another is none."""
    (suite,) = ET.fromstring(written(tmp_path)["r1-all/junit.xml"])

    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")


def test_names_from_outside_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    """Markup in a name stays text on the page."""
    made = written(tmp_path, "<b>it</b>")

    assert b"<b>it</b>" not in made["r1-all/index.html"]
    assert b"<b>" not in made["r1-all/summary.md"]
