"""Rings: items that are made of each other when times are left aside. Rework makes them, and so do mistakes."""

from collections import defaultdict

from lotproof.harness.model.genealogy import MADE_OF, MAKES, Graph


def rings(drawn: Graph) -> list[set[str]]:
    """Sets of two or more items that are made of each other, times left aside (Tarjan, without recursion)."""
    ins: dict[str, set[str]] = defaultdict(set)
    for edge in drawn.edges:
        if edge.side == "in" and edge.role in MADE_OF:
            ins[edge.step].add(edge.item)
    ahead: dict[str, set[str]] = defaultdict(set)
    for edge in drawn.edges:
        if edge.side == "out" and edge.role in MAKES:
            for item in ins[edge.step]:
                ahead[item].add(edge.item)
    return [ring for ring in components(ahead) if len(ring) > 1]


def components(ahead: dict[str, set[str]]) -> list[set[str]]:
    """The strongly connected components of a directed graph."""
    order: list[str] = []
    seen: set[str] = set()
    for root in list(ahead):
        _finish(root, ahead, seen, order)
    back: dict[str, set[str]] = defaultdict(set)
    for tail, heads in ahead.items():
        for head in heads:
            back[head].add(tail)
    found: list[set[str]] = []
    done: set[str] = set()
    for root in reversed(order):
        ring: list[str] = []
        _finish(root, back, done, ring)
        if ring:
            found.append(set(ring))
    return found


def _finish(root: str, ahead: dict[str, set[str]], seen: set[str], order: list[str]) -> None:
    """Depth first from `root` over what is not `seen`; appends nodes as they are left."""
    if root in seen:
        return
    seen.add(root)
    todo = [(root, iter(sorted(ahead.get(root, ()))))]
    while todo:
        node, heads = todo[-1]
        for head in heads:
            if head not in seen:
                seen.add(head)
                todo.append((head, iter(sorted(ahead.get(head, ())))))
                break
        else:
            todo.pop()
            order.append(node)
