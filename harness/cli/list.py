"""`lotproof list`: what there is, as a table or as JSON."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from lotproof.harness.cli.shown import as_json, table

Row = dict[str, Any]


def requirements() -> list[Row]:
    """The catalogue: `judged` tells whether a check exists, `learn` where the rule can be learnt."""
    import msgspec
    from lotproof.harness.judge.requirements import REQUIREMENTS

    rows = REQUIREMENTS.values() if isinstance(REQUIREMENTS, dict) else REQUIREMENTS
    bare = {"judged": False, "flows": [], "learn": "", "depth": 0, "wire": False}
    return [{**bare, **msgspec.to_builtins(row)} for row in rows]


def flows() -> list[Row]:
    """The traceability event map: act, owner, where to, what it writes, and its requirements."""
    from lotproof.harness.model.flows import FLOWS

    by_flow: dict[str, list[str]] = {name: [] for name in FLOWS}
    for row in requirements():
        for name in row["flows"]:
            by_flow.setdefault(name, []).append(row["id"])
    return [
        {
            "name": flow.name,
            "act": flow.act,
            "owner": flow.owner,
            "from": flow.owner,
            "to": list(flow.to),
            "writes": list(flow.writes),
            "judged": flow.judged,
            "requirements": by_flow[flow.name],
        }
        for flow in FLOWS.values()
    ]


def scenarios() -> list[Row]:
    """The scenarios that can be played."""
    import msgspec
    from lotproof.harness.plan import scenarios as there

    return [row if isinstance(row, dict) else msgspec.to_builtins(row) for row in there()]


def provoked(rows: list[Row]) -> str:
    """Two lines for each scenario: what happens, and what it provokes; the rows that no other exercises by name."""
    wide = max(len(row["name"]) for row in rows) + 2
    often = Counter(id for row in rows for id in row["requires"])
    lines = []
    for row in rows:
        alone = [id for id in row["requires"] if often[id] == 1]
        only = f", {', '.join(alone)} in no other" if alone else ""
        trouble = ", ".join(row["faults"]) or "none"
        lines.append(f"{row['name']:<{wide}}{row['title']}")
        lines.append(f"{'':<{wide}}{row['enterprise']}; {len(row['requires'])} rows{only}; trouble: {trouble}")
    return "\n".join(lines)


def runs() -> list[Row]:
    """The runs that lie in `runs/`, newest first, with what was concluded."""
    from lotproof.harness.suite.past import past_runs

    return past_runs(Path("runs"))


KINDS: dict[str, tuple[Callable[[], list[Row]], tuple[str, ...]]] = {
    "requirements": (requirements, ("id", "level", "judged", "sentence")),
    "flows": (flows, ("name", "owner", "to", "act")),
    "scenarios": (scenarios, ("name", "title")),
    "runs": (runs, ("run", "scenario", "seed", "conclusion")),
}


@click.command()
@click.argument("what", type=click.Choice(list(KINDS)))
@click.option("--json", "json", is_flag=True, help="As JSON, one list of rows.")
def command(what: str, json: bool) -> None:
    """Show requirements, flows, scenarios or past runs."""
    ask, columns = KINDS[what]
    rows = ask()
    if json:
        click.echo(as_json(rows))
    else:
        click.echo(provoked(rows) if what == "scenarios" else table(rows, columns))
