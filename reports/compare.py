"""
A trace answer beside the truth: what is missing in it, what it names that was not so.

Only for findings that rest on an answer; so a reader sees the hole in the picture instead of two lists.
"""

from collections.abc import Iterator

import msgspec
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.genealogy import Edge, Graph, Step, TracedItem
from lotproof.harness.model.verdicts import Finding
from lotproof.reports.evidence import Evidence, Names
from lotproof.reports.lineage import Lineage, Link, Mark, Node, lineage, reach

AT_MOST = 2
"""Pictures per finding."""


def pictures_of(finding: Finding, evidence: Evidence) -> tuple[Lineage, ...]:
    """The answers that a finding points at, each laid over the truth; those that agree are not shown."""
    asked = (evidence.traces[number] for number in finding.entries if number in evidence.traces)
    laid = (overlay(answer, evidence) for answer in asked)
    return tuple(picture for picture in laid if picture and _differs(picture))[:AT_MOST]


def overlay(observed: Observed, evidence: Evidence) -> Lineage | None:
    """
    Truth as far as the question goes, with the answer's holes and additions marked.

    A lot that was neither received nor made need not be in an answer: it belongs into the exception queue. An answer
    that tells an order as one step may name what went in after something had come out.
    """
    try:
        graph = msgspec.convert(observed.answer, Graph)
    except msgspec.ValidationError:
        return None
    question = observed.question
    root = key_of(question.get("kind", ""), question.get("scope", ""), question.get("id", ""), evidence.names)
    backward = question.get("direction") == "backward"
    whole = lineage(evidence.facts, evidence.names, title="")
    truth, possible = (within(whole, root, backward, timely=timely) for timely in (True, False))
    told = told_by(graph, evidence.names)
    way = "back from" if backward else "on from"
    title = f"{observed.source}, asked {way} {question.get('kind', '')} {question.get('id', '')}"
    return Lineage(
        title=title, nodes=tuple(_nodes(truth, possible, told, root)), links=tuple(_links(truth, possible, told))
    )


def within(whole: Lineage, root: str, backward: bool, *, timely: bool = True) -> Lineage:
    """The part of a lineage that lies back from, or on from, one node."""
    kept = reach({root}, whole.links, backward=backward, timely=timely)
    return Lineage(
        title=whole.title,
        nodes=tuple(node for node in whole.nodes if node.key in kept),
        links=tuple(link for link in whole.links if {link.source, link.target} <= kept),
    )


def told_by(graph: Graph, names: Names) -> Lineage:
    """A trace answer in the keys of a lineage; steps without an order join their items directly."""
    items = {item.key: _item_key(item, names) for item in graph.items}
    steps = {step.key: _step_key(step) for step in graph.steps}
    nodes = {key: _node(key, names) for key in items.values()}
    links: dict[tuple[str, str], Link] = {}
    for source, target in _ways(graph.edges, items, steps):
        for key in (source, target):
            nodes.setdefault(key, _node(key, names))
        links.setdefault((source, target), Link(source=source, target=target))
    return Lineage(title="", nodes=tuple(nodes.values()), links=tuple(links.values()))


def _node(key: str, names: Names) -> Node:
    kind, *scope, label = key.split(":", 2)
    note = names.items.get(scope[0], scope[0]) if scope and kind != "unit" else ""
    return Node(key=key, kind=kind, label=label, note=note)


def _ways(edges: tuple[Edge, ...], items: dict[str, str], steps: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Item to order, order to item; where a step has no order or shipment, item to item."""
    unnamed: dict[str, tuple[list[str], list[str]]] = {}
    for edge in edges:
        item, step = items.get(edge.item, ""), steps.get(edge.step, "")
        holds = edge.role in ("content", "removed") and not step.startswith("shipment:")
        if item and step and not holds:
            yield (item, step) if edge.side == "in" else (step, item)
        elif item:
            unnamed.setdefault(edge.step, ([], []))[edge.side == "out"].append(item)
    for ins, outs in unnamed.values():
        yield from ((source, target) for source in ins for target in outs if source != target)


def key_of(kind: str, scope: str, number: str, names: Names) -> str:
    """The lineage key of what a question or an answer names."""
    if kind in ("lot", "serial"):
        return f"{kind}:{names.code(scope)}:{number}"
    return f"unit:{scope}:{number}" if kind == "unit" else f"{kind}:{number}"


def _item_key(item: TracedItem, names: Names) -> str:
    """One of the ids that the answer gives, the plant's own systems first."""
    ranked = sorted(
        item.ids,
        key=lambda own: (
            ("mes", "wms", "qms", "erp").index(own.system) if own.system in ("mes", "wms", "qms", "erp") else 9
        ),
    )
    known = [own for own in ranked if own.kind in ("lot", "serial", "unit")]
    return key_of(known[0].kind, known[0].scope, known[0].id, names) if known else item.key


def _step_key(step: Step) -> str:
    """The order or shipment that a step belongs to; goods that came back are no way onwards."""
    named = {document.kind: document.id for document in step.documents}
    kind = next((kind for kind in ("return", "order", "shipment") if kind in named), "return")
    return "" if kind == "return" else f"{kind}:{named[kind]}"


def _nodes(truth: Lineage, possible: Lineage, told: Lineage, root: str) -> Iterator[Node]:
    named = {node.key for node in told.nodes}
    true = {node.key for node in truth.nodes}
    yield from (node for node in possible.nodes if node.key in named - true)
    true |= {node.key for node in possible.nodes}
    for node in truth.nodes:
        mark: Mark = "asked" if node.key == root else "" if node.key in named or node.status == "unborn" else "missing"
        yield msgspec.structs.replace(node, mark=mark)
    for node in told.nodes:
        if node.key not in true:
            yield msgspec.structs.replace(node, mark="asked" if node.key == root else "extra")


def _links(truth: Lineage, possible: Lineage, told: Lineage) -> Iterator[Link]:
    named = {(link.source, link.target) for link in told.links}
    true = {(link.source, link.target) for link in truth.links}
    yield from (link for link in possible.links if (link.source, link.target) in named - true)
    true |= {(link.source, link.target) for link in possible.links}
    unborn = {node.key for node in truth.nodes if node.status == "unborn"}
    for link in truth.links:
        so = (link.source, link.target) in named or link.source in unborn
        yield msgspec.structs.replace(link, mark="" if so else "missing")
    for link in told.links:
        if (link.source, link.target) not in true:
            yield msgspec.structs.replace(link, mark="extra")


def _differs(picture: Lineage) -> bool:
    marks = {node.mark for node in picture.nodes} | {link.mark for link in picture.links}
    return bool(marks & {"missing", "extra"})
