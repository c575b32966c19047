"""
Is it our own rig that is wrong? Then nothing is said about the integration.

A plant that makes more than there is, one serial twice, facts that differ from the truth on file, a system whose state
is not the sum of its effects.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.places import number, same
from lotproof.harness.model.facts import Fact

BOOK = ("entity", "field", "unit", "order", "operation", "item", "lot", "location", "status")


def faults(case: Case) -> list[str]:
    """What is wrong with our rig, as sentences; empty where it can be trusted."""
    found = [f"truth.jsonl and the ledger differ: {case.evidence.truth_differs}"] if case.evidence.truth_differs else []
    if case.evidence.end.how == "rig failed":
        found.append(f"the rig failed: {case.evidence.end.detail}")
    found += impossible(case.evidence.facts)
    for observed, _ in case.evidence.observed:
        if observed.what == "state" and not observed.problem:
            found += differs(case, observed.source, observed.answer)
    return found


def impossible(facts: list[Fact]) -> Iterator[str]:
    """What no plant can do: use more of a lot than there is, pack one unit or make one serial twice."""
    there: dict[str, Decimal] = defaultdict(Decimal)
    known: set[str] = set()
    made: set[str] = set()
    wrong: set[str] = set()
    for fact in facts:
        if fact.kind in ("received", "produced"):
            for portion in fact.outs:
                there[portion.item] += number(portion.quantity)
                known.add(portion.item)
        if fact.kind in ("consumed", "packed"):
            for portion in fact.ins:
                there[portion.item] -= number(portion.quantity)
                if portion.item in known and there[portion.item] < 0 and portion.item not in wrong:
                    wrong.add(portion.item)
                    yield f"the plant used more of {portion.item} than there is (fact {fact.id})"
        if fact.kind in ("packed", "produced"):
            for portion in fact.outs:
                single = portion.item.startswith(("unit:", "serial:"))
                if single and portion.item in made:
                    yield f"the plant made {portion.item} twice (fact {fact.id})"
                made.add(portion.item)


def differs(case: Case, system: str, answer: Any) -> Iterator[str]:
    """Where a system's own books and the sum of its effect rows are not the same, for this run's items."""
    if not isinstance(answer, dict):
        return
    yield from _sums(case, system, answer.get("sums", ()))
    yield from _values(case, system, answer.get("values", ()))


def _sums(case: Case, system: str, rows: Any) -> Iterator[str]:
    book: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        if _ours(case, row.get("order", ""), row.get("lot", "")):
            book[tuple(str(row.get(name) or "") for name in BOOK)] += number(str(row.get("total", "0")))
    added: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for made in case.evidence.made:
        effect = made.effect
        if effect.system == system and effect.delta and _ours(case, effect.order, effect.lot):
            added[tuple(getattr(effect, name) for name in BOOK)] += number(effect.delta)
    for place in sorted(book.keys() | added.keys()):
        if book[place] != added[place]:
            what = " ".join(part for part in place if part)
            yield f"{system} keeps {book[place]:f} as {what}, and its effects add up to {added[place]:f}"


def _values(case: Case, system: str, rows: Any) -> Iterator[str]:
    last: dict[tuple[str, str, str], str] = {}
    for made in case.evidence.made:
        effect = made.effect
        if effect.system == system and effect.value:
            last[effect.entity, effect.field, effect.key] = effect.value
    for row in rows:
        place = (str(row.get("entity", "")), str(row.get("field", "")), str(row.get("key", "")))
        if place in last and not same(last[place], str(row.get("value", ""))):
            yield f"{system} keeps {row.get('value')} as {' '.join(place)}, and the last effect said {last[place]}"


def _ours(case: Case, order: str, lot: str) -> bool:
    return case.evidence.tag.text in (order or "") or case.evidence.tag.text in (lot or "")
