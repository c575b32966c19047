"""How a command that judges ends: table, findings, scope, where the time went, reports, and one last line."""

import sys
from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.shown import as_json

if TYPE_CHECKING:
    from lotproof.harness.model.rolled import Rolled
    from lotproof.harness.model.verdicts import Finding, Verdicts
    from lotproof.harness.suite.options import Outcome

FINDINGS_SHOWN = 3
STAGES = {
    "start": "world and integration start",
    "play": "the course is played",
    "settle": "waiting for quiet",
    "ask": "traces, exceptions, states",
    "stop": "everything stops",
    "judge": "judging",
    "report": "reports",
}


def show(outcome: "Outcome", *, json: bool, findings: int = FINDINGS_SHOWN) -> int:
    """Print it; the exit code."""
    if json:
        import msgspec

        click.echo(as_json(msgspec.to_builtins(outcome, enc_hook=str)))
        return outcome.exit_code
    for one in outcome.rolled:
        if len(outcome.verdicts) > 1:
            show_runs(one, outcome)
        show_verdicts(one, findings=findings)
    for note in outcome.notes:
        click.echo(f"\n{note}")
    show_time(outcome.spent_s)
    for path in outcome.reports:
        click.echo(f"{path.suffix.removeprefix('.'):<6} {path}")
    click.echo(last_line(outcome))
    return outcome.exit_code


def show_runs(one: "Rolled", outcome: "Outcome") -> None:
    """The runs that a table rests on, a line each."""
    from lotproof.reports.terminal import summary

    click.echo(f"\n{one.integration}: {one.conclusion}")
    for folder, run in zip(outcome.folders, outcome.verdicts, strict=True):
        if run.integration == one.integration:
            click.echo(f"  {folder.name}: seed {run.seed}, {run.conclusion}: {summary(run)}")
    click.echo("")


def show_verdicts(verdicts: "Verdicts | Rolled", *, findings: int = FINDINGS_SHOWN) -> None:
    """The table, the first findings and the scope of one run, or of several."""
    from lotproof.reports.terminal import finding_text, scope_text, verdict_table, wants_colour

    colour = wants_colour(sys.stdout)
    click.echo(verdict_table(verdicts, colour=colour))
    found = all_findings(verdicts)
    for finding in found[:findings]:
        click.echo("\n" + finding_text(finding, colour=colour))
    if len(found) > findings:
        click.echo(f"\n{len(found) - findings} more in the report.")
    click.echo("\n" + scope_text(verdicts.scope))


def all_findings(verdicts: "Verdicts | Rolled") -> list["Finding"]:
    """What is held against the integration as a whole, then M rows; one row's first before the next one's second."""
    rows = sorted((v for v in verdicts.verdicts if v.findings), key=lambda v: v.level != "M")
    first = [*verdicts.against, *(row.findings[0] for row in rows)]
    return first + [finding for row in rows for finding in row.findings[1:]]


def show_time(spent_s: dict[str, float]) -> None:
    """Where the time went."""
    if spent_s:
        parts = ", ".join(f"{STAGES.get(stage, stage)} {seconds:.1f} s" for stage, seconds in spent_s.items())
        click.echo(f"time: {parts}; {sum(spent_s.values()):.1f} s in all")


def last_line(outcome: "Outcome") -> str:
    """Conclusion, scope, counts."""
    if not outcome.verdicts:
        return outcome.conclusion
    names, scenarios, revisions = (
        ", ".join(dict.fromkeys(words))
        for words in (
            [one.integration for one in outcome.rolled],
            [one.scenario for one in outcome.verdicts],
            [one.scope.requirements for one in outcome.verdicts],
        )
    )
    rows = {row for one in outcome.rolled for row in one.scope.inside}
    flows = {flow for one in outcome.verdicts for flow in one.scope.claims}
    lane = outcome.verdicts[0].scope.lane
    about = f"{revisions}, {len(rows)} rows, {len(flows)} flows, {lane}, {scenarios}"
    return f"{names}: {outcome.conclusion} ({about}): {counted(outcome)}"


def counted(outcome: "Outcome") -> str:
    """How many rows are how, over all runs and integrations."""
    return ", ".join(f"{number} {word}" for word, number in outcome.counts.items() if number)
