"""What each rule of an event file says when it holds, and what it looks at: where nothing is seen, nothing passes."""

from collections.abc import Callable, Iterable

from lotproof.harness.epcis import events, parts
from lotproof.harness.epcis.storied import SHIPPING

SENTENCES: dict[str, str] = {
    "schema": "The file is valid against GS1's JSON schema, formats checked",
    "member_twice": "No member stands twice in one JSON object",
    "protected_prefix": "The context names no prefix again that EPCIS protects",
    "other_version": "The document says that it is EPCIS 2.0",
    "unknown_type": "Every event is of a type that the standard knows",
    "add_without_parent": "An aggregation names its parent, save where it only observes",
    "correction_of_what_did_not_occur": "What is declared not to have occurred names no correction",
    "negative_quantity": "No quantity is negative",
    "wrong_key": "GS1 keys have the right length, form and check digit",
    "twice_in_a_list": "One thing stands once in a list, however it is spelled",
    "minus_zero_offset": "No time zone offset is -00:00",
    "one_sided_transformation": "A transformation has inputs and outputs, or an id that joins it to its other half",
    "class_among_instances": "Lots stand in quantity lists, single things in EPC lists",
    "own_parent": "Nothing holds itself",
    "ilmd_without_birth": "Only what is created is described by master data",
    "unreadable_time": "All times can be read and bear a zone",
    "correction_by_itself": "A correction is another event than the one it corrects",
    "declaration_without_id": "An error declaration bears the id of what it withdraws",
    "orphan": "What is used, packed or shipped was made, commissioned or received",
    "used_before_made": "Nothing is used before its first origin",
    "used_after_end": "Nothing is touched after it was used up or destroyed",
    "more_used_than_there_was": "Of no lot more is used than came in",
    "mass_from_nothing": "No step puts out more than went in",
    "cycle_against_time": "Nothing is made of itself in an order that time forbids",
    "shipped_without_lineage": "What left was made of something, or received from somebody",
    "two_contents_under_one_id": "Events that differ have different ids",
    "captured_twice": "No event stands in the file again",
    "born_twice": "A single thing comes to be once",
    "containers": "Nothing is in two containers at once, or taken out of where it was not",
    "passed_on_while_barred": "Nothing is used or shipped while a persistent disposition bars it",
    "declaration_of_nothing": "Every declaration withdraws an event of the file",
    "correction_that_is_missing": "Every correction that is named is in the file",
}
"""By rule, in the order in which they are shown."""

Said = Iterable[events.Event]


def declared(event: events.Event) -> bool:
    return event.error_declaration is not None


def transforms(event: events.Event) -> bool:
    return isinstance(event, events.TransformationEvent)


def holds(event: events.Event) -> bool:
    return isinstance(event, events.AggregationEvent)


def ships(event: events.Event) -> bool:
    return parts.step_word(event) in SHIPPING


def measured(event: events.Event) -> bool:
    return any(one.quantity is not None for one in parts.mentions(event))


def described(event: events.Event) -> bool:
    return bool(getattr(event, "ilmd", None))


def passes_on(event: events.Event) -> bool:
    return transforms(event) or ships(event)


LOOKS_AT: dict[str, Callable[[events.Event], bool]] = {
    "add_without_parent": holds,
    "correction_of_what_did_not_occur": declared,
    "negative_quantity": measured,
    "one_sided_transformation": transforms,
    "own_parent": holds,
    "ilmd_without_birth": described,
    "correction_by_itself": declared,
    "declaration_without_id": declared,
    "more_used_than_there_was": measured,
    "mass_from_nothing": transforms,
    "cycle_against_time": transforms,
    "shipped_without_lineage": ships,
    "containers": holds,
    "passed_on_while_barred": passes_on,
    "declaration_of_nothing": declared,
    "correction_that_is_missing": declared,
}
"""What a rule looks at; the others look at every event."""


def looked_at(rule: str, said: Said) -> int:
    """How many events of a file a rule has looked at."""
    wanted = LOOKS_AT.get(rule)
    return sum(1 for event in said if wanted is None or wanted(event))
