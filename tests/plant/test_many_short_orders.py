"""Acts that are written once and happen again and again; and the question that is put in between."""

import asyncio
import re
from importlib import resources
from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact
from lotproof.harness.plan import make_plan
from lotproof.harness.play.repeated_questions import RepeatedQuestions

from tests.plant.conftest import facts, played, truth


def test_every_time_has_its_own_number_and_draws() -> None:
    """Thirty-two orders and lots, each named once; what is left to chance differs."""
    told = facts(played(make_plan("many_short_orders"), lambda point: True)[1])
    made = [fact.outs[0] for fact in told if fact.kind == "produced"]

    assert [one.item for one in made] == [f"lot:GRANOLA:J{n}-{{tag}}" for n in range(1, 33)]
    assert len({one.quantity for one in made}) > 1


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("many_short_orders")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("times: 0", ">= 1; got 0"),
        ("times: many", "int"),
        ("turns: 32", "turns"),
        ("times: 2000", "<= 1000; got 2000"),
    ],
)
def test_a_repeat_that_is_wrong_is_named_with_its_line(tmp_path: Path, wrong: str, said: str) -> None:
    """The line of the repeat, and what of it does not fit."""
    file = tmp_path / "mine.yaml"
    whole = resources.files("lotproof.scenarios") / "many_short_orders" / "scenario.yaml"
    file.write_text(whole.read_text().replace("times: 32", wrong))
    with pytest.raises(InputError) as raised:
        make_plan(file)
    assert re.search(r"line 2\d", str(raised.value)) and said in str(raised.value)


async def test_the_first_lot_is_asked_for_whenever_an_order_is_completed() -> None:
    """One question for all orders; none before anything is made, none where the enterprise does not say so."""
    put = []

    async def kept(question: dict[str, str]) -> None:
        put.append(question["id"])

    told = facts(played(make_plan("many_short_orders"), lambda point: True)[1])
    for rules in ({"answer_time": {}}, {}):
        questions = RepeatedQuestions(rules)
        questions.begin(kept)
        await heard(questions, told)
    assert put == ["J1-{tag}"] * 32


async def heard(questions: RepeatedQuestions, told: list[Fact]) -> None:
    for fact in told:
        questions.on_fact(fact)
        await asyncio.sleep(0)
