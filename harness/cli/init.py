"""`lotproof init`: a `lotproof.toml` to fill in."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
def command(folder: Path) -> None:
    """Write a lotproof.toml to fill in."""
    from lotproof.harness.suite.starter import write_starter

    click.echo(f"{write_starter(folder)}: fill in `command`, `ready` and `claims`, then `lotproof smoke`.")
