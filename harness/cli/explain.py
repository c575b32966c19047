"""`lotproof explain`: the whole story of one fact."""

from pathlib import Path

import click
from lotproof.harness.cli.options import JSON
from lotproof.harness.cli.shown import as_json


@click.command()
@click.argument("name")
@click.option("--run", "run", type=click.Path(path_type=Path), help="The run; the newest in runs/ without it.")
@JSON
def command(name: str, run: Path | None, json: bool) -> None:
    """
    Tell all that happened with one fact.

    NAME is a fact (f12), a source identity (stream#seq), a posting, a ledger entry, or a lot or order to find facts of.
    """
    import msgspec
    from lotproof.harness.record.folder import RunFolder
    from lotproof.harness.suite.explain import explain
    from lotproof.harness.suite.past import latest

    folder = RunFolder.open(run) if run else latest(Path("runs"))
    story = explain(folder, name)
    if json:
        click.echo(as_json(msgspec.to_builtins(story)))
        return
    click.echo(f"{story.fact}: {story.title}")
    click.echo(f"source: {story.source or 'none'}   run: {folder.path}\n")
    wide = max((len(line.where) for line in story.lines), default=0)
    for line in story.lines:
        click.echo(f"{line.at_us / 1e6:>+10.3f} s  {line.where:<{wide}}  {line.text}  [{line.entry}]")
