"""What the schema cannot see is seen."""

import json

import pytest
from lotproof.harness.epcis import document, events, rules
from lotproof.harness.model.errors import RigError
from msgspec.structs import replace

from tests.epcis import examples
from tests.epcis.make import SSCC, base, declared, lot, made, packed, q, seen, serial

WRONG = {
    "add_without_parent": packed(1, None, epcs=[serial("1")]),
    "correction_of_what_did_not_occur": declared(
        made(1, {"A": 1}, {"B": 1}), 2, reason="did_not_occur", corrections="x"
    ),
    "negative_quantity": made(1, {"A": -1}, {"B": 1}),
    "wrong_key": seen(1, epcs=["https://id.gs1.org/00/106141412345678907"]),
    "twice_in_a_list": packed(1, SSCC[0], epcs=[serial("7"), "urn:epc:id:sgtin:4012345.066666.7"]),
    "one_sided_transformation": made(1, {"A": 1}, {}),
    "class_among_instances": seen(1, epcs=[lot("A")]),
    "own_parent": packed(1, SSCC[0], epcs=[SSCC[0]]),
    "ilmd_without_birth": seen(1, epcs=[serial("1")], ilmd={"cbvmda:lotNumber": "A"}),
    "unreadable_time": seen(1, epcs=[serial("1")], record_time="2026-03-01T06:00:00"),
    "correction_by_itself": declared(made(1, {"A": 1}, {"B": 1}, event_id="urn:e:1"), 2, corrections=["urn:e:1"]),
    "declaration_without_id": declared(made(1, {"A": 1}, {"B": 1}, event_id=None), 2),
    "minus_zero_offset": replace(seen(1, epcs=[serial("1")]), event_time_zone_offset="-00:00"),
    "unknown_type": events.Event(
        type="x:y", event_time="2026-03-01T06:00:00Z", event_time_zone_offset="+00:00", event_id="urn:e:1"
    ),
}


@pytest.mark.parametrize("rule", rules.RULES)
def test_each_rule_finds_its_own_wrong_and_no_other(rule):
    """Every rule has an event that breaks it alone, and names a place in it."""
    found = list(rules.check_event(WRONG[rule], "/0"))
    assert [one.rule for one in found] == [rule]
    assert found[0].where.startswith("/0/")


def test_right_events_have_no_remarks():
    """What is legal and looks odd is left alone: self loops, empty DELETE, one page of a transformation."""
    legal = [
        made(1, {"A": 1}, {"A": 1}),
        made(1, {"A": 1}, {}, transformation_id="urn:t:1"),
        packed(1, SSCC[0], action="DELETE"),
        packed(1, None, action="OBSERVE", epcs=[serial("1")]),
        events.ObjectEvent(type="ObjectEvent", action="OBSERVE", **base(1, epcs=(), quantities=(q("A", 1),))),
    ]
    assert [remark for one in legal for remark in rules.check_event(one, "/0")] == []


@examples.here
def test_the_published_examples_pass_gs1s_schema():
    """All 47, with the vocabulary checked."""
    for path in examples.FILES:
        assert rules.validate(path.read_bytes(), examples.SCHEMA) == ()


@examples.here
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"bizStep": "transforming"}, "/epcisBody/eventList/0/bizStep"),
        ({"disposition": "quarantined"}, "/epcisBody/eventList/0/disposition"),
        ({"bare": 1}, "/epcisBody/eventList/0"),
    ],
)
def test_words_that_the_vocabulary_lacks_are_refused(change, where):
    """The check hangs on the format `uri`, which is made sure of."""
    path = next(path for path in examples.FILES if path.stem == "Example_9.6.4-TransformationEvent")
    raw = json.loads(path.read_bytes())
    raw["epcisBody"]["eventList"][0].update(change)
    assert where in {one.where for one in rules.validate(json.dumps(raw).encode(), examples.SCHEMA)}


def test_a_checker_without_the_uri_format_is_our_own_fault(monkeypatch):
    """Without it wrong words would pass in silence, so the rig stops."""
    monkeypatch.setattr(rules.jsonschema.FormatChecker, "checkers", {})
    with pytest.raises(RigError, match="rfc3986-validator"):
        rules.formats()


@examples.here
def test_oddities_of_the_examples_are_known():
    """One example names a member twice, one names a protected prefix again."""
    twice = {path.stem for path in examples.FILES if rules.twice(path.read_bytes())}
    again = {path.stem for path in examples.FILES if list(rules.protected_prefix(document.read(path)))}
    assert twice == {"AssociationEvent_AssociationEvent-h"}
    assert "WithFullCombinationOfFields_transformation_event_all_possible_fields" in again
