"""`lotproof plan`: a scenario simulated day after day, as truth of any size, without wires and without systems."""

from pathlib import Path

import click
from lotproof.harness.cli.options import JSON


@click.command()
@click.argument("scenario", default="food_hold")
@click.option(
    "--facts", type=float, default=1, metavar="N", help="At least so many facts, as 1e6; without it, one day."
)
@click.option("--seed", type=int, help="Of the first day; without it, the scenario's own.")
@click.option("--every", default="24 h", show_default=True, help="What lies between the beginnings of two days.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="A new run folder; without it, in runs/.")
@JSON
def command(scenario: str, *, facts: float, seed: int | None, every: str, out: Path | None, json: bool) -> None:
    """
    Simulate days of a scenario until there are so many facts, and record what truly happened.

    Each day has orders, lots and units of its own. The run folder can be exported, and
    read by the judge's columns; its ledger says that nothing was played, so no integration is judged by it.
    """
    import msgspec
    from lotproof.harness.cli.progress import Teller
    from lotproof.harness.cli.shown import as_json
    from lotproof.harness.model.errors import InputError
    from lotproof.harness.suite.bulk import simulate, spaced
    from lotproof.harness.suite.options import Progress
    from lotproof.harness.suite.places import new_folder

    if not 1 <= facts < float("inf"):
        raise InputError("a plan has at least one fact", which="--facts", got=str(facts))
    whole, show = int(facts), Teller()
    done = simulate(
        scenario,
        out or new_folder(Path("runs"), scenario),
        facts=whole,
        seed=seed,
        every=spaced(every),
        tell=lambda so_far: show(Progress(stage="plan", text="", done=so_far, total=whole)),
    )
    show.done()
    if json:
        click.echo(as_json(msgspec.to_builtins(done)))
        return
    memory = f", at most {done.peak_mib} MiB" if done.peak_mib else ""
    days = "1 day" if done.days == 1 else f"{done.days} days"
    click.echo(f"{done.run}: {done.facts} facts in {days} of {done.scenario}, seed {done.seed}")
    again = f", {done.days_retold} days told again" if done.days_retold else ""
    click.echo(f"{done.seconds:.1f} s, {done.facts_per_s} facts/s, {done.events_per_fact} events a fact{again}{memory}")
