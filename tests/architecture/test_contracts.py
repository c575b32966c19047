"""Who may see whom, held by a machine."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import grimp
import pytest

from tests.architecture.sources import ROOT, TOPS, modules


def test_every_import_contract_is_kept() -> None:
    """The layers and walls of .importlinter hold."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_the_reference_integration_imports_only_itself() -> None:
    """What an integrator reads as a model needs nothing of lotproof."""
    graph = grimp.build_graph("lotproof.mocks", "lotproof.harness", "lotproof.reports", "lotproof.scenarios")
    own = graph.find_descendants("lotproof.mocks.integration") | {"lotproof.mocks.integration"}
    seen = {other for module in own for other in graph.find_modules_directly_imported_by(module)}

    assert seen <= own


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_can_be_imported(path: Path) -> None:
    """A module imports without side effects that need a wire, a file or an argument."""
    if path.name == "__main__.py":
        return
    parts = path.relative_to(ROOT).with_suffix("").parts
    import_module(".".join(("lotproof", *(parts[:-1] if parts[-1] == "__init__" else parts))))


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder with modules has an __init__.py, so that its first line can say what is true there."""
    folders = {p.parent for p in modules()}

    assert [str(f.relative_to(ROOT)) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_setup_lists_every_package() -> None:
    """The wheel has every folder of modules."""
    asked = (
        "import runpy, sys, types\n"
        "sys.modules['setuptools'] = types.SimpleNamespace(setup=lambda **given: print(*given['packages']))\n"
        "runpy.run_path('setup.py')\n"
    )
    shown = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    folders = {".".join(("lotproof", *p.parent.relative_to(ROOT).parts)) for p in modules()}

    assert folders - set(shown.stdout.split()) == set()
    assert {name.split(".")[1] for name in shown.stdout.split()} == set(TOPS)
