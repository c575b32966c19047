"""
The wheel, beside a project that has folders of the same names.

Users have a `harness/`, a `mocks/`, a `scenarios/` and a `reports/` of their own. lotproof is installed into a fresh
environment and used from such a project; both keep what is theirs.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.architecture.sources import TOPS, modules, tracked

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def run(command: Sequence[str | Path], cwd: Path, **more: str) -> str:
    """What the command printed; it must succeed."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")} | more
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what git keeps and nothing that lies around besides."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked():
        target = copy / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", out, "."], cwd=copy)
    return next(out.glob("lotproof-*.whl"))


@pytest.fixture(scope="module")
def installed(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment that has the wheel and what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("venv")
    run([sys.executable, "-m", "venv", folder], cwd=folder)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [commands / "python", "-m", "pip", "install", "--quiet", "--constraint", root / "constraints.txt"]
    run([*pip, wheel, "pytest"], cwd=folder)
    return commands


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Somebody's project with a harness, mocks, scenarios and reports of its own."""
    for top in TOPS:
        (tmp_path / top).mkdir()
        (tmp_path / top / "__init__.py").write_text(f'"""Not lotproof\'s {top}."""\nOWNER = "the project"\n')
    (tmp_path / "test_own.py").write_text(
        "import harness, mocks, reports, scenarios\n"
        "import lotproof.harness, lotproof.mocks\n\n\n"
        "def test_both():\n"
        "    assert {m.OWNER for m in (harness, mocks, reports, scenarios)} == {'the project'}\n"
        "    assert lotproof.harness is not harness\n"
    )
    return tmp_path


def test_the_wheel_has_every_module_below_lotproof(root: Path, wheel: Path) -> None:
    """Every module of the four folders is in the wheel, below `lotproof`, and nothing stands beside it."""
    inside = zipfile.ZipFile(wheel).namelist()
    expected = {f"lotproof/{path.relative_to(root).as_posix()}" for path in modules()}

    assert expected - set(inside) == set()
    assert {name.split("/")[0].split("-")[0] for name in inside} == {"lotproof"}


def test_the_wheel_has_every_file_that_modules_read(root: Path, wheel: Path) -> None:
    """Templates, schemas, scenarios and pictures of the four folders are in the wheel."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    kept = {path.relative_to(root) for path in tracked()}
    expected = {f"lotproof/{path.as_posix()}" for path in kept if path.parts[0] in TOPS}

    assert expected - inside == set()


def test_lotproof_runs_in_a_project_with_the_same_folders(installed: Path, project: Path) -> None:
    """`lotproof list requirements --json` runs in a project that has a `harness` of its own."""
    rows = json.loads(run([installed / "lotproof", "list", "requirements", "--json"], cwd=project))

    assert {"id", "level", "judged"} <= set(rows[0])


def test_the_project_keeps_its_own_folders(installed: Path, project: Path) -> None:
    """The project's own tests import its own folders and lotproof's side by side."""
    shown = run([installed / "python", "-m", "pytest", "-q"], cwd=project)

    assert "1 passed" in shown


def test_the_core_is_lean(installed: Path, project: Path) -> None:
    """What load tests and developers need is not installed with the core."""
    listed = json.loads(run([installed / "python", "-m", "pip", "list", "--format", "json"], cwd=project))

    assert {"locust", "polars", "playwright", "ruff", "mypy", "schemathesis"} & {row["name"] for row in listed} == set()
