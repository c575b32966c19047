"""`lotproof smoke`: ten seconds for the wiring."""

from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.options import JSON, WORLD, with_options
from lotproof.harness.cli.shown import as_json

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Options


@click.command()
@with_options(*WORLD, JSON)
def command(json: bool, options: "Options") -> int:
    """Try a token, an order, a message, a posting; what fails here is wiring, not a verdict (exit code 2)."""
    import msgspec
    from lotproof.harness.cli.progress import Teller
    from lotproof.harness.suite.smoke import smoke

    teller = Teller()
    try:
        steps = smoke(options, teller)
    finally:
        teller.done()
    if json:
        click.echo(as_json(msgspec.to_builtins(steps)))
    else:
        for step in steps:
            click.echo(f"{'ok' if step.ok else 'NOT':<4} {step.name:<10} {step.took_s:5.2f} s  {step.look}".rstrip())
    return 0 if all(step.ok for step in steps) else 2
