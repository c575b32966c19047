"""
What an OPC UA client finds on a machine, in words: the fields of a card, of an event, and the values beside them.

    Machines/{machine}/State, JobOrderID, {tag}
                      /Last/{kind}/OccurredAt ... SourceStream, SourceSeq      a card: the last fact of that kind
"""

from lotproof.harness.model.world import FloorField
from lotproof.harness.wire.showing import TEXT_FIELDS

CARD_PATH = "{machine}/Last/{kind}"

MEANINGS: dict[str, str] = {
    "OccurredAt": "when it happened: ISO 8601 with zone, the plant's time; the node's SourceTimestamp says the same",
    "JobOrderID": "the order that it belongs to, or empty",
    "Operation": "the operation of that order, or empty",
    "Step": "facts of one run of an operation, one pack, one receipt bear the same step",
    "Operator": "who was at the machine",
    "Subject": "what a fact without inputs and outputs is about: {item, lot}, {kind, id} or null",
    "Inputs": "list of what went in: {kind, item, lot | sscc, role, quantity, unit, location, status}",
    "Outputs": "list of what came out, in the same shape",
    "Details": "object of what only this kind of fact has",
    "Supersedes": "where this fact takes back an earlier one: that one's `stream#seq`, else empty",
    "SourceStream": "the source stream, as `streams` lists it",
    "EventKind": "the kind of fact, as on the card's folder",
    "SourceSeq": "the number in the stream; written last, so that who hears it may read the rest of the card",
}

JSON_FIELDS = frozenset({"Subject", "Inputs", "Outputs", "Details"})
"""Strings that hold JSON; quantities in it are decimals as text."""


def card_fields() -> tuple[FloorField, ...]:
    """The variables of a card, in the order in which they are written: `SourceSeq` is the last."""
    return tuple(map(_field, (*TEXT_FIELDS, "SourceStream", "SourceSeq")))


def event_fields() -> tuple[FloorField, ...]:
    """The fields of a `TraceEventType` event beside those of BaseEventType."""
    return tuple(map(_field, ("SourceStream", "EventKind", *TEXT_FIELDS, "SourceSeq")))


def value_fields() -> tuple[FloorField, ...]:
    """What every machine shows beside its cards, written before the card of the same fact."""
    return (
        FloorField(name="State", type="String", says="the machine's state"),
        FloorField(name="JobOrderID", type="String", says="the order of the last fact"),
        FloorField(name="{tag}", type="Double", says="a process value; its StatusCode is the value's quality"),
    )


def _field(name: str) -> FloorField:
    kind = "Int64" if name == "SourceSeq" else "String"
    return FloorField(name=name, type=kind, json=name in JSON_FIELDS, says=MEANINGS[name])
