"""`lotproof certify`: play the scenarios, judge, report."""

from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.options import JSON, PLAYING, WORLD, with_options, with_scenarios

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Options


@click.command()
@click.option("--scenario", "names", multiple=True, help="Only these scenarios; all of the profile without it.")
@with_options(*WORLD, *PLAYING, JSON)
def command(names: tuple[str, ...], json: bool, options: "Options") -> int:
    """Certify an integration: play, judge, report."""
    from lotproof.harness.cli.ending import show
    from lotproof.harness.cli.progress import Teller
    from lotproof.harness.suite.certify import certify

    teller = Teller()
    try:
        outcome = certify(with_scenarios(options, names), teller)
    finally:
        teller.done()
    return show(outcome, json=json)
