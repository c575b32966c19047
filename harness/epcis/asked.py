"""
A trace question, answered by walking an EPCIS server, in the shape of a `graph` answer and in the plant's words.

    question --link--> walk (pages, declarations, containment in time) --draw--> the branch that was asked for

Whatever spelling the server keeps, items are named as the enterprise names them; what it calls nothing of ours keeps
its own identifier.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from lotproof.harness.epcis import document, events, walk
from lotproof.harness.epcis.contain import in_time
from lotproof.harness.epcis.graph import graph, step_key
from lotproof.harness.epcis.names import Names
from lotproof.harness.model import items
from lotproof.harness.model.genealogy import Edge, Graph, OwnId, TracedItem

DOCUMENTS = {"shipment": ("shipping",), "return": ("receiving",), "receipt": ("receiving",)}
"""The bizSteps in which documents of a kind stand."""

ITEMS = ("lot", "serial", "unit")

SYSTEM = "epcis"


def can_ask(question: Mapping[str, str]) -> bool:
    """Whether EPCIS has a way to begin at what is asked about; a supplier's own lot number it has no field for."""
    return question.get("system") != "supplier" and question.get("kind", "") in (*ITEMS, *DOCUMENTS)


async def asked(
    get: walk.Get,
    question: Mapping[str, str],
    *,
    names: Names,
    since: datetime | None = None,
    limits: walk.Limits | None = None,
) -> Graph:
    """
    The answer to a question as in the contract, with `kind` an item or one of `DOCUMENTS`, `id`, `direction`, `as_of`.

    `since` bounds the search for a document. `unknown` says what the server did not answer.
    """
    as_of = walk.moment(question["as_of"]) if question.get("as_of") else None
    direction: walk.Direction = "forward" if question.get("direction") == "forward" else "backward"
    walker = walk.Walker(get, direction, as_of, limits or walk.Limits())
    starts = await _starts(walker, question, names, since)
    await walker.run(*starts)
    drawn = _branch(walker, names)
    return msgspec.structs.replace(drawn, complete=not walker.unknown, unknown=tuple(walker.unknown))


async def _starts(walker: walk.Walker, question: Mapping[str, str], names: Names, since: datetime | None) -> list[str]:
    kind, scope, number = question.get("kind", ""), question.get("scope", ""), question.get("id", "")
    if kind in ITEMS:
        return [names.link(items.ItemRef(kind, scope, number).key)]
    return await walker.documents(DOCUMENTS[kind], number, since)


def _branch(walker: walk.Walker, names: Names) -> Graph:
    """
    What was asked for, without what merely stands beside it: steps that led on are told whole; of the others only
    what they say of the things that were asked about, and nothing where they join these to something else.
    """
    said = list(in_time(walker.effective()))
    whole = graph(said, names=names, source=SYSTEM)
    leading = _keys(walker, said)
    reached = {names.key(one) for one in walker.seen}
    kept = [edge for edge in whole.edges if edge.step in leading or edge.item in reached]
    cut = {edge.step for edge in whole.edges} & _joining(whole) - leading
    cut &= {edge.step for edge in whole.edges if edge.item not in reached}
    return _named(whole, [edge for edge in kept if edge.step not in cut], reached)


def _keys(walker: walk.Walker, said: list[events.Event]) -> set[str]:
    """The steps of the events that led on."""
    return {step_key(event, at) for at, event in enumerate(said) if document.event_bytes(event) in walker.leading}


def _joining(whole: Graph) -> set[str]:
    """Steps with something on both sides."""
    ends = ({edge.step for edge in whole.edges if edge.side == side} for side in ("in", "out"))
    return set.intersection(*ends)


def _named(whole: Graph, edges: list[Edge], reached: set[str]) -> Graph:
    """The graph of these edges; items in the plant's words."""
    steps = {edge.step for edge in edges}
    things = {edge.item for edge in edges} | reached
    return Graph(
        items=tuple(_plain(item) for item in whole.items if item.key in things),
        steps=tuple(step for step in whole.steps if step.key in steps),
        edges=tuple(edges),
    )


def _plain(item: TracedItem) -> TracedItem:
    """An item with the identifier that its key bears; what is none of ours stays as it was."""
    try:
        own = items.parse(item.key)
    except ValueError:
        return item
    named = OwnId(system=SYSTEM, kind=own.kind, scope=own.scope, id=own.id)
    return msgspec.structs.replace(item, ids=(named,))
