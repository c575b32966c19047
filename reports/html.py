"""
The report for people: one HTML file that needs no other file, no script and no network.

Everything from outside is written out where it cannot be seen (`plain.visible`) and then escaped.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from lotproof.harness.model.verdicts import ORDER
from lotproof.reports.lineage import Lineage
from lotproof.reports.pictures import picture
from lotproof.reports.plain import count, seconds, visible
from lotproof.reports.view import FindingRow, View
from lotproof.reports.words import DEPTHS, because, verb
from markupsafe import Markup

FINDINGS_MAX = 12
"""Findings of one requirement that the page tells in full; all of them stand in report.json."""

MARKS = {
    "": "",
    "asked": "asked for",
    "missing": "true, but missing in the answer",
    "extra": "in the answer, but not so",
}


def render(view: View) -> bytes:
    """The whole page."""
    shown = list(told(view.findings))
    page: str = template().render(
        view=view,
        css=Markup(source("report.css")),
        order=ORDER,
        verb=verb(view.conclusion),
        because=because(view),
        shown=shown,
        rows_of=by_requirement(view.findings),
        findings_sentence=findings_sentence(view, len(shown)),
        rhythm=", ".join(f"{name} {value:g}" for name, value in sorted(view.rhythm.items())),
        percent=lambda part: f"{100 * part / view.took_s:.2f}",
    )
    return page.encode()


@cache
def template() -> Any:
    """The page's template."""
    made = environment()
    made.globals.update(picture=picture, seconds=seconds, count=count, anchor=anchor, at=at, depths=DEPTHS, marks=MARKS)
    made.globals["labels_of"] = labels_of
    return made.from_string(source("report.html.j2"))


def environment() -> Environment:
    """Where pages are made: a name that a template does not know is an error, not an empty place."""
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )


def source(name: str) -> str:
    return files("lotproof.reports").joinpath("templates", name).read_text(encoding="utf-8")


def told(findings: Iterable[FindingRow]) -> Iterable[FindingRow]:
    """The findings that the page tells in full: so many of each requirement."""
    seen: dict[str, int] = defaultdict(int)
    for row in findings:
        seen[row.finding.requirement] += 1
        if seen[row.finding.requirement] <= FINDINGS_MAX:
            yield row


def by_requirement(findings: Iterable[FindingRow]) -> dict[str, list[FindingRow]]:
    rows: dict[str, list[FindingRow]] = defaultdict(list)
    for row in findings:
        rows[row.finding.requirement].append(row)
    return rows


def findings_sentence(view: View, shown: int) -> str:
    """How many there are, and where the rest is."""
    total = len(view.findings)
    failed = len({row.finding.requirement for row in view.findings} - {""})
    rest = f" {shown} of them are told here; all are in report.json." if shown < total else ""
    against = count(failed, "requirement") if failed else "the integration as a whole"
    found = f"{count(total, 'finding')} against {against}"
    return f"{found}.{rest} Times count from the start of the run."


def labels_of(drawn: Lineage) -> dict[str, str]:
    """What the table beside a drawing calls each of its boxes."""
    return {node.key: f"{node.kind} {node.label}" + (f" ({node.note})" if node.note else "") for node in drawn.nodes}


def anchor(text: str) -> str:
    """A name that a link can point at, whatever stands in the text."""
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in text)


def at(at_us: int) -> str:
    """A moment of a timeline: seconds from the run's start."""
    return f"{at_us / 1e6:+.3f} s"


def _shown(value: object) -> object:
    """What the template prints: plain text made visible; markup and numbers as they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
