"""Short ways to make events for tests: `at(3)` is three minutes past six; lots are `lot("A")`."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from lotproof.harness.epcis import events, times

START = datetime(2026, 3, 1, 6, tzinfo=UTC)


def moment(minute):
    return START + timedelta(minutes=minute)


def at(minute):
    return times.text(moment(minute))


def lot(name):
    return f"https://id.gs1.org/01/04012345111118/10/{name}"


def serial(name):
    return f"https://id.gs1.org/01/04012345666663/21/{name}"


SSCC = ["https://id.gs1.org/00/106141412345678908", "https://id.gs1.org/00/006141410000000012"]


def q(name, quantity=None, uom="KGM"):
    spelled = name if ":" in name else lot(name)
    return events.QuantityElement(epc_class=spelled, quantity=None if quantity is None else Decimal(quantity), uom=uom)


def base(minute, **more):
    more.setdefault("event_id", uuid.uuid5(uuid.NAMESPACE_URL, f"{minute} {sorted(more.items(), key=str)}").urn)
    return {"event_time": at(minute), "event_time_zone_offset": "+00:00", **more}


def made(minute, ins, outs, **more):
    """ins and outs: {lot: quantity}, or names ending in `#` for serials."""
    more.setdefault("input_quantities", tuple(q(name, much) for name, much in ins.items()) or None)
    more.setdefault("output_quantities", tuple(q(name, much) for name, much in outs.items()) or None)
    return events.TransformationEvent(type="TransformationEvent", **base(minute, **more))


def seen(minute, action="OBSERVE", *, epcs=(), lots=None, step="storing", **more):
    return events.ObjectEvent(
        type="ObjectEvent",
        action=action,
        **base(
            minute,
            epcs=tuple(epcs) or None,
            quantities=tuple(q(name, much) for name, much in (lots or {}).items()) or None,
            biz_step=step,
            **more,
        ),
    )


def packed(minute, parent, *, action="ADD", epcs=(), lots=None, assemble=False, **more):
    kind = events.AssociationEvent if assemble else events.AggregationEvent
    return kind(
        type=kind.__name__,
        action=action,
        **base(
            minute,
            parent_id=parent,
            child_epcs=tuple(epcs) or None,
            child_quantities=tuple(q(name, much) for name, much in (lots or {}).items()) or None,
            **more,
        ),
    )


def declared(event, minute, *, reason="incorrect_data", corrections=()):
    from msgspec.structs import replace

    declaration = events.ErrorDeclaration(
        declaration_time=at(minute), reason=reason, corrective_event_ids=tuple(corrections) or None
    )
    return replace(event, error_declaration=declaration)
