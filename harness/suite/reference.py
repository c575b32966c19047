"""
The reference pages that follow from registries: requirements, flows, faults, scenarios, and the systems' operations.

    python -m lotproof.harness.suite.publish --> docs/reference/*.md, in a checkout
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from lotproof.harness.faults.kinds import kinds
from lotproof.harness.judge.requirements import REQUIREMENTS, REVISION
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.requirements import FAMILIES, Requirement, family
from lotproof.harness.plan.enterprises import enterprise
from lotproof.harness.plan.make import scenarios
from lotproof.harness.suite.floor_page import sections
from lotproof.mocks.kit.operations import Operation, System

DOCS = Path(__file__).parents[2] / "docs" / "reference"
MADE = "<!-- Made by `python -m lotproof.harness.suite.publish`; do not edit. -->"
SYSTEMS = ("erp", "mes", "qms", "wms", "portal", "carrier", "cmms")


def pages() -> dict[str, str]:
    """Each generated page by its file name."""
    return {
        "requirements.md": requirements(),
        "flows.md": flows(),
        "scenarios-and-faults.md": scenarios_and_faults(),
        "operations.md": operations(),
        "floor.md": paged(["# The floor", MADE, *sections(table)]),
    }


def write() -> list[Path]:
    """Write the pages into the docs of a checkout; nothing where there is none."""
    if not DOCS.is_dir():
        return []
    written = []
    for name, text in pages().items():
        path = DOCS / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def requirements() -> str:
    """The catalogue, family by family."""
    judged = sum(row.judged for row in REQUIREMENTS.values())
    parts = [
        "# Requirements",
        MADE,
        f"Revision {REVISION}: {len(REQUIREMENTS)} rows, {judged} of them judged today. M is must, S is should. A rule"
        " that an integration cannot learn is not judged: the place where it stands is named. The verdicts of a run"
        " name the same ids; `lotproof list requirements --json` prints this table for programs.",
    ]
    for name, title in FAMILIES.items():
        rows = [row for row in REQUIREMENTS.values() if family(row.id) == name]
        if rows:
            parts += [f"## {name}: {title}", table(("id", "level", "requirement", "judged"), map(_requirement, rows))]
    return paged(parts)


def _requirement(row: Requirement) -> tuple[str, ...]:
    if not row.judged:
        return (row.id, row.level, row.sentence, row.reason or "no")
    flows_ = f"; flows {', '.join(row.flows)}" if row.flows else ""
    depth = f"; depth {row.depth}" if row.depth else ""
    return (row.id, row.level, row.sentence, f"yes: stated in {row.learn}{flows_}{depth}")


def flows() -> str:
    """The traceability event map."""
    by_flow = {name: [row.id for row in REQUIREMENTS.values() if row.judged and name in row.flows] for name in FLOWS}
    every = [row.id for row in REQUIREMENTS.values() if row.judged and not row.flows]
    parts = [
        "# Flows",
        MADE,
        "A flow is what an integration claims in [`lotproof.toml`](lotproof-toml.md). Acts that write the same field of"
        " the same entity are one flow, and no flow needs another's private state: what it must know stands in the"
        " systems. What is not claimed, an escort carries; an effect outside the claims is a finding.",
        table(
            ("flow", "act", "from", "to", "writes", "judged by"),
            (
                (
                    f"`{flow.name}`",
                    flow.act,
                    flow.owner,
                    ", ".join(flow.to),
                    ", ".join(f"`{path}`" for path in flow.writes) or "not written yet",
                    ", ".join(by_flow[flow.name]) or "not judged yet",
                )
                for flow in FLOWS.values()
            ),
        ),
        f"Any claim puts these in scope: {', '.join(every)}.",
        "`lotproof list flows --json` prints this table for programs.",
        CONSOLE_FLOWS,
    ]
    return paged(parts)


CONSOLE_FLOWS = """```console
$ lotproof list flows
$ lotproof list flows --json
```"""


def scenarios_and_faults() -> str:
    """What can be played, and what can go wrong on purpose."""
    faults = (
        (f"`{kind.name}`", kind.title, kind.where, "yes" if kind.definite else "no: may", _settings(kind.settings))
        for kind in kinds().values()
    )
    parts = [
        "# Scenarios and faults",
        MADE,
        "A scenario is a file that a person writes: a course (what the plant and its people do) and trouble (the"
        " faults). It is played in an enterprise: plants, lines, items, systems and rules, which stay from one scenario"
        " to the next and are all that an integration is told. Both are YAML with published [schemas](schemas.md); a"
        " mistake is named with its line and the nearest word that would have been right.",
        "## Scenarios",
        *(text for one in scenarios() for text in _scenario(one.name, one.title, one.requires, one.faults)),
        "## Faults",
        "A strike is one activation of a fault. It begins at an anchor (the nth fact of a kind, or the nth call of the"
        " integration to an operation) and is ended by a number of attempts or by a span of wall time, whichever is"
        " sooner. While it hinders a flow, that flow's deadlines stand still. Where the integration cannot know the"
        " outcome, what follows is *may*. A requirement whose fault never hit is `skip: not exercised`.",
        table(("fault", "what happens", "where", "outcome known", "settings"), faults),
        "```console\n$ lotproof list scenarios\n```",
    ]
    return paged(parts)


def _scenario(name: str, title: str, requires: Sequence[str], faults: Sequence[str]) -> Iterator[str]:
    yield f"### {name}"
    yield f"{title}."
    yield f"Means to exercise {', '.join(requires)}."
    yield f"Trouble: {', '.join(f'`{fault}`' for fault in sorted(set(faults)))}."


def _settings(settings: dict[str, str]) -> str:
    return "; ".join(f"`{name}`: {text}" for name, text in settings.items())


def operations() -> str:
    """Every operation of the systems."""
    northfield = enterprise("northfield")
    parts = [
        "# Operations of the systems",
        MADE,
        "What each system offers beside what all of them have in common ([systems](systems.md)). The whole description,"
        " with every field, is served by the running system at `/openapi.json` and `/docs`.",
    ]
    for name in SYSTEMS:
        system: System = import_module(f"lotproof.mocks.{name}.system").system(northfield)
        head = ("operation", "call", "what it does", "refused as")
        parts += [f"## {system.title} (`{name}`)", table(head, map(_operation, system.operations))]
    return paged(parts)


def _operation(row: Operation) -> tuple[str, ...]:
    refused = ", ".join(f"`{code}`" for code in row.refuses)
    return (f"`{row.name}`", f"`{row.method} {row.path}`", row.summary, refused)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar in a cell stays a bar."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def paged(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"
