"""What all wires do alike with a signal: which values it shows, and how a source says the same thing again."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.entries import Sent
from lotproof.harness.model.seams import Signal

Value = tuple[str, str, dict[str, Any]]
"""Branch (`_state` or `_tag`), name, and what is shown there: value, unit, quality."""

GOOD = "good"

TEXT_FIELDS = (
    "OccurredAt",
    "JobOrderID",
    "Operation",
    "Step",
    "Operator",
    "Subject",
    "Inputs",
    "Outputs",
    "Details",
    "Supersedes",
)
"""Strings of each card and of each event, in the order in which they are written."""

json_text = msgspec.json.Encoder(decimal_format="string").encode


def values_of(signal: Signal) -> Iterator[Value]:
    """
    The values that a signal shows beside its event, or instead of it.

    A sample has `name, value, unit, quality`; a state change has `state`; any other value stands under its own name.
    """
    values = signal.values
    if "name" in values and "value" in values:
        quality = values.get("quality") or GOOD
        shown = {"value": values["value"], "unit": values.get("unit", ""), "quality": quality}
        yield "_tag", str(values["name"]), shown
    elif "state" in values:
        yield "_state", "State", {"value": values["state"], "unit": "", "quality": GOOD}
    else:
        for name, value in values.items():
            yield "_state", name, {"value": value, "unit": "", "quality": GOOD}


def repeated(signal: Signal, clock: Clock) -> Signal:
    """The same signal as a source sends it again: event id and time of emission are new, nothing else."""
    moment = datetime.fromtimestamp(clock.wall_ns() / 1e9, UTC)
    emitted_at = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    new = {"event_id": str(uuid.uuid4()), "emitted_at": emitted_at}
    return msgspec.structs.replace(signal, payload={**signal.payload, **new} if signal.payload else {})


def resent(wire: str, address: str, signal: Signal) -> Sent:
    """The ledger's word for it."""
    event_id = str(signal.payload.get("event_id", ""))
    return Sent(
        wire=wire,
        address=address,
        stream=signal.stream,
        seq=signal.seq,
        fact=signal.fact,
        event_id=event_id,
        resend=True,
    )


def card(signal: Signal) -> dict[str, str]:
    """What the signal says, as the strings of a card and of an event."""
    said = signal.payload
    texts = {
        "OccurredAt": signal.occurred_at,
        "JobOrderID": said.get("job_order_id"),
        "Operation": said.get("operation"),
        "Step": said.get("step"),
        "Operator": said.get("operator"),
        "Supersedes": said.get("supersedes"),
    }
    parts = {"Subject": "subject", "Inputs": "inputs", "Outputs": "outputs", "Details": "details"}
    plain = {name: str(value or "") for name, value in texts.items()}
    return {**plain, **{name: json_text(said.get(key)).decode() for name, key in parts.items()}}
