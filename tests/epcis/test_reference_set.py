"""The reference data set is what the command writes, and its questions have their answers in its events."""

import json
from types import SimpleNamespace

from lotproof.harness.epcis import document
from lotproof.harness.epcis.asked import asked
from lotproof.harness.epcis.ours import names_of
from lotproof.harness.epcis.telling import rendered
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.evidence import At
from lotproof.harness.judge.terms import Terms
from lotproof.harness.model.facts import Fact
from lotproof.harness.suite import reference_set
from lotproof.harness.suite.grading import grade
from msgspec.json import decode

from tests.epcis import examples
from tests.epcis.server import Server

FOLDER = reference_set.folder()
QUESTIONS = json.loads((FOLDER / "questions.json").read_bytes())


def test_the_set_is_what_its_frozen_plan_gives_byte_for_byte():
    """The command writes the same files on every machine; nothing else lies there but plan and README."""
    made = reference_set.contents(reference_set.frozen())
    assert {name: (FOLDER / name).read_bytes() == content for name, content in made.items()} == dict.fromkeys(
        made, True
    )
    there = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert there == {*made, "plan.json", "README.md"}


def test_it_is_small_enough_to_take_along():
    """Under 5 MB, each file under 512 KB."""
    sizes = [path.stat().st_size for path in FOLDER.iterdir() if path.is_file()]
    assert sum(sizes) < 5_000_000 and max(sizes) < 512_000


@examples.here
def test_its_events_are_valid_and_only_the_lot_of_unknown_origin_is_doubtful():
    """Valid against GS1's schema; the one orphan is there on purpose."""
    found = grade(FOLDER / "events.jsonld", schema=examples.SCHEMA)
    odd = {one.rule: [remark.subject for remark in one.remarks] for one in found.rules if one.remarks}
    assert list(odd) == ["orphan"] and len(odd["orphan"]) == 1 and found.exit_code == 4


async def test_a_walk_over_its_events_answers_every_question_rightly():
    """Between the least and the greatest that is right, on every question, with the shipments and customers named."""
    facts = [rendered(decode(line, type=Fact), reference_set.TAG) for line in _lines("truth.jsonl")]
    enterprise = reference_set.frozen().enterprise
    names, case = names_of(enterprise, facts), SimpleNamespace(terms=Terms.of(enterprise))
    server = Server(document.read(FOLDER / "events.jsonld").events, page=50)
    for one in QUESTIONS:
        found = await asked(server.get, one["question"], names=names)
        answer = TraceAnswer(case, one["question"], found, At(0, 0, ""))
        if answer.direction == "backward":
            assert set(one["must"]) <= answer.backward() | answer.starts() - {answer.start} <= set(one["may"])
        else:
            items, steps = answer.forward()
            assert set(one["must"]) <= items <= set(one["may"])
            assert answer.documents(steps, "shipment") == set(one["shipments"])
            assert answer.documents(steps, "customer") == set(one["customers"])


def _lines(name):
    return (FOLDER / name).read_bytes().splitlines()


def test_the_questions_are_of_every_kind():
    """Lots, units and shipments, backward and forward, some with nothing to name."""
    kinds = {(one["question"]["kind"], one["question"]["direction"]) for one in QUESTIONS}
    assert kinds == {("lot", "backward"), ("lot", "forward"), ("unit", "backward"), ("shipment", "backward")}
