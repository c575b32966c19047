"""Persistent dispositions stand until they are unset."""

from lotproof.harness.epcis import lint
from lotproof.harness.epcis.events import PersistentDisposition
from lotproof.harness.epcis.standing import Standing

from tests.epcis.make import SSCC, lot, made, moment, packed, seen


def sealed(minute, **said):
    return seen(minute, lots={"A": None}, persistent_disposition=PersistentDisposition(**said))


DAY = [
    seen(0, lots={"A": 10}, step="receiving"),
    sealed(1, set=("https://ref.gs1.org/cbv/Disp-unavailable", "urn:hold:1")),
    seen(2, lots={"A": 1}, disposition="in_progress"),
    sealed(4, unset=("unavailable",)),
]


def test_a_seal_stands_until_it_is_taken_off():
    """From the event that sets it to the one that unsets it, whatever other dispositions come between."""
    standing = Standing.of(DAY)
    there = {minute: standing.at(lot("A"), moment(minute)) for minute in (1, 3, 5)}
    assert there == {1: set(), 3: {"unavailable", "urn:hold:1"}, 5: {"urn:hold:1"}}
    assert standing.at(lot("B"), moment(3)) == set()


def test_what_is_shipped_in_a_box_while_it_is_barred_is_seen():
    """The container is opened as it was then; after the release there is nothing to say."""
    loaded, truck = packed(2, SSCC[0], lots={"A": 4}), seen(3, epcs=[SSCC[0]], step="shipping")
    said = [one for one in lint.lint([*DAY, loaded, truck]) if one.rule == "passed_on_while_barred"]
    assert [(one.subject, one.weight) for one in said] == [(lot("A"), "doubtful")]
    late = [*DAY, loaded, seen(6, epcs=[SSCC[0]], step="shipping"), made(7, {"A": 1}, {"M": 1})]
    assert not [one for one in lint.lint(late) if one.rule == "passed_on_while_barred"]
