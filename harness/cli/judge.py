"""`lotproof judge`: the verdicts of a recorded run, again."""

from pathlib import Path

import click
from lotproof.harness.cli.options import JSON
from lotproof.harness.cli.shown import as_json


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="ID", help="Only these requirements, or families such as IDM.")
@JSON
def command(run: Path, only: tuple[str, ...], json: bool) -> int:
    """Judge a recorded run again: the same evidence gives the same verdicts, byte for byte."""
    import msgspec
    from lotproof.harness.cli.ending import show_verdicts
    from lotproof.harness.judge import judge
    from lotproof.harness.record.folder import RunFolder

    folder = RunFolder.open(run)
    verdicts = judge(folder, only=tuple(part for one in only for part in one.split(",") if part))
    if not only:
        folder.write_verdicts(verdicts)
    if json:
        click.echo(as_json(msgspec.to_builtins(verdicts)))
    else:
        show_verdicts(verdicts)
        counts = ", ".join(f"{number} {word}" for word, number in verdicts.counts.items() if number)
        click.echo(f"{verdicts.integration}: {verdicts.conclusion}: {counts}")
    return verdicts.exit_code
