"""A file under the lamp: its effective events, and for each item the story of how events touched it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from lotproof.harness.epcis import effective, events, keys, parts
from lotproof.harness.epcis.contain import Contents, in_time
from lotproof.harness.epcis.graph import graph
from lotproof.harness.model.genealogy import MADE_OF, MAKES, Graph


class Touch(NamedTuple):
    """One event that names an item: how, when, and at which place of the file."""

    at: datetime
    place: int
    how: str
    event: events.Event
    mention: parts.Mention


class File:
    """A file's effective events, and per item all touches in time."""

    def __init__(self, said: Iterable[events.Event]) -> None:
        self.said = list(said)
        self.effective = list(in_time(effective.effective(self.said)))
        self.places = {id(event): at for at, event in enumerate(self.said)}
        self.contents = Contents.of(self.effective)
        self.graph: Graph = graph(self.effective)
        self.composed = composed(self.graph)
        self.touches: dict[str, list[Touch]] = defaultdict(list)
        for event in self.effective:
            for one in parts.mentions(event):
                self.touches[one.id].append(Touch(event.at, self.places[id(event)], how(event, one), event, one))

    def origins(self, item: str) -> list[Touch]:
        return [touch for touch in self.touches[item] if touch.how in ("made", "born", "received")]

    def uses(self, item: str) -> list[Touch]:
        return [touch for touch in self.touches[item] if touch.how in ("used", "ended")]


def composed(drawn: Graph) -> set[str]:
    """The items that some step made out of something."""
    fed = {edge.step for edge in drawn.edges if edge.side == "in" and edge.role in MADE_OF}
    return {edge.item for edge in drawn.edges if edge.side == "out" and edge.role in MAKES and edge.step in fed}


RECEIVING = ("receiving", "accepting", "arriving")
SHIPPING = ("shipping", "departing", "consigning", "staging_outbound")


def how(event: events.Event, one: parts.Mention) -> str:
    """What an event does to an item that it names: made, used, born, ended, received, shipped, packed, held, seen."""
    if isinstance(event, events.TransformationEvent):
        return "used" if one.side == "in" else "made"
    if isinstance(event, events.AggregationEvent):
        assembled = isinstance(event, events.AssociationEvent) and event.action == events.ADD
        return "held" if one.side == "parent" else "built_in" if assembled else "packed"
    action, word = parts.action(event), parts.step_word(event)
    if isinstance(event, events.ObjectEvent) and action != events.OBSERVE:
        return "born" if action == events.ADD else "ended"
    if word in RECEIVING:
        return "received"
    return "shipped" if word in SHIPPING else "seen"


def carrier(item: str) -> bool:
    """Pallets, totes and places need no birth."""
    key = keys.read(item)
    return key is not None and key.kind in ("unit", "asset", "place", "party")


def final(touch: Touch) -> bool:
    if not touch.mention.of_class:
        return touch.how in ("used", "ended") and not also_made(touch)
    return touch.how == "ended" and touch.mention.quantity is None


def also_made(touch: Touch) -> bool:
    """Rework in one event: it goes in and comes out."""
    return any(one.side == "out" and one.id == touch.mention.id for one in parts.mentions(touch.event))


def also_used(touch: Touch) -> bool:
    return any(one.side == "in" and one.id == touch.mention.id for one in parts.mentions(touch.event))


def balances(file: File, item: str) -> dict[str | None, tuple[Decimal, Decimal]]:
    """(came, went) per unit; {} where an amount is unknown, or where nothing says how much came."""
    came: dict[str | None, Decimal] = defaultdict(Decimal)
    went: dict[str | None, Decimal] = defaultdict(Decimal)
    for touch in (*file.origins(item), *file.uses(item)):
        if touch.mention.quantity is None:
            return {}
        side = went if touch.how in ("used", "ended") else came
        side[touch.mention.uom] += touch.mention.quantity
    return {uom: (came[uom], went[uom]) for uom in came.keys() & went.keys()}


def loaded_by(file: File, event: events.Event) -> list[str]:
    """What a shipping event takes along: loose items, and what the containers held then."""
    loaded: list[str] = []
    for one in parts.mentions(event):
        inside = file.contents.inside(one.id, event.at)
        loaded += [stay.child for stay in inside if not carrier(stay.child)]
        if not inside and not carrier(one.id):
            loaded.append(one.id)
    return list(dict.fromkeys(loaded))


def rooted(file: File, item: str) -> bool:
    """Received from somebody, or made of something."""
    return item in file.composed or any(touch.how == "received" for touch in file.touches.get(item, ()))


def plus(total: Decimal | None, more: Decimal | None) -> Decimal | None:
    """A sum that is unknown as soon as one part of it is."""
    return None if total is None or more is None else total + more
