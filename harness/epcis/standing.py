"""
What stands against a thing: persistent dispositions, from the event that sets one until the event that unsets it.

Like a seal on a door: whatever is done in the room meanwhile, the seal is there until somebody takes it off. The plain
`disposition` of an event is replaced by the next one and says nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from lotproof.harness.epcis import events, parts
from lotproof.harness.epcis.contain import in_time

BARRING = ("unavailable", "recalled", "non_conformant", "damaged", "expired", "destroyed", "stolen", "disposed")
"""CBV words that keep a thing from being used or sent."""


class Standing:
    """The seals of all things; built from effective events in any order."""

    def __init__(self) -> None:
        self._changes: dict[str, list[tuple[datetime, str, bool]]] = defaultdict(list)

    @classmethod
    def of(cls, said: Iterable[events.Event]) -> "Standing":
        standing = cls()
        for event in in_time(said):
            if event.persistent_disposition:
                standing._note(event, event.persistent_disposition)
        return standing

    def at(self, item: str, moment: datetime) -> set[str]:
        """The dispositions that stand for `item` just before `moment`, as words of the CBV or as URIs."""
        there: set[str] = set()
        for when, word, sets in self._changes.get(item, ()):
            if when >= moment:
                break
            (there.add if sets else there.discard)(word)
        return there

    def _note(self, event: events.Event, said: events.PersistentDisposition) -> None:
        for one in parts.mentions(event):
            changes = self._changes[one.id]
            changes += [(event.at, parts.word(word), False) for word in said.unset or ()]
            changes += [(event.at, parts.word(word), True) for word in said.set or ()]
