"""A file that someone sends is graded without knowing the truth."""

import pytest
from lotproof.harness.epcis import document, lint
from lotproof.harness.epcis.events import PersistentDisposition

from tests.epcis import examples
from tests.epcis.make import SSCC, declared, lot, made, packed, seen, serial

RECEIVED = seen(0, lots={"A": 10, "B": 10}, step="receiving")

SOUND = [
    RECEIVED,
    made(1, {"A": 10, "B": 5}, {"M": 15}),
    made(2, {"M": 15}, {"F": 14}),
    made(3, {"F": 2, "B": 5}, {"F": 6}),
    packed(4, SSCC[0], lots={"F": 18}),
    seen(5, epcs=[SSCC[0]], step="shipping"),
]

WRONG = {
    "orphan": [made(1, {"X": 1}, {"M": 1})],
    "used_before_made": [made(1, {"M": 1}, {"F": 1}), made(2, {"A": 1}, {"M": 1}), RECEIVED],
    "used_after_end": [
        seen(0, "ADD", epcs=[serial("1")]),
        seen(1, "DELETE", epcs=[serial("1")], step="destroying"),
        seen(2, epcs=[serial("1")], step="storing"),
    ],
    "more_used_than_there_was": [RECEIVED, made(1, {"A": 8}, {"M": 8}), made(2, {"A": 3}, {"N": 3})],
    "mass_from_nothing": [RECEIVED, made(1, {"A": 8}, {"M": 9})],
    "passed_on_while_barred": [
        RECEIVED,
        seen(1, lots={"A": None}, persistent_disposition=PersistentDisposition(set=("unavailable",))),
        made(2, {"A": 8}, {"M": 8}),
    ],
    "cycle_against_time": [
        seen(0, "ADD", lots={"X": 9, "Y": 9, "Z": 9}),
        made(3, {"X": 1}, {"Y": 1}),
        made(2, {"Y": 1}, {"Z": 1}),
        made(1, {"Z": 1}, {"X": 1}),
    ],
    "shipped_without_lineage": [seen(0, "ADD", lots={"F": 1}), seen(1, lots={"F": 1}, step="shipping")],
    "two_contents_under_one_id": [
        RECEIVED,
        made(1, {"A": 1}, {"M": 1}, event_id="urn:e:1"),
        made(1, {"A": 2}, {"M": 2}, event_id="urn:e:1"),
    ],
    "captured_twice": [RECEIVED, RECEIVED],
    "born_twice": [seen(0, "ADD", epcs=[serial("1")]), seen(1, "ADD", epcs=[serial("1")])],
    "containers": [RECEIVED, packed(1, SSCC[0], lots={"A": 1}), packed(2, SSCC[0], action="DELETE", lots={"A": 2})],
    "declaration_of_nothing": [declared(made(1, {"A": 1}, {"M": 1}), 2)],
    "correction_that_is_missing": [
        RECEIVED,
        made(1, {"A": 1}, {"M": 1}, event_id="urn:e:1"),
        declared(made(1, {"A": 1}, {"M": 1}, event_id="urn:e:1"), 2, corrections=["urn:e:2"]),
    ],
}


def test_a_sound_file_has_no_remarks():
    """Receipt, two steps, a rework loop, packing, shipping: nothing to say."""
    assert lint.lint(SOUND) == ()
    assert lint.grade(()) == {"wrong": 0, "doubtful": 0}


@pytest.mark.parametrize("rule", lint.CHECKS)
def test_each_rule_finds_its_own_wrong_and_no_other(rule):
    """Every rule has a file that breaks it alone."""
    found = lint.lint(WRONG[rule])
    assert {remark.rule for remark in found} == {rule}
    assert all(remark.where.startswith("/") and remark.sentence for remark in found)


def test_a_withdrawn_event_is_no_reason_for_remarks():
    """What was declared wrong and corrected is settled."""
    wrong = made(1, {"A": 99}, {"M": 99}, event_id="urn:e:1")
    right = made(1, {"A": 9}, {"M": 9}, event_id="urn:e:2")
    assert lint.lint([RECEIVED, wrong, right, declared(wrong, 2, corrections=["urn:e:2"])]) == ()


def test_a_shipped_pallet_is_opened_as_it_was_then():
    """The lot without lineage that left the pallet before the truck came is not among the shipped."""
    said = [
        seen(0, "ADD", lots={"X": 1}),
        RECEIVED,
        made(1, {"A": 1}, {"F": 1}),
        packed(2, SSCC[0], lots={"X": 1, "F": 1}),
        packed(3, SSCC[0], action="DELETE", lots={"X": 1}),
        seen(4, epcs=[SSCC[0]], step="shipping"),
    ]
    assert lint.lint(said) == ()
    early = [*said[:-1], seen(2, epcs=[SSCC[0]], step="shipping")]
    assert [(one.rule, one.subject) for one in lint.lint(early)] == [("shipped_without_lineage", lot("X"))]


def test_a_file_without_readable_times_is_told_only_that():
    """Without times no story can be checked."""
    found = lint.lint([seen(0, lots={"A": 1}, record_time="yesterday", event_id="urn:e:1"), RECEIVED])
    assert {one.rule for one in found} == {"unreadable_time"}


@examples.here
def test_the_published_examples_can_be_graded():
    """Fragments have gaps, and none breaks the linter."""
    for path in examples.FILES:
        for remark in lint.lint(document.read(path)):
            assert remark.rule in {*lint.CHECKS, *lint.rules.RULES, "protected_prefix"}
