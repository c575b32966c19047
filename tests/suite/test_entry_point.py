"""A function of the integration's own is asked in a process of its own."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.suite.connector import read_connector
from lotproof.harness.suite.entry_point import EntryPoint
from lotproof.harness.suite.fast import play_fast
from lotproof.harness.suite.options import Options

MODULE = """
import os
calls = 0
def answer(question):
    global calls
    calls += 1
    print("asked for", question["id"])
    if question["id"] == "unknown":
        raise KeyError(question["id"])
    if question["id"] == "end":
        os._exit(1)
    return {"items": [], "steps": [], "edges": [], "unknown": [question["id"], os.environ["LOTPROOF_PORT"], str(calls)]}
"""

Make = Callable[[str], EntryPoint]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Entry points in a folder with that module; closed when the test is over."""
    (tmp_path / "mytrace.py").write_text(MODULE)
    made: list[EntryPoint] = []

    def entry_point(name: str) -> EntryPoint:
        env, log = {"LOTPROOF_PORT": "7"}, tmp_path / "trace.txt"
        made.append(EntryPoint(name, here=tmp_path, env=env, log=log, started=lambda pid: None))
        return made[-1]

    yield entry_point
    for one in made:
        await one.close()


async def unknown_of(asking: Awaitable[object]) -> object:
    return json.loads((await asking).body)["unknown"]  # type: ignore[attr-defined]


async def test_it_gets_the_question_and_its_answer_is_the_answer(make: Make, tmp_path: Path) -> None:
    """One process for all questions; what the function prints is in the log and not in the answer."""
    point = make("mytrace:answer")
    assert await unknown_of(point.ask({"id": "a"})) == ["a", "7", "1"]
    assert await unknown_of(point.ask({"id": "b"})) == ["b", "7", "2"]
    assert "asked for b" in (tmp_path / "trace.txt").read_text()


async def test_what_it_raises_is_an_answer_with_status_500(make: Make) -> None:
    """The exception is named; the next question is answered again. A function that is not there is no different."""
    point = make("mytrace:answer")
    reply = await point.ask({"id": "unknown"})
    assert (reply.status, reply.body) == (500, b"KeyError: 'unknown'")
    assert (await point.ask({"id": "a"})).status == 200
    assert b"AttributeError" in (await make("mytrace:absent").ask({"id": "a"})).body


async def test_when_it_ends_nobody_answers_and_the_next_question_finds_a_new_process(make: Make) -> None:
    """An end in the middle of a question is no answer, as with a server that went away."""
    point = make("mytrace:answer")
    with pytest.raises(OSError, match="ended"):
        await point.ask({"id": "end"})
    assert await unknown_of(point.ask({"id": "a"})) == ["a", "7", "1"]


def _file(folder: Path, entry_point: str) -> Path:
    path = folder / "lotproof.toml"
    trace = f'[trace]\nkind = "python"\nentry_point = "{entry_point}"\n'
    path.write_text(f'name = "one"\nclaims = ["movement"]\n{trace}')
    return path


def test_an_entry_point_that_is_none_is_wrong_input(tmp_path: Path) -> None:
    """The file, the field, what was expected and what was there."""
    with pytest.raises(InputError, match=r"package\.module:function; got 'mytrace'"):
        read_connector(_file(tmp_path, "mytrace"))
    assert read_connector(_file(tmp_path, "mytrace:answer")).trace.entry_point == "mytrace:answer"


def test_the_fast_lane_asks_no_foreign_function(tmp_path: Path) -> None:
    """Nobody but the reference runs there, and it says so."""
    with pytest.raises(InputError, match="sockets"):
        play_fast(Options(integrations=(_file(tmp_path, "a:b"),), lane="fast", runs=tmp_path), lambda progress: None)
