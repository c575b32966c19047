"""`lotproof doctor`: whether this machine has what a run needs."""

import click
from lotproof.harness.cli.options import JSON
from lotproof.harness.cli.shown import as_json


@click.command()
@JSON
def command(json: bool) -> int:
    """See whether this machine has what a run needs; exit code 3 where something needed is missing."""
    import msgspec
    from lotproof.harness.suite.doctor import examine

    found = list(examine())
    if json:
        click.echo(as_json(msgspec.to_builtins(found)))
    else:
        for one in found:
            mark = "ok" if one.ok else ("MISSING" if one.needed else "without")
            click.echo(f"{mark:<8} {one.name:<20} {one.found}{f'; {one.remedy}' if not one.ok and one.remedy else ''}")
    return 3 if any(one.needed and not one.ok for one in found) else 0
