"""What our pages show runs as they show it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import Step, pages, steps

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")
STORY = {page: list(steps(page.read_text(encoding="utf-8"))) for page in pages(ROOT)}


def argv(step: Step) -> list[str]:
    """The command as this environment's own, whatever stands on the path."""
    if step.kind == "python":
        return [sys.executable, "-c", step.text]
    words = shlex.split(step.text)
    own = Path(sys.executable).parent / words[0]
    return [str(own if own.exists() else words[0]), *words[1:]]


@pytest.mark.slow
@pytest.mark.sockets
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", STORY, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    """Each command of a page ends with the exit code that the page says."""
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for step in STORY[page]:
        done = subprocess.run(
            argv(step), cwd=tmp_path, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        where = f"{page.relative_to(ROOT)}:{step.line}"

        assert done.returncode == step.code, f"{where}: {step.text}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", pages(ROOT), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """A link to a file of the repository finds it."""
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_a_block_may_state_its_exit_code() -> None:
    """`# exit 2` at the end of a command is the code that it must have."""
    page = "x\n\n```console\n$ lotproof judge nowhere  # exit 2\nnowhere: no run\n$ lotproof list flows\n```\n"

    assert [(s.line, s.text, s.code) for s in steps(page)] == [
        (4, "lotproof judge nowhere", 2),
        (6, "lotproof list flows", 0),
    ]


def test_every_page_can_be_reached() -> None:
    """Every page of docs/ is linked from another page."""
    linked = {
        (page.parent / link).resolve()
        for page in pages(ROOT)
        for link in LINK.findall(page.read_text(encoding="utf-8"))
    }
    lone = [page for page in pages(ROOT) if page.resolve() not in linked and page.name != "README.md"]

    assert [str(page.relative_to(ROOT)) for page in lone] == []
