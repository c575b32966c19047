"""
The report over several runs: a conclusion for each integration, requirement x run, links to the runs' own reports.

    folders, verdicts, rolled --> <first run>-all/index.html  junit.xml  summary.md  rolled.json

It follows from the verdicts alone: the same runs give the same bytes.
"""

import os
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.model.errors import RigError
from lotproof.harness.model.rolled import Rolled
from lotproof.harness.model.verdicts import ORDER, Verdict, Verdicts
from lotproof.harness.record.folder import pretty
from lotproof.reports.html import environment, source
from lotproof.reports.junit import TAGS, clean
from lotproof.reports.markdown import code, plain
from lotproof.reports.words import verb
from markupsafe import Markup


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """One run of one integration: where its own report lies, and how each requirement ended in it."""

    folder: str
    scenario: str
    seed: int
    conclusion: str
    exit_code: int
    cells: dict[str, str]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One integration over its runs."""

    whole: Rolled
    runs: tuple[RunRow, ...]


def write_index(folders: Sequence[Path], verdicts: Sequence[Verdicts], rolled: Sequence[Rolled]) -> tuple[Path, ...]:
    """
    Write it beside the runs.

    Args:
        folders: the run folders, each with its own reports.
        verdicts: what was judged of each, in the same order.
        rolled: what they say together, one for each integration.

    Raises:
        RigError: if it cannot be written.
    """
    where = folders[0].with_name(f"{folders[0].name}-all")
    parts = gathered(where, folders, verdicts, rolled)
    made = {
        "index.html": html(parts),
        "junit.xml": junit(parts),
        "summary.md": markdown(parts),
        "rolled.json": pretty(rolled),
    }
    try:
        where.mkdir(exist_ok=True)
        for name, content in made.items():
            (where / name).write_bytes(content)
    except OSError as broken:
        raise RigError("the report over all runs cannot be written", which=str(where), got=str(broken)) from broken
    return tuple(where / name for name in made)


def gathered(
    where: Path, folders: Sequence[Path], verdicts: Sequence[Verdicts], rolled: Sequence[Rolled]
) -> tuple[Part, ...]:
    """Each integration with its runs, their folders as seen from the index."""
    pairs = list(zip(folders, verdicts, strict=True))
    return tuple(
        Part(whole=one, runs=tuple(_run(where, path, run) for path, run in pairs if run.integration == one.integration))
        for one in rolled
    )


def _run(where: Path, path: Path, run: Verdicts) -> RunRow:
    return RunRow(
        folder=Path(os.path.relpath(path, where)).as_posix(),
        scenario=run.scenario,
        seed=run.seed,
        conclusion=run.conclusion,
        exit_code=run.exit_code,
        cells={verdict.requirement: verdict.outcome for verdict in run.verdicts},
    )


def html(parts: Sequence[Part]) -> bytes:
    """A page that needs no other file; only its links lead to others."""
    page: str = _template().render(parts=parts, css=Markup(source("report.css")), order=ORDER, verb=verb, why=why)
    return page.encode()


@cache
def _template() -> Any:
    return environment().from_string(source("index.html.j2"))


def why(verdict: Verdict) -> str:
    """The first finding, the reason, or what the row asks."""
    return verdict.findings[0].sentence if verdict.findings else verdict.reason or verdict.sentence


def markdown(parts: Sequence[Part]) -> bytes:
    """For a pull request or a chat."""
    return ("\n\n".join(_section(part) for part in parts) + "\n").encode()


def _section(part: Part) -> str:
    whole = part.whole
    counts = ", ".join(f"{number} {word}" for word, number in whole.counts.items())
    runs = [
        f"- {code(run.folder.rpartition('/')[2])}: {plain(run.scenario)}, seed {run.seed}: {plain(run.conclusion)}"
        for run in part.runs
    ]
    rows = [
        f"| {plain(one.requirement)} | {one.level} | **{one.outcome}** | {plain(why(one))} |"
        for one in whole.verdicts
        if one.outcome != "pass"
    ]
    table = "\n".join(["| requirement | level | verdict | why |", "|---|---|---|---|", *rows]) if rows else ""
    head = f"# {plain(whole.integration)} {verb(whole.conclusion)}"
    return "\n\n".join(filter(None, (head, f"Over all runs: {counts}.", "\n".join(runs), table)))


def junit(parts: Sequence[Part]) -> bytes:
    """For CI: a suite per integration, a case per requirement, as red as the exit code."""
    root = ET.Element("testsuites", {"name": "lotproof"})
    for part in parts:
        root.append(_suite(part.whole))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(whole: Rolled) -> ET.Element:
    rows = [*whole.verdicts]
    if whole.against:
        rows.append(Verdict(requirement="whole", level="M", outcome="fail", findings=whole.against))
    cases = [_case(row, whole.integration) for row in rows]
    counts = {
        name: str(sum(one.find(tag) is not None for one in cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    suite = ET.Element("testsuite", {"name": clean(whole.integration), "tests": str(len(cases)), **counts})
    suite.extend(cases)
    return suite


def _case(row: Verdict, integration: str) -> ET.Element:
    name = f"{row.requirement} {row.sentence}".rstrip()
    element = ET.Element("testcase", {"classname": clean(f"lotproof.{integration}"), "name": clean(name)})
    if row.outcome != "pass":
        tag = TAGS.get((row.level, row.outcome), "skipped")
        ET.SubElement(element, tag, {"message": clean(f"{row.outcome}: {why(row)}")})
    return element
