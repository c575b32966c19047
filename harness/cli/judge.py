"""`lotproof judge`: the verdicts of a recorded run, again; or the grade of an event file that somebody sent."""

from pathlib import Path

import click
from lotproof.harness.cli.options import JSON
from lotproof.harness.cli.shown import as_json

REMARKS_SHOWN = 3


@click.command()
@click.argument("what", metavar="RUN|FILE", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="ID", help="Only these requirements, or families such as IDM.")
@click.option("--schema", type=click.Path(path_type=Path), metavar="FILE", help="Of a file: GS1's EPCIS JSON schema.")
@click.option("--columns", is_flag=True, help="Of a run too big for memory: the rows that postings alone decide.")
@JSON
def command(what: Path, only: tuple[str, ...], schema: Path | None, columns: bool, json: bool) -> int:
    """
    Judge a recorded run again: the same evidence gives the same verdicts, byte for byte.

    Of an EPCIS 2.0 file (JSON-LD), judge what needs no truth, and say what the rest would need.

    --columns (needs lotproof[columns]) judges GEN-01, 02, 05, 11 and 19 of a run of millions of facts, where no trace
    is offered and no message of the floor was struck.
    """
    if columns:
        return _columns(what, only, schema, json=json)
    if what.is_file():
        return _file(what, only, schema, json=json)
    if schema:
        from lotproof.harness.model.errors import InputError

        raise InputError("--schema is for event files", which=str(what), expected="an EPCIS 2.0 file", got="a run")
    return _run(what, only, json=json)


def _run(run: Path, only: tuple[str, ...], *, json: bool) -> int:
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
        for note in verdicts.notes:
            click.echo(f"note: {note}")
        counts = ", ".join(f"{number} {word}" for word, number in verdicts.counts.items() if number)
        click.echo(f"{verdicts.integration}: {verdicts.conclusion}: {counts}")
    return verdicts.exit_code


def _columns(run: Path, only: tuple[str, ...], schema: Path | None, *, json: bool) -> int:
    import msgspec
    from lotproof.harness.cli.shown import table
    from lotproof.harness.judge.bulk_run import judge_in_columns
    from lotproof.harness.model.errors import InputError
    from lotproof.harness.model.rolled import NOT_PROVEN
    from lotproof.harness.record.folder import RunFolder

    if only or schema:
        raise InputError("--columns stands alone", which=str(run), expected="a run folder", got="--only or --schema")
    rows = judge_in_columns(RunFolder.open(run))
    shown = [{"row": row.requirement, "": row.outcome, "looked at": row.exercised, "wrong": row.wrong} for row in rows]
    if json:
        click.echo(as_json([{**msgspec.to_builtins(row), "outcome": row.outcome} for row in rows]))
    else:
        click.echo(table(shown, ("row", "", "looked at", "wrong")))
        for row in rows:
            for sentence in row.shown:
                click.echo(f"{row.requirement}: {sentence}")
        click.echo("\nThese rows alone, from postings; what else the run shows needs the plain judge.")
    if any(row.wrong for row in rows):
        return 1
    return 0 if any(row.exercised for row in rows) else NOT_PROVEN


def _file(path: Path, only: tuple[str, ...], schema: Path | None, *, json: bool) -> int:
    import msgspec
    from lotproof.harness.cli.shown import table
    from lotproof.harness.model.errors import InputError
    from lotproof.harness.suite.grading import grade

    if only:
        raise InputError("--only is for runs", which=str(path), expected="a run folder", got="a file")
    found = grade(path, schema=schema)
    if json:
        click.echo(as_json(msgspec.to_builtins(found)))
        return found.exit_code
    rows = [{"rule": one.rule, "": one.outcome, "events": one.looked_at, "what": one.sentence} for one in found.rules]
    click.echo(table(rows, ("rule", "", "events", "what")))
    for one in found.rules:
        for remark in one.remarks[:REMARKS_SHOWN]:
            click.echo(f"\n{one.outcome} {one.rule} at event {remark.where}\n  {remark.subject}: {remark.sentence}")
        if one.found > REMARKS_SHOWN:
            click.echo(f"\n{one.found - REMARKS_SHOWN} more of {one.rule}.")
    click.echo(f"\n{len(found.omitted)} requirements need more than a file: a run, or its truth (--json names them).")
    counts = ", ".join(f"{number} {word}" for word, number in found.counts.items() if number)
    click.echo(
        f"{found.file}: {found.conclusion} (EPCIS 2.0, {found.events} events, {found.effective} count): {counts}"
    )
    return found.exit_code
