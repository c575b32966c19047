"""
The command line: one thin file per command, imported when it is asked for, so that `lotproof --help` answers at once.

    lotproof NAME  -->  harness/cli/name.py: `command`

Exit codes: 0 conforms, 1 findings, 2 your input, 3 our rig, 4 not proven, 130 broken off twice.
"""

import pkgutil
import sys
from importlib import import_module
from typing import Any

import click
from lotproof.harness.model.errors import LotproofError

EPILOG = "Exit codes: 0 conforms, 1 findings, 2 your input, 3 our rig, 4 not proven."
NOT_COMMANDS = ("ending", "options", "progress", "shown")


class Commands(click.Group):
    """Every module of this package that has a `command`; it is imported when its name is said."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return found


@click.command(cls=Commands, epilog=EPILOG, invoke_without_command=True)
@click.version_option(package_name="lotproof", message="lotproof %(version)s")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Prove whether an integration between shop floor and business systems keeps traceability intact."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: list[str] | None = None) -> None:
    """What the console script calls; ends with the exit code that the command gave."""
    try:
        code: Any = group.main(arguments, prog_name="lotproof", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        code = wrong.exit_code
    except LotproofError as wrong:
        click.echo(f"lotproof: {wrong}", err=True)
        code = wrong.exit_code
    except BrokenPipeError:
        code = 0
    except (click.Abort, KeyboardInterrupt):
        click.echo("lotproof: broken off", err=True)
        code = 130
    except Exception as broken:
        code = _our_fault(broken)
    sys.exit(code if isinstance(code, int) else 0)


def _our_fault(broken: Exception) -> int:
    """What nobody foresaw is the rig's failure, never a finding: exit code 3, with all that is known."""
    import traceback

    traceback.print_exception(broken)
    click.echo(f"lotproof: our own rig failed: {broken!r}. The integration is not blamed for it.", err=True)
    return 3
