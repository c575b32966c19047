"""`lotproof export`: a recorded run as EPCIS, OCEL or a FSMA 204 sheet."""

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    required=True,
    metavar="NAME",
    help="epcis, ocel-json, ocel-sqlite, fsma204-csv or fsma204-xlsx.",
)
@click.option("--of", "of", default="truth", show_default=True, help="truth, or answers: what the integration said.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Without it: beside the run's reports.")
def command(run: Path, form: str, of: str, out: Path | None) -> None:
    """Write a run in the language of others: what truly happened, or what the integration answered."""
    from lotproof.harness.record.folder import RunFolder
    from lotproof.harness.suite.exporting import export

    done = export(RunFolder.open(run), form, of=of, out=out)
    click.echo(done.path)
    if done.left_out:
        click.echo(f"{done.left_out} edges are left out: no time, no known role, or an unknown item.", err=True)
