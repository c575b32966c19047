"""`lotproof hunt`: allowed trouble at random, until an integration does not conform; the smallest case is saved."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from lotproof.harness.cli.shown import as_json

if TYPE_CHECKING:
    from lotproof.harness.suite.chase import Caught, Chased
    from lotproof.harness.suite.hunt import Hunt, Hunted

FINDINGS, RIG = 1, 3


@click.command()
@click.argument("scenarios", nargs=-1)
@click.option(
    "--integration",
    "integrations",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A lotproof.toml, or its folder; it is hunted on sockets. Without it: the reference.",
)
@click.option("--variant", default="", help="A faulty variant of the reference, in its place.")
@click.option("--only", multiple=True, metavar="ID", help="Only these requirements, or families such as IDM.")
@click.option("--examples", type=click.IntRange(min=1), default=200, show_default=True, help="Schedules to play.")
@click.option(
    "--minutes", type=click.FloatRange(min=0), default=0.0, help="Play nothing new after so long; 0: no bound."
)
@click.option("--lane", type=click.Choice(("fast", "sockets")), help="fast where it can be, else sockets.")
@click.option("--sockets-every", type=click.IntRange(min=0), default=0, help="Beside each N of them one on sockets.")
@click.option("--size", type=click.Choice(("sketch", "full")), default="sketch", show_default=True)
@click.option(
    "--chance", type=int, default=0, show_default=True, help="Where the drawing begins; the same draws again."
)
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0 is one per core.")
@click.option("--save", type=click.Path(path_type=Path), default=Path("runs/hunts"), show_default=True, metavar="DIR")
@click.option("--json", "json", is_flag=True, help="As JSON.")
def command(
    *, integrations: tuple[Path, ...], lane: str | None, only: tuple[str, ...], json: bool, **given: object
) -> int:
    """
    Hunt for a schedule of trouble that breaks an integration, in these scenarios or in all.

    Faults, where they begin, how far they go and the seed are drawn within what the requirements allow. What breaks is
    shrunk to the fewest strikes and acts and saved as a scenario file that `lotproof run FILE` plays again. Ends with
    1 where something was found.
    """
    import msgspec
    from lotproof.harness.suite.hunt import Hunt, hunt

    files = tuple(str(file) for file in integrations)
    rows = tuple(part for one in only for part in one.split(",") if part)
    wanted = msgspec.convert(
        {**given, "integrations": files, "rows": rows, "lane": lane or ("sockets" if files else "fast")}, Hunt
    )
    hunted = hunt(wanted, (lambda chased: None) if json else _tell)
    click.echo(as_json(msgspec.to_builtins(hunted, enc_hook=str)) if json else _told(wanted, hunted))
    return RIG if hunted.rig_failed else FINDINGS if hunted.caught else 0


def _tell(chased: "Chased") -> None:
    rate = 60 * chased.played / chased.spent_s if chased.spent_s else 0
    found = "" if not chased.caught else ", and something was found"
    click.echo(f"  {chased.chase.lane}: {chased.played} schedules, {rate:.0f} a minute{found}")


def _told(wanted: "Hunt", hunted: "Hunted") -> str:
    """What was found, how to play it again, and one last line."""
    lines: list[str] = []
    for one, file in zip(hunted.caught, hunted.files, strict=True):
        lines += ["", *_story(one), f"played again by: {replay(wanted, file)}"]
    counts = ", ".join(
        f"{number} on sockets" if lane == "sockets" else f"{number} in the fast lane"
        for lane, number in hunted.played.items()
    )
    end = "found and shrunk" if hunted.caught else "nothing found"
    return "\n".join([*lines, f"{end}: {counts or 'nothing was played'}, {hunted.spent_s:.0f} s"])


def _story(caught: "Caught") -> list[str]:
    from lotproof.harness.suite.schedules import place

    strikes = [f"  {one.fault} {one.target}: {place(one.at)}" for one in caught.schedule.strikes]
    rows = [f"{row}: {said}" for row, said in caught.rows.items()]
    return [
        *rows,
        f"seed {caught.schedule.seed}, " + ("no trouble at all" if not strikes else "and this trouble:"),
        *strikes,
    ]


def replay(wanted: "Hunt", file: Path) -> str:
    """The command that plays a saved scenario again."""
    who = [f"--variant {wanted.variant}"] if wanted.variant else []
    who += [f"--integration {one}" for one in wanted.integrations]
    return " ".join([f"lotproof run {file}", f"--lane {wanted.lane}", *who])
