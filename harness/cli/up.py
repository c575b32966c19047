"""`lotproof up`: a world to develop against."""

from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.options import PLAYING, WORLD, with_options, with_scenarios

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Options


@click.command()
@click.option("--play", "scenario", help="Play this scenario over and over, so that floor and desks do something.")
@with_options(*WORLD, *PLAYING)
def command(scenario: str | None, options: "Options") -> int:
    """Keep a world running for who develops an adapter: endpoints, credentials, and every posting as it is made."""
    from lotproof.harness.cli.progress import Teller
    from lotproof.harness.suite.living import live

    teller = Teller()
    try:
        live(with_scenarios(options, (scenario,) if scenario else ()), click.echo, teller, play=bool(scenario))
    finally:
        teller.done()
    return 0
