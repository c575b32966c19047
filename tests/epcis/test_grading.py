"""An event file is graded: wrong, doubtful, sound, nothing in it, not quite EPCIS."""

import json
import random

import pytest
from lotproof.harness.epcis import document, lint, rules
from lotproof.harness.epcis.sentences import LOOKS_AT, SENTENCES
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.model.errors import InputError
from lotproof.harness.suite.grading import grade

from tests.epcis import examples
from tests.epcis.make import made, seen
from tests.epcis.test_lint import RECEIVED, SOUND


def write(folder, said):
    cover = {"@context": [document.CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0"}
    cover |= {"creationDate": "2026-03-01T10:00:00Z", "epcisBody": {"eventList": None}}
    path = folder / "sent.jsonld"
    path.write_bytes(document.write(document.Document(events=tuple(said), cover=cover)))
    return path


def outcome(found, rule):
    return next(one for one in found.rules if one.rule == rule)


def test_a_sound_file_conforms(tmp_path):
    """Exit code 0; rules that had nothing to look at are skipped and not passed."""
    found = grade(write(tmp_path, SOUND))
    assert (found.exit_code, found.conclusion, found.events) == (0, "conforms", len(SOUND))
    assert outcome(found, "declaration_of_nothing").outcome == "skip"
    assert sum(found.counts.values()) == len(SENTENCES)


def test_what_is_wrong_whatever_happened_is_a_finding(tmp_path):
    """More used than came in: exit code 1, with the event, the lot and both amounts."""
    found = grade(write(tmp_path, [RECEIVED, made(1, {"A": 30}, {"M": 30})]))
    assert found.exit_code == 1
    verdict = outcome(found, "more_used_than_there_was")
    assert (
        verdict.outcome == "fail" and verdict.remarks[0].where == "/1" and "30 KGM used" in verdict.remarks[0].sentence
    )


def test_what_may_be_right_outside_the_file_is_not_proven(tmp_path):
    """A lot that is used and was never received: the file may begin in the middle; exit code 4."""
    found = grade(write(tmp_path, [made(1, {"A": 3}, {"M": 3})]))
    assert (found.exit_code, outcome(found, "orphan").outcome) == (4, "unsure")


def test_a_file_without_events_proves_nothing(tmp_path):
    """Nothing was looked at: 4, never 0."""
    assert grade(write(tmp_path, [])).exit_code == 4


def test_what_needs_truth_is_named_with_what_it_would_need(tmp_path):
    """Every judged requirement is left out, each with a reason; the schema too where none is given."""
    found = grade(write(tmp_path, SOUND))
    assert set(found.omitted) == {id for id, row in REQUIREMENTS.items() if row.judged}
    assert "truth" in found.omitted["GEN-01"] and "posted" in found.omitted["FLOW-01"]
    assert "--schema" in outcome(found, "schema").reason


def test_times_that_cannot_be_read_leave_the_story_out(tmp_path):
    """What rests on the order of events is omitted; the time itself is the finding."""
    found = grade(write(tmp_path, [seen(1, lots={"A": 1}, record_time="yesterday")]))
    assert outcome(found, "unreadable_time").outcome == "fail" and found.exit_code == 1
    assert {outcome(found, rule).outcome for rule in lint.CHECKS} == {"omit"}


def test_every_rule_has_its_sentence():
    """No rule is left out of the grade, and none is named that is not there."""
    others = {"schema", "member_twice", "protected_prefix", "other_version"}
    assert set(SENTENCES) == {*lint.CHECKS, *rules.RULES, *others} and set(LOOKS_AT) <= set(SENTENCES)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON"),
        (b"<epcis:EPCISDocument/>", "not JSON but XML"),
        (b'{"type": "EPCISDocument", ', "line 1 column"),
        (b'{"type": "EPCISDocument", "epcisBody": {}}', "/epcisBody/eventList"),
        (b'{"type": "EPCISDocument", "epcisBody": {"eventList": {}}}', "no list"),
        (b'{"type": "EPCISDocument", "epcisBody": {"eventList": [1]}}', "/epcisBody/eventList/0"),
        (b'{"type": "Order"}', "type 'Order'"),
        (b"[]", "a JSON object"),
        (b"\xff\xfe\x00", "not JSON"),
    ],
)
def test_what_is_not_quite_epcis_is_said_with_file_and_place(tmp_path, content, said):
    """Wrong input, exit code 2: which file, where in it, expected and got."""
    path = tmp_path / "sent.jsonld"
    path.write_bytes(content)
    with pytest.raises(InputError) as wrong:
        grade(path)
    assert said in str(wrong.value) and str(path) in str(wrong.value)


def test_a_file_that_is_not_there_and_a_schema_that_is_none_are_named(tmp_path):
    """Both are the user's input."""
    with pytest.raises(InputError, match=r"absent\.jsonld"):
        grade(tmp_path / "absent.jsonld")
    (tmp_path / "schema.json").write_text("no")
    with pytest.raises(InputError, match=r"schema\.json"):
        grade(write(tmp_path, SOUND), schema=tmp_path / "schema.json")


@examples.here
@pytest.mark.parametrize("path", examples.EACH, ids=lambda path: path.stem)
def test_every_published_example_is_graded_and_valid(path):
    """GS1's own documents pass the schema."""
    assert outcome(grade(path, schema=examples.SCHEMA), "schema").outcome == "pass"


@examples.here
def test_no_damage_to_a_file_breaks_us(tmp_path):
    """Of a thousand damaged documents each is graded or refused with a sentence; none ends in another way."""
    chance, path, refused = random.Random(5), tmp_path / "damaged.jsonld", 0
    for number in range(1000):
        raw = json.loads(examples.FILES[number % len(examples.FILES)].read_bytes())
        for _ in range(chance.randint(1, 3)):
            damage(raw, chance)
        path.write_text(json.dumps(raw))
        try:
            assert grade(path).exit_code in (0, 1, 4)
        except InputError as wrong:
            refused += 1
            assert str(path) in str(wrong)
    assert 0 < refused < 1000


ODD = (
    None,
    True,
    -1,
    1e400,
    "",
    "x",
    "2026-13-01",
    [],
    {},
    ["x"],
    {"x": 1},
    "urn:epc:id:sgtin:1.2",
    "https://id.gs1.org/00/1",
)


def damage(raw, chance):
    """One member somewhere is lost, doubled or made into something else."""
    here = raw
    while True:
        places = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not places:
            return
        place = chance.choice(places)
        inner = here[place]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
            here = inner
            continue
        if chance.random() < 0.3:
            del here[place]
        else:
            here[place] = chance.choice(ODD)
        return
