"""The command starts at once."""

import subprocess
import sys

HEAVY = ("aiohttp", "amqtt", "asyncua", "faker", "fastapi", "gmqtt", "jinja2", "jsonschema", "simpy", "uvicorn")


def loaded(arguments: list[str]) -> set[str]:
    """The modules that were imported when the command had run with these arguments."""
    program = (
        "import sys\n"
        "from lotproof.harness.cli import main\n"
        f"sys.argv = ['lotproof', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print('MODULES', *sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("MODULES ")[2].split())


def test_help_imports_nothing_heavy() -> None:
    """`lotproof --help` imports no protocol and no framework, so it answers at once."""
    assert loaded(["--help"]) & set(HEAVY) == set()
