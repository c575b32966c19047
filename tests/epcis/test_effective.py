"""Errors are withdrawn, and nothing is forgotten."""

from lotproof.harness.epcis import document, effective
from msgspec.structs import replace

from tests.epcis import examples
from tests.epcis.make import at, declared, made, moment

FIRST = made(1, {"A": 10}, {"B": 10}, event_id="urn:e:1", record_time=at(2))
SECOND = made(1, {"A": 12}, {"B": 12}, event_id="urn:e:2", record_time=at(9))
WITHDRAWN = replace(declared(FIRST, 8, corrections=["urn:e:2"]), record_time=at(9))
ALL = [FIRST, SECOND, WITHDRAWN]


def test_the_correction_stands_for_what_it_corrects():
    """Known today, only the new event counts; the old one is still there to be shown."""
    assert effective.effective(ALL) == (SECOND,)
    told = {one.event.event_id: one for one in effective.history(ALL)}
    assert told["urn:e:1"].withdrawn and told["urn:e:1"].corrections == (SECOND,)
    assert not told["urn:e:2"].withdrawn


def test_knowledge_before_the_declaration_has_the_old_event():
    """As known in minute 5 the first event was right; known time is the repository's, not the plant's."""
    assert effective.effective(ALL, known=moment(5)) == (FIRST,)
    assert effective.effective(ALL, known=moment(9), valid=moment(1)) == (SECOND,)
    assert effective.effective(ALL, valid=moment(0)) == ()


def test_a_late_event_belongs_to_its_own_time():
    """Valid time with today's knowledge counts what was heard of late."""
    late = made(1, {"A": 1}, {"B": 1}, event_id="urn:e:3", record_time=at(50))
    assert effective.effective([late], valid=moment(1)) == (late,)
    assert effective.effective([late], valid=moment(1), known=moment(2)) == ()


def test_without_an_id_the_content_finds_the_event():
    """An event without eventID is withdrawn by a copy of itself, and its twin of another content is not."""
    nameless, other = made(1, {"A": 1}, {"B": 1}, event_id=None), made(1, {"A": 2}, {"B": 1}, event_id=None)
    assert effective.effective([nameless, other, declared(nameless, 3)]) == (other,)


def test_one_event_captured_twice_counts_once_and_two_that_share_an_id_both():
    """A repeated capture is no second event; another content under the same id is."""
    again = replace(FIRST, record_time=at(30))
    changed = made(1, {"A": 11}, {"B": 11}, event_id="urn:e:1")
    assert effective.effective([FIRST, again]) == (FIRST,)
    assert effective.effective([FIRST, changed]) == (FIRST, changed)


def test_a_declaration_of_nothing_and_a_correction_that_is_missing_are_seen():
    """Both are remembered rather than passed over."""
    assert effective.orphaned_declarations([WITHDRAWN]) == (WITHDRAWN,)
    assert effective.history([FIRST, WITHDRAWN])[0].missing == ("urn:e:2",)


@examples.here
def test_the_published_correction_is_understood():
    """In GS1's own example 452 kg were declared wrong."""
    path = next(path for path in examples.FILES if "CorrectiveEvent" in path.stem)
    read = document.read(path).events
    assert len(effective.effective(read)) == 1
    assert effective.effective(read)[0].output_quantities[0].quantity == 500
