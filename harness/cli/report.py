"""`lotproof report`: the reports of a judged run, again."""

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--format", "formats", multiple=True, metavar="NAME", help="html, json, junit, markdown; all without it.")
def command(run: Path, formats: tuple[str, ...]) -> None:
    """Write the reports of a run; one that was not judged yet is judged first."""
    from lotproof.harness.record.folder import RunFolder
    from lotproof.harness.suite.conclude import judged
    from lotproof.reports import FILES, write

    folder = RunFolder.open(run)
    if not folder.verdicts_file.exists():
        judged(folder)
    for path in write(folder, formats or tuple(FILES)):
        click.echo(path)
