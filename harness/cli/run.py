"""`lotproof run`: one scenario, with the scope of what it exercises."""

from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.options import JSON, PLAYING, WORLD, with_options, with_scenarios

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Options


@click.command()
@click.argument("scenario")
@with_options(*WORLD, *PLAYING, JSON)
def command(scenario: str, json: bool, options: "Options") -> int:
    """Play one scenario (a name, or a YAML file) and judge it."""
    from lotproof.harness.cli.ending import show
    from lotproof.harness.cli.progress import Teller
    from lotproof.harness.suite.certify import certify

    teller = Teller()
    try:
        outcome = certify(with_scenarios(options, (scenario,)), teller)
    finally:
        teller.done()
    return show(outcome, json=json)
