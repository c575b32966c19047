"""
What the standard demands and its JSON schema cannot say.

The schema is a customs form: it sees that a box is filled, not that the two halves of the declaration fit. These
rules see the second. Each is a function from one event to remarks; `RULES` names them, `check` asks them all.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
from lotproof.harness.epcis import document as documents
from lotproof.harness.epcis import events, keys, parts, times
from lotproof.harness.epcis.remarks import Remark, Weight
from lotproof.harness.model.errors import InputError, RigError

Found = Iterator[tuple[str, str, str]]
"""(member, subject, sentence)"""

Rule = Callable[[events.Event], Found]


def add_without_parent(event: events.Event) -> Found:
    """Only an OBSERVE may leave its parent out (EPCIS 2.0, AggregationEvent)."""
    if isinstance(event, events.AggregationEvent) and event.action != events.OBSERVE and not event.parent_id:
        yield "parentID", event.event_id or "", f"{event.action} names no parent"


def correction_of_what_did_not_occur(event: events.Event) -> Found:
    declared = event.error_declaration
    if declared and parts.word(declared.reason) == "did_not_occur" and declared.corrective_event_ids:
        yield "errorDeclaration/correctiveEventIDs", event.event_id or "", "what did not occur has no correction"


def unknown_type(event: events.Event) -> Found:
    if event.type not in events.TYPES:
        yield "type", event.type, "the standard knows no such event"


def negative_quantity(event: events.Event) -> Found:
    for one in parts.mentions(event):
        if one.quantity is not None and one.quantity < 0:
            yield f"{one.member}/quantity", one.spelled, f"the quantity is {one.quantity}"


def wrong_key(event: events.Event) -> Found:
    """Length, form and check digit of GS1 keys (General Specifications 7.9)."""
    for one in parts.mentions(event):
        if said := keys.wrong(one.spelled):
            yield one.member, one.spelled, said


def twice_in_a_list(event: events.Event) -> Found:
    """One thing stands once in a list, however it is spelled."""
    seen: set[tuple[str, str]] = set()
    for one in parts.mentions(event):
        place = (one.member.split("/")[0], one.id)
        if place in seen:
            yield one.member, one.spelled, "stands twice in the list"
        seen.add(place)


def minus_zero_offset(event: events.Event) -> Found:
    if event.event_time_zone_offset == "-00:00":
        yield "eventTimeZoneOffset", event.event_id or "", "-00:00 says that the offset is unknown; write +00:00"


def one_sided_transformation(event: events.Event) -> Found:
    if not isinstance(event, events.TransformationEvent) or event.transformation_id:
        return
    sides = {one.side for one in parts.mentions(event)}
    for side, name in (("in", "input"), ("out", "output")):
        if side not in sides:
            yield "transformationID", event.event_id or "", f"no {name} and no transformationID to find it by"


def class_among_instances(event: events.Event) -> Found:
    """Lots belong into quantity lists, serials and handling units into EPC lists."""
    for one in parts.mentions(event):
        key = keys.read(one.spelled)
        if key and key.is_class and not one.of_class:
            yield one.member, one.spelled, "a class stands where single things stand"
        if key and one.of_class and key.kind in ("serial", "unit"):
            yield one.member, one.spelled, "a single thing stands where classes stand"


def own_parent(event: events.Event) -> Found:
    found = list(parts.mentions(event))
    parents = {one.id for one in found if one.side == "parent"}
    for one in found:
        if one.side == "in" and one.id in parents:
            yield one.member, one.spelled, "holds itself"


def ilmd_without_birth(event: events.Event) -> Found:
    if isinstance(event, events.ObjectEvent) and event.ilmd and event.action != events.ADD:
        yield "ilmd", event.event_id or "", "describes what an event creates; this one creates nothing"


def unreadable_time(event: events.Event) -> Found:
    declared = event.error_declaration.declaration_time if event.error_declaration else None
    named = (("eventTime", event.event_time), ("recordTime", event.record_time), ("declarationTime", declared))
    for member, text in named:
        try:
            times.utc(text or "2000-01-01T00:00:00Z")
        except InputError as wrong:
            yield member, event.event_id or "", str(wrong)


def correction_by_itself(event: events.Event) -> Found:
    """The correction is a new event with a new id."""
    declared = event.error_declaration
    if declared and event.event_id in (declared.corrective_event_ids or ()):
        yield "errorDeclaration/correctiveEventIDs", event.event_id or "", "the withdrawn event corrects itself"


def declaration_without_id(event: events.Event) -> Found:
    if event.error_declaration and not event.event_id:
        yield "eventID", "", "a declaration without the eventID of what it withdraws must be matched by content"


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        unknown_type,
        add_without_parent,
        correction_of_what_did_not_occur,
        negative_quantity,
        wrong_key,
        twice_in_a_list,
        minus_zero_offset,
        one_sided_transformation,
        class_among_instances,
        own_parent,
        ilmd_without_birth,
        unreadable_time,
        correction_by_itself,
        declaration_without_id,
    )
}
DOUBTFUL = {"minus_zero_offset", "declaration_without_id"}


def check(document: documents.Document) -> tuple[Remark, ...]:
    """All remarks of `RULES` on a document's events and cover, in the document's order."""
    found = [one for at, event in enumerate(document.events) for one in check_event(event, f"/{at}")]
    return (*other_version(document), *protected_prefix(document), *found)


def check_event(event: events.Event, where: str) -> Iterator[Remark]:
    for name, rule in RULES.items():
        weight: Weight = "doubtful" if name in DOUBTFUL else "wrong"
        for member, subject, sentence in rule(event):
            yield Remark(rule=name, where=f"{where}/{member}", subject=subject, sentence=sentence, weight=weight)


def other_version(document: documents.Document) -> Iterator[Remark]:
    """A document that says that it is of another version means other things by the same words."""
    said = document.cover.get("schemaVersion", "2.0")
    if not str(said).startswith("2."):
        yield Remark(
            rule="other_version", where="/schemaVersion", subject=str(said), sentence=f"says that it is {said}"
        )


def protected_prefix(document: documents.Document) -> Iterator[Remark]:
    """The EPCIS context protects `cbvmda` and others; naming one again breaks JSON-LD readers."""
    context = document.context if isinstance(document.context, list) else [document.context]
    for part in context:
        for prefix in ("cbvmda", "cbv", "epcis", "gs1"):
            if isinstance(part, dict) and prefix in part:
                sentence = "names a prefix again that the EPCIS context protects"
                yield Remark(rule="protected_prefix", where="/@context", subject=prefix, sentence=sentence)


def twice(source: bytes) -> tuple[Remark, ...]:
    """Members that stand twice in one JSON object: readers keep the last and drop the first in silence."""
    found: list[Remark] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for name, count in Counter(name for name, _ in pairs).items():
            if count > 1:
                sentence = f"stands {count} times in one object; only the last is read"
                found.append(Remark(rule="member_twice", where="", subject=name, sentence=sentence))
        return dict(pairs)

    json.loads(source, object_pairs_hook=look)
    return tuple(found)


def validate(document: documents.Document | bytes, schema: Path | bytes) -> tuple[Remark, ...]:
    """
    What GS1's JSON schema refuses in a document.

    Raises:
        RigError: if the checker has no `uri` format, without which the vocabulary would not be checked at all.
    """
    checker = formats()
    rules = json.loads(schema.read_bytes() if isinstance(schema, Path) else schema)
    raw = json.loads(document if isinstance(document, bytes) else documents.write(document))
    wrong = jsonschema.Draft7Validator(rules, format_checker=checker).iter_errors(raw)
    return tuple(
        Remark(
            rule="schema",
            where="/" + "/".join(str(part) for part in one.absolute_path),
            subject=str(one.validator),
            sentence=one.message[:300],
        )
        for one in sorted(wrong, key=lambda one: [str(part) for part in one.absolute_path])
    )


def formats() -> jsonschema.FormatChecker:
    """The format checker, made sure of."""
    checker = jsonschema.FormatChecker()
    if "uri" not in checker.checkers:
        raise RigError(
            "the schema checker knows no format 'uri', so wrong vocabulary would pass",
            expected="the package rfc3986-validator",
            where="Install lotproof with its dependencies.",
        )
    return checker
