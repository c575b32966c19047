"""
The canonical model: one shape for every fact, whichever wire brought it.

A fact's identity is `stream` and `seq`, the same on every path and in every resend. Nothing else is a key: event ids,
packet ids and delivery ids change from one copy to the next.
"""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from lotproof.mocks.integration.ports import JSON

FLOOR = "floor"


class MalformedError(Exception):
    """A message that cannot be understood, whoever sends it again."""


class Portion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """So much of one lot (or one handling unit, by its SSCC) in a role; the quantity is decimal text."""

    kind: str = "lot"
    item: str = ""
    lot: str = ""
    sscc: str = ""
    role: str = ""
    quantity: str = ""
    unit: str = ""
    location: str = ""
    status: str = ""


class LotRef(msgspec.Struct, frozen=True, kw_only=True):
    item: str = ""
    lot: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A fact. `system` is who states it (`floor`, `erp` ...), `kind` what happened there, `details` what only this kind
    has. `occurred_at` is the source's own time and is never replaced by ours.
    """

    stream: str
    seq: int
    system: str
    kind: str
    occurred_at: str
    plant: str = ""
    line: str = ""
    equipment: str = ""
    operator: str = ""
    order: str = ""
    operation: str = ""
    step: str = ""
    subject: LotRef | None = None
    inputs: tuple[Portion, ...] = ()
    outputs: tuple[Portion, ...] = ()
    details: JSON = {}
    supersedes: str = ""

    @property
    def source(self) -> str:
        """The correlation id that every posting bears."""
        return f"{self.stream}#{self.seq}"


def of_message(payload: bytes) -> Event:
    """
    The fact in an MQTT envelope.

    Raises:
        MalformedError: if it is none.
    """
    raw = parsed(payload)
    return shaped(
        {
            "stream": raw.get("stream"),
            "seq": raw.get("seq"),
            "system": FLOOR,
            "kind": raw.get("event_type"),
            "occurred_at": raw.get("occurred_at"),
            "order": raw.get("job_order_id"),
            "details": raw.get("details"),
            **{name: raw.get(name) for name in ("plant", "line", "equipment", "operator", "operation", "step")},
            **{name: raw.get(name) for name in ("subject", "inputs", "outputs", "supersedes")},
        }
    )


def of_card(payload: bytes) -> Event:
    """
    The fact on an OPC UA card, of an event or of the values below `Last`; parts are JSON text in strings.

    Raises:
        MalformedError: if it is none, or the card is still empty.
    """
    raw = parsed(payload)
    stream = str(raw.get("SourceStream") or "")
    plant, equipment, kind = (*stream.split("/"), "", "", "")[:3]
    return shaped(
        {
            "stream": stream,
            "seq": raw.get("SourceSeq"),
            "system": FLOOR,
            "kind": raw.get("EventKind") or kind,
            "occurred_at": raw.get("OccurredAt"),
            "plant": plant,
            "equipment": raw.get("SourceName") or equipment,
            "operator": raw.get("Operator"),
            "order": raw.get("JobOrderID"),
            "operation": raw.get("Operation"),
            "step": raw.get("Step"),
            "supersedes": raw.get("Supersedes"),
            **{name.lower(): inner(raw.get(name)) for name in ("Subject", "Inputs", "Outputs", "Details")},
        }
    )


def of_change(raw: JSON, system: str) -> Event:
    """
    The fact in a webhook's body or in one entry of a change feed; both say the same.

    Raises:
        MalformedError: if it is none.
    """
    event = raw.get("event") or {}
    if not isinstance(event, dict):
        raise MalformedError("event is no object")
    said = raw.get("data") or {}
    return shaped(
        {
            "stream": event.get("stream"),
            "seq": event.get("seq"),
            "system": system,
            "kind": raw.get("type"),
            "occurred_at": raw.get("occurred_at"),
            "plant": raw.get("plant") or (said.get("plant") if isinstance(said, dict) else ""),
            "details": said,
        }
    )


def parsed(payload: bytes) -> JSON:
    """
    A JSON object.

    Raises:
        MalformedError: if the payload is not one.
    """
    try:
        raw = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise MalformedError(str(wrong)) from wrong
    if not isinstance(raw, dict):
        raise MalformedError("not a JSON object")
    return raw


def inner(text: Any) -> Any:
    """What stands as JSON text in a string field; empty text is nothing."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as wrong:
        raise MalformedError(str(wrong)) from wrong


def shaped(fields: JSON) -> Event:
    """An Event of loose fields; unknown ones are left aside, so new ones do no harm."""
    try:
        event = msgspec.convert({name: value for name, value in fields.items() if value is not None}, Event)
    except msgspec.ValidationError as wrong:
        raise MalformedError(str(wrong)) from wrong
    if not (event.stream and event.seq and event.kind and event.occurred_at):
        raise MalformedError("without stream, seq, kind or occurred_at")
    try:
        moment(event.occurred_at)
        for portion in (*event.inputs, *event.outputs):
            Decimal(portion.quantity or 0)
    except (ValueError, InvalidOperation) as wrong:
        raise MalformedError(str(wrong)) from wrong
    return event


def moment(text: str) -> str:
    """
    A time in one spelling (UTC, three decimals, `Z`), so that times compare as text.

    Raises:
        ValueError: if it is none, or has no zone.
    """
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(f"a time without a zone: {text!r}")
    return iso(read)


def iso(read: datetime) -> str:
    read = read.astimezone(UTC)
    return read.strftime("%Y-%m-%dT%H:%M:%S.") + f"{read.microsecond // 1000:03d}Z"


encode = msgspec.json.Encoder(order="deterministic").encode
decode = msgspec.json.Decoder(Event).decode
