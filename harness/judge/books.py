"""
The systems' own books against the ledger: each shows the sum of what it wrote down. Where not, our rig is at fault.

    observed `state` {system: {sums, values}} --+
                                                +--> same, or the first place where they differ
    effects up to then, added up ---------------+
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from lotproof.harness.judge.evidence import SECOND_NS, Made
from lotproof.harness.judge.places import number, same
from lotproof.harness.model.tags import Tag

READING_NS = 5 * SECOND_NS
"""The books were read within so much time before that was noted; what was made meanwhile may be in them or not."""

NATURAL = ("unit", "order", "operation", "item", "lot", "location", "status")
Key = tuple[str, ...]


def differences(books: Mapping[str, Any], made: Iterable[Made], tag: Tag, now_ns: int) -> Iterator[str]:
    """Every place of this run's items where book and ledger differ, in words."""
    there = [one for one in made if one.at.mono_ns <= now_ns]
    yield from _sums(books, [one for one in there if one.effect.delta], tag, now_ns)
    yield from _values(books, [one for one in there if one.effect.value and not one.effect.delta], tag, now_ns)


def _sums(books: Mapping[str, Any], made: list[Made], tag: Tag, now_ns: int) -> Iterator[str]:
    written: dict[Key, list[tuple[bool, Decimal]]] = defaultdict(list)
    for one in made:
        key = (one.effect.system, one.effect.entity, one.effect.field, *(getattr(one.effect, n) for n in NATURAL))
        written[key].append((one.at.mono_ns < now_ns - READING_NS, number(one.effect.delta)))
    shown = {
        (system, row["entity"], row["field"], *(row[name] for name in NATURAL)): number(str(row["total"]))
        for system, book in books.items()
        for row in book.get("sums", ())
    }
    for key in sorted(written.keys() | shown.keys()):
        right = _prefixes(written.get(key, []))
        if _ours(tag, *key) and shown.get(key, Decimal(0)) not in right:
            yield _told(key, str(shown.get(key, 0)), str(right[-1]))


def _prefixes(deltas: list[tuple[bool, Decimal]]) -> list[Decimal]:
    """The sums that may have been read: of all that was surely in, and then with one more at a time."""
    sums = [sum((delta for sure, delta in deltas if sure), Decimal(0))]
    for _, delta in (one for one in deltas if not one[0]):
        sums.append(sums[-1] + delta)
    return sums


def _values(books: Mapping[str, Any], made: list[Made], tag: Tag, now_ns: int) -> Iterator[str]:
    last: dict[Key, list[str]] = defaultdict(list)
    named: dict[Key, Key] = {}
    for one in made:
        effect = one.effect
        key: Key = (effect.system, effect.entity, effect.field, effect.key)
        if one.at.mono_ns < now_ns - READING_NS:
            last[key].clear()
        last[key].append(effect.value)
        named[key] = (effect.order, effect.lot)
    shown: dict[Key, str] = {}
    for system, row in ((system, row) for system, book in books.items() for row in book.get("values", ())):
        key = (system, row["entity"], row["field"], row["key"])
        shown[key], named[key] = str(row["value"]), (row.get("order", ""), row.get("lot", ""))
    for key in sorted(last.keys() | shown.keys()):
        value = shown.get(key, "")
        if _ours(tag, *key, *named[key]) and not _among(value, last.get(key, [])):
            yield _told(key, value or "nothing", (last.get(key) or ["nothing"])[-1])


def _among(value: str, right: list[str]) -> bool:
    return any(same(value, one) for one in right)


def _ours(tag: Tag, *names: str) -> bool:
    """Whether one of the names is one that the plan gave to an item of this run."""
    return any(part.endswith(f"-{tag.text}") for name in names for part in name.split("/"))


def _told(key: Key, shown: str, written: str) -> str:
    system, entity, field, *of = key
    what = ", ".join(word for word in of if word)
    return f"{system} shows {shown} as {entity}.{field} of {what}, and has written down {written}"
