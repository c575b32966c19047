"""The options that commands share, and the suite's options that they make."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Options

WORLD = (
    click.option(
        "--integration",
        "integrations",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="A lotproof.toml, or its folder; several for several adapters. Without it: ./lotproof.toml where there "
        "is one, else the reference.",
    ),
    click.option("--broker", default="nats", show_default=True, help="nats, amqtt, or mqtt://user:password@host:port."),
    click.option("--world", type=click.Path(path_type=Path), metavar="DIR", help="Keep addresses, secrets and state."),
    click.option("--host", default="127.0.0.1", show_default=True, help="The address that everything listens on."),
    click.option("--ports", type=click.Path(path_type=Path), metavar="FILE", help="Lines like `erp: 8001`."),
)

PLAYING = (
    click.option("--seed", type=int, help="Of the course and the trouble."),
    click.option("--tag", default="", help="Repeat a run tag: four letters or digits."),
    click.option("--clock", default="jump", show_default=True, help="jump, paced or live."),
    click.option("--rate", type=float, default=60.0, show_default=True, help="Sim seconds per second, when paced."),
    click.option("--only", multiple=True, metavar="ID", help="Only these requirements, or families such as IDM."),
    click.option("--lane", default="sockets", show_default=True, help="sockets, or fast: no sockets, no certificate."),
    click.option("--size", default="full", show_default=True, help="full or sketch."),
    click.option("--variant", default="", help="A faulty variant of the reference, in its place."),
    click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, metavar="DIR"),
)

JSON = click.option("--json", "json", is_flag=True, help="As JSON.")


def with_options(*options: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command these options, first named first shown; it gets those that the suite knows as one `Options`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(**given: Any) -> Any:
            return command(**gathered(given))

        decorated: Callable[..., Any] = called
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def gathered(given: dict[str, Any]) -> dict[str, Any]:
    """The same arguments with those that `Options` has put into one."""
    from lotproof.harness.suite.options import Options

    known = {name: given.pop(name) for name in tuple(given) if name in Options.__struct_fields__}
    known["integrations"] = tuple(known.get("integrations", ())) or own_file()
    if "only" in known:
        known["only"] = tuple(part for one in known["only"] for part in one.split(",") if part)
    return {**given, "options": Options(**known)}


def own_file() -> tuple[Path, ...]:
    """The `lotproof.toml` of the folder that the command is called in, if there is one."""
    return (Path("lotproof.toml"),) if Path("lotproof.toml").exists() else ()


def with_scenarios(options: "Options", scenarios: tuple[str, ...]) -> "Options":
    """The options with the scenarios that were named, or their default."""
    import msgspec

    return msgspec.structs.replace(options, scenarios=scenarios) if scenarios else options
