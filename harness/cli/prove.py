"""`lotproof prove`: the judge on trial, by integrations that are wrong in known ways."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.shown import table

if TYPE_CHECKING:
    from lotproof.harness.suite.matrix import Matrix
    from lotproof.harness.suite.prove import Proof
    from lotproof.harness.suite.trial import Tried


@click.command()
@click.option("--only", multiple=True, metavar="NAME", help="A requirement, a family or a variant; may be repeated.")
@click.option(
    "--scenario", "scenarios", multiple=True, metavar="NAME", help="Play this one; may be repeated. Else all."
)
@click.option("--quick", is_flag=True, help="A variant is done with the first row that it has to break.")
@click.option("--blunt", is_flag=True, help="Then silence and turn round each check, and see that it is missed.")
@click.option("--sockets", is_flag=True, help="Also what shows on sockets only; that takes minutes.")
@click.option("--saved", is_flag=True, help="The last full matrix, as it came with this package; nothing is played.")
@click.option("--save", is_flag=True, help="Keep the matrix as the saved one, and its page in the docs.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0 is one per core.")
@click.option("--runs", type=click.Path(path_type=Path), help="Keep the evidence of all runs in this folder.")
@click.option("--json", "json", is_flag=True, help="As JSON: requirements with the variants that break them.")
def command(
    *,
    only: tuple[str, ...],
    scenarios: tuple[str, ...],
    quick: bool,
    blunt: bool,
    sockets: bool,
    saved: bool,
    save: bool,
    jobs: int,
    runs: Path | None,
    json: bool,
) -> int:
    """
    Put the judge on trial.

    The reference integration has to pass every requirement, and each faulty variant of it has to be caught at what it
    is made to break and nowhere else. Ends with 1 where that is not so.
    """
    from lotproof.harness.suite.prove import Wanted, prove
    from lotproof.harness.suite.saved import saved as last

    if saved:
        return _show(last(), json)
    check(only, quick, save)
    wanted = Wanted(only=only, scenarios=scenarios, quick=quick, blunt=blunt, sockets=sockets, jobs=jobs, runs=runs)
    proof = prove(wanted, (lambda tried: None) if json else _tell)
    if save and not proof.breaches:
        _save(proof.matrix)
    code = _show(proof.matrix, json)
    if not json:
        click.echo(_last_line(proof))
    return code


def check(only: tuple[str, ...], quick: bool, save: bool) -> None:
    """
    Only the whole matrix is saved.

    Raises:
        UsageError: if less is asked for.
    """
    if save and (only or quick):
        raise click.UsageError("--save keeps the whole matrix: leave --only and --quick away.")


def _tell(tried: "Tried") -> None:
    line = tried.line
    fell = [row for row in line.golden.must if line.cells.get(row) == "fail"]
    shown = ", ".join(fell) if line.golden.must else f"falls: {', '.join(line.falls()) or 'none'}"
    click.echo(f"  {line.name:32} {tried.spent_s:6.2f} s  {shown}")


def _save(matrix: "Matrix") -> None:
    from lotproof.harness.suite.saved import save

    for path in save(matrix):
        click.echo(f"saved {path}", err=True)


def _show(matrix: "Matrix", json: bool) -> int:
    from lotproof.harness.suite.saved import as_json

    if json:
        click.echo(as_json(matrix))
    else:
        rows = [
            {"requirement": r.id, "broken by": r.broken_by, "falls with": r.falls_with} for r in matrix.requirements
        ]
        click.echo(table(rows, ("requirement", "broken by", "falls with")))
        for breach in matrix.breaches:
            click.echo(str(breach))
    return 1 if matrix.breaches else 0


def _last_line(proof: "Proof") -> str:
    matrix = proof.matrix
    counts = f"{len(matrix.requirements)} requirements, {len(matrix.variants)} variants, {proof.runs} runs"
    word = "as it has to be" if not matrix.breaches else f"{len(matrix.breaches)} breaches"
    return f"{word}: {counts} in {proof.spent_s:.0f} s"
