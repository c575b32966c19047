"""Documents are read and written without loss."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lotproof.harness.epcis import document, events
from lotproof.harness.model.errors import InputError

from tests.epcis import examples


def exact(source):
    return json.loads(source, parse_float=Decimal)


@examples.here
@pytest.mark.parametrize("path", examples.EACH, ids=lambda path: path.stem)
def test_each_published_example_is_written_again_as_equal_json(path):
    """What was read is what is written, number for number."""
    source = path.read_bytes()
    assert exact(document.write(document.read(path))) == exact(source)


@examples.here
def test_all_examples_are_there_and_typed():
    """The 47 documents hold 56 events of the five types."""
    read = [one for path in examples.FILES for one in document.read(path).events]
    assert (len(examples.FILES), len(read)) == (47, 56)
    assert all(type(one) in events.TYPES.values() for one in read)
    assert sum(one.error_declaration is not None for one in read) == 9


MINIMAL = {"type": "ObjectEvent", "eventTime": "2026-03-01T10:00:00Z", "eventTimeZoneOffset": "+01:00", "action": "ADD"}


def covered(*listed):
    cover = {"@context": [document.CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0"}
    return json.dumps({**cover, "creationDate": "2026-03-01T10:00:00Z", "epcisBody": {"eventList": list(listed)}})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6).map(lambda name: f"ext:{name}"), values, max_size=4))
def test_extensions_are_kept_word_for_word(extra):
    """Members that no box has come out as they went in, nulls and nesting included."""
    source = covered({**MINIMAL, "epcList": [], "disposition": None, **extra})
    assert json.loads(document.write(document.read(source.encode()))) == json.loads(source)


def test_decimals_keep_their_digits():
    """A quantity of 10.50 is not 10.5 on paper, and 0.1 is exactly that."""
    element = '{"epcClass":"urn:x:y","quantity":10.50}'
    source = covered(MINIMAL).replace('"action": "ADD"', f'"action": "ADD", "quantityList": [{element}], "x:y": 0.10')
    read = document.read(source.encode())
    assert read.events[0].quantities[0].quantity == Decimal("10.50")
    assert b"10.50" in document.write(read) and b"0.10" in document.write(read)


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (b"{", "not JSON"),
        (b'{"a":NaN}', "NaN"),
        (b"[]", "not an EPCIS document"),
        (b'{"type":"EPCISDocument"}', "/epcisBody"),
        (covered({"type": "ObjectEvent", "action": "ADD"}).encode(), "/epcisBody/eventList/0"),
        (covered({**MINIMAL, "quantityList": [{"epcClass": "a:b", "quantity": "1"}]}).encode(), "quantityList/0/quant"),
        (covered({**MINIMAL, "epcList": "a:b"}).encode(), "epcList"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(source, part):
    """The error is the user's to mend: it says which member."""
    with pytest.raises(InputError, match=part):
        document.read(source)


def test_an_event_alone_and_an_unknown_type_are_documents_too():
    """A single event with its own context, and an event type of somebody's own, are kept whole."""
    alone = {**MINIMAL, "@context": document.CONTEXT, "type": "ext:Own", "ext:a": [1]}
    assert json.loads(document.write(document.read(json.dumps(alone).encode()))) == alone
