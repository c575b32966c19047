"""
One fact, told whole: every copy on the wires, every call, commit and answer, and the trouble that touched it.

    fact --stream, seq--> sent, delivered, strikes
      '---reference-----> effects --posting--> call, answer
      '---desk----------> its own posting
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from lotproof.harness.model.entries import Entry
from lotproof.harness.model.errors import InputError, unknown
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import read


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the story: microseconds from the run's start, who wrote it, what it says, its name in the ledger."""

    at_us: int
    where: str
    kind: str
    text: str
    entry: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A fact and all that the ledger has of it, in order."""

    fact: str
    title: str
    source: str
    lines: tuple[Line, ...]


def explain(folder: RunFolder, name: str) -> Story:
    """
    The story of a fact.

    Args:
        folder: a run.
        name: its id (`f12`), its source identity (`NORTH/W1/consumed#1700000000000000`), a posting, or a ledger entry.

    Raises:
        InputError: if nothing in the run bears that name; it lists what is near, or the facts about a lot or order.
    """
    entries = sorted((e for path in folder.segments() for e in read(path)), key=lambda e: (e.mono_ns, e.writer, e.seq))
    start_us = next((int(entry.body["start_us"]) for entry in entries if entry.kind == "run"), 0)
    facts = {entry.id: entry for entry in entries if entry.kind == "fact"}
    fact = facts.get(name) or _found(entries, facts, name, start_us)
    if fact is None:
        raise _nowhere(name, facts)
    source = _source(fact, entries, start_us)
    lines = [_line(entry, start_us) for entry in _about(fact, source, entries)]
    return Story(fact=fact.id, title=fact_text(fact.body), source=source, lines=tuple(lines))


def _found(entries: list[Entry], facts: dict[str, Entry], name: str, start_us: int) -> Entry | None:
    """The fact that another name leads to."""
    for fact in facts.values():
        if name == _source(fact, entries, start_us):
            return fact
    for entry in entries:
        if name in (entry.id, f"{entry.writer}-{entry.seq}"):
            for lead in (*entry.causes, str(_get(entry, "fact"))):
                if lead in facts:
                    return facts[lead]
            reference = _reference(entry, entries)
            return _found(entries, facts, reference, start_us) if reference and reference != name else None
    return None


def _reference(entry: Entry, entries: list[Entry]) -> str:
    """The source identity that an entry bears, or that its posting's effects bear."""
    if _get(entry, "stream"):
        return f"{_get(entry, 'stream')}#{_get(entry, 'seq')}"
    same = (one for one in entries if one.kind == "effect" and one.id == entry.id)
    return next((str(_get(one, "reference")) for one in same if _get(one, "reference")), "")


def _source(fact: Entry, entries: list[Entry], start_us: int) -> str:
    """`stream#seq` as the wires show it; of what people entered, as the system announced it."""
    if _get(fact, "stream"):
        return f"{_get(fact, 'stream')}#{start_us + int(_get(fact, 'seq') or 0)}"
    desk = next((one for one in entries if one.kind == "desk" and fact.id in one.causes and _get(one, "stream")), None)
    return f"{_get(desk, 'stream')}#{_get(desk, 'seq')}" if desk else ""


def _about(fact: Entry, source: str, entries: list[Entry]) -> Iterable[Entry]:
    desks = {_get(one, "posting") for one in entries if one.kind == "desk" and fact.id in one.causes}
    caused = {one.id for one in entries if one.kind == "effect" and source and _get(one, "reference") == source}
    postings = {one for one in desks | caused if one}
    for entry in entries:
        named = f"{_get(entry, 'stream')}#{_get(entry, 'seq')}"
        if entry is fact or fact.id in entry.causes or (source and named == source) or entry.id in postings:
            yield entry


def _nowhere(name: str, facts: dict[str, Entry]) -> InputError:
    near = [f"{entry.id} {fact_text(entry.body)}" for entry in facts.values() if name in str(entry.body)]
    if near:
        return InputError(
            f"{len(near)} facts speak of {name!r}",
            expected="one of\n  " + "\n  ".join(near),
            where="Name one by its id.",
        )
    return unknown("fact", name, facts)


def _get(entry: Entry | None, name: str) -> Any:
    return entry.body.get(name, "") if entry is not None and isinstance(entry.body, dict) else ""


def _line(entry: Entry, start_us: int) -> Line:
    tell: Callable[[dict[str, Any]], str] = TEXTS.get(entry.kind) or _plain
    return Line(
        at_us=entry.wall_ns // 1000 - start_us,
        where=str(_get(entry, "wire") or _get(entry, "system") or entry.writer),
        kind=entry.kind,
        text=tell(entry.body),
        entry=f"{entry.writer}-{entry.seq}",
    )


def fact_text(body: dict[str, Any]) -> str:
    """A fact in a few words."""
    parts = [*body.get("ins", ()), *body.get("outs", ())]
    items = ", ".join(f"{part.get('quantity', '')} {part.get('unit', '')} {part['item']}".strip() for part in parts)
    order = f" for {body['order']}" if body.get("order") else ""
    place = body.get("equipment") or body.get("system") or ""
    return " ".join(f"{body['kind']} {items or body.get('subject', '')}{order} at {place}".split())


def _sent(body: dict[str, Any]) -> str:
    again = "again " if body.get("resend") else ""
    return f"shown {again}on {body['wire']} at {body['address']}"


def _delivered(body: dict[str, Any]) -> str:
    acked = "confirmed by" if body.get("acked") else "sent to"
    dup = ", marked DUP" if body.get("dup") else ""
    return f"copy {body.get('copy_no', 1)} {acked} {body['client']}{dup} ({body.get('how') or 'publish'})"


def _call(body: dict[str, Any]) -> str:
    key = f", key {body['idempotency_key'][:12]}" if body.get("idempotency_key") else ""
    return f"{body['client']} calls {body['method']} {body['path']}{key}"


def _effect(body: dict[str, Any]) -> str:
    change = body.get("delta") or body.get("value")
    about = " ".join(filter(None, (body.get("order"), body.get("item"), body.get("lot"), body.get("status"))))
    unit = body.get("unit", "")
    return f"committed: {body['entity']} {body['field']} {change} {unit} {about} by {body['client']}"


def _answer(body: dict[str, Any]) -> str:
    went = f"status {body['wire_status']}" if body.get("delivered") else "nothing arrived"
    more = [f"handler said {body['status']}"] if body["status"] != body.get("wire_status") else []
    more += [word for word in ("committed", "replayed") if body.get(word)]
    more += [f"fault {body['fault']}"] if body.get("fault") else []
    return ", ".join([went, *more])


def _strike(body: dict[str, Any]) -> str:
    return f"trouble: {body['fault']} {body['phase']} {body.get('detail', '')}".rstrip()


def _desk(body: dict[str, Any]) -> str:
    hand = ", by hand because it was missing" if body.get("manual") else ""
    return f"people enter {body['act']}: {body['status']}{hand}"


def _plain(body: Any) -> str:
    return str(body)[:160]


TEXTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "fact": fact_text,
    "sent": _sent,
    "delivered": _delivered,
    "call": _call,
    "effect": _effect,
    "answer": _answer,
    "strike": _strike,
    "desk": _desk,
}
