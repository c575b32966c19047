"""`lotproof demo`: a good integration certified, a broken one caught."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Outcome

BROKEN = "no_dedup_mqtt"


@click.command()
@click.option("--variant", default=BROKEN, show_default=True, help="Which broken integration is to be caught.")
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, metavar="DIR")
def command(variant: str, runs: Path) -> int:
    """See it work: a good integration is certified, then a broken one is caught."""
    from lotproof.harness.cli.ending import show

    click.echo("1. The reference integration on the food scenario: it should conform.\n")
    good = played(runs, "")
    code = show(good, json=False)
    if code:
        click.echo(
            "\nThe reference does not conform here: that was not meant to happen. `lotproof doctor` may know why."
        )
        return code
    click.echo(f"\n2. The same plant, the same trouble, a broken integration ({variant}): it should be caught.\n")
    return caught(played(runs, variant), variant)


def played(runs: Path, variant: str) -> "Outcome":
    from lotproof.harness.cli.progress import Teller
    from lotproof.harness.suite.certify import certify
    from lotproof.harness.suite.options import Options

    teller = Teller()
    try:
        return certify(Options(variant=variant, runs=runs, seeds=1), teller)
    finally:
        teller.done()


def caught(bad: "Outcome", variant: str) -> int:
    """Show the first finding; 0 where the broken integration was caught."""
    import sys

    from lotproof.harness.cli.ending import all_findings, last_line
    from lotproof.reports.terminal import finding_text, wants_colour

    findings = [finding for verdicts in bad.verdicts for finding in all_findings(verdicts)]
    if bad.exit_code != 1 or not findings:
        click.echo(f"{last_line(bad)}\nThe broken integration was not caught (exit code {bad.exit_code}, expected 1).")
        return 3
    click.echo(finding_text(findings[0], colour=wants_colour(sys.stdout)))
    if len(findings) > 1:
        click.echo(f"\n{len(findings) - 1} more findings in the report.")
    for path in bad.reports:
        if path.suffix == ".html":
            click.echo(f"html   {path}")
    click.echo(last_line(bad))
    click.echo(
        f"\nThis failure was meant: {variant} is broken on purpose, and exit code 1 is how a CI job would see it."
    )
    return 0
