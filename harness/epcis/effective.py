"""
Which events count: all that were said, less those that were declared wrong.

Nothing is ever deleted. A declaration is a copy of the wrong event under the same eventID with a note pinned to it; the
correction is a new event with a new id. Two clocks matter: *valid* time (when it happened) and *known* time (when the
repository heard of it, `recordTime`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

import msgspec
from lotproof.harness.epcis import events
from lotproof.harness.epcis.document import event_bytes

Named = dict[str | None, events.Event]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """
    An event and what became of it: the declarations against it, and the events that these name as corrections.

    `missing` are corrective ids that stand nowhere among the events.
    """

    event: events.Event
    declarations: tuple[events.Event, ...] = ()
    corrections: tuple[events.Event, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> bool:
        return bool(self.declarations)


def effective(
    said: Iterable[events.Event], *, valid: datetime | None = None, known: datetime | None = None
) -> tuple[events.Event, ...]:
    """
    The events that had happened by `valid` as known at `known` (both inclusive; None: no limit).

    Withdrawn events and the declarations themselves are left out; an event that was captured twice (same id, same
    content) counts once. Events without `recordTime` count as known when they happened.
    """
    heard = [event for event in said if known is None or event.known_at <= known]
    return tuple(one.event for one in history(heard) if not one.withdrawn and (valid is None or one.event.at <= valid))


def history(said: Iterable[events.Event]) -> tuple[Said, ...]:
    """Every event that is no declaration, in the order given, with what became of it."""
    heard = list(said)
    declared = _declarations(heard)
    by_id: Named = {event.event_id: event for event in heard if event.event_id and not event.error_declaration}
    return tuple(_told(event, declared[identity(event)], by_id) for event in _once(heard))


def orphaned_declarations(said: Iterable[events.Event]) -> tuple[events.Event, ...]:
    """Declarations whose event stands nowhere."""
    heard = list(said)
    known = {identity(event) for event in heard if not event.error_declaration}
    return tuple(event for event in heard if event.error_declaration and identity(event) not in known)


def identity(event: events.Event) -> str | bytes:
    """What a declaration and its event have in common: the id, or without one all content."""
    return event.event_id or content(event)


def content(event: events.Event) -> bytes:
    """All that an event says of the world: without its declaration and the repository's time."""
    return event_bytes(msgspec.structs.replace(event, error_declaration=None, record_time=None))


def _declarations(heard: list[events.Event]) -> dict[str | bytes, list[events.Event]]:
    found: dict[str | bytes, list[events.Event]] = defaultdict(list)
    for event in heard:
        if event.error_declaration:
            found[identity(event)].append(event)
    return found


def _once(heard: list[events.Event]) -> list[events.Event]:
    """Without declarations, and without second captures of the same event."""
    said = [event for event in heard if not event.error_declaration]
    times = Counter(event.event_id for event in said if event.event_id)
    seen: set[tuple[str, bytes]] = set()
    kept: list[events.Event] = []
    for event in said:
        if event.event_id and times[event.event_id] > 1:
            mark = (event.event_id, content(event))
            if mark in seen:
                continue
            seen.add(mark)
        kept.append(event)
    return kept


def _told(event: events.Event, declarations: list[events.Event], by_id: Named) -> Said:
    named = [
        name
        for one in declarations
        if one.error_declaration
        for name in one.error_declaration.corrective_event_ids or ()
    ]
    return Said(
        event=event,
        declarations=tuple(declarations),
        corrections=tuple(by_id[name] for name in named if name in by_id),
        missing=tuple(name for name in named if name not in by_id),
    )
