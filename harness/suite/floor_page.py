"""The reference page of the floor: what MQTT and OPC UA show of a fact, from the wires' own tables."""

from collections.abc import Callable, Iterable

from lotproof.harness.model.facts import VALUES_ONLY
from lotproof.harness.model.world import FloorField
from lotproof.harness.wire.asyncapi import BRANCHES, EVENT, PORTION, Json
from lotproof.harness.wire.cards import CARD_PATH, card_fields, event_fields, value_fields

Rows = Iterable[tuple[str, ...]]
Table = Callable[[tuple[str, ...], Rows], str]

SENTENCES = (
    "The floor says each business fact on two wires, under the same `stream` and `seq`: MQTT has it as a JSON message,"
    " OPC UA as an event and as a card. All of it is in [world.json](world-json.md), MQTT also as an AsyncAPI 3"
    " document beside it (`mqtt.asyncapi` is its file name).",
    "Quantities are decimals as text, in the unit beside them; a handling unit bears `sscc`, everything else `item` and"
    " `lot`. What only one kind of fact has stands in `details`.",
    "`subject`, `inputs`, `outputs` and `details` are the same on both wires; on OPC UA they are strings that hold"
    " JSON.",
)

ORDER = (
    "A fact is written in one go, nothing comes between: the machine's values first, then the card's strings from top"
    " to bottom, `SourceStream`, and `SourceSeq` last; then the event is emitted on the Server object. So subscribe to"
    " `SourceSeq` alone (it never has the same value twice, equal strings make no data change), and read the card when"
    " it changes. What a machine showed last stays readable for the dwell time: at least three times the longest of the"
    " publishing intervals of live clients, the declared `floor_poll_s`, and 0.1 s; over a kill or a cut, until the"
    " client is back. A gap in `SourceSeq` proves no loss."
)


def sections(table: Table) -> list[str]:
    """The parts of the page below its title; `table` makes one of a head and rows."""
    return [
        *SENTENCES,
        "## MQTT",
        "`{topic_root}/{plant}/{area}/{line}/{equipment}/` and then:",
        table(("branch", "holds", "retained"), _branches()),
        "Everything is published at QoS 1, so a message may come twice; `event_id` and the packet identifier may differ"
        " then. Retained values are no facts of their own.",
        table(("field of an event", "type", "says"), _fields(EVENT)),
        table(("field of an input or output", "type", "says"), _fields(PORTION)),
        "## OPC UA",
        "One server per line, open and encrypted on one address. `Objects/Machines` in the line's namespace holds a"
        f" folder per machine; a card stands at `{CARD_PATH}`. Node ids are strings and stay the same over restarts:"
        " `W1.Last.consumed.SourceSeq`. Browse names are in the line's namespace too.",
        table(("value of a machine", "type", "says"), _variables(value_fields())),
        table(("variable of a card, in the order of writing", "type", "says"), _variables(card_fields())),
        ORDER,
        "Events are of type `TraceEventType`, `SourceName` is the machine, `Time` the plant's time:",
        table(("field of an event", "type", "says"), _variables(event_fields())),
        f"Kinds without card and event, values only: {', '.join(f'`{kind}`' for kind in VALUES_ONLY)}.",
    ]


def _branches() -> Rows:
    for branch, last, message, retained in BRANCHES.values():
        says = "a business fact, once" if message == "event" else "the last value"
        yield f"`{branch}/{{{last}}}`", says, "yes" if retained else "no"


def _fields(schema: Json) -> Rows:
    for name, field in schema["properties"].items():
        yield f"`{name}`", _type(field), str(field.get("description", ""))


def _type(field: Json) -> str:
    if "enum" in field:
        return ", ".join(map(str, field["enum"]))
    kind = field.get("type", "")
    kinds = kind if isinstance(kind, list) else [kind]
    words = {"integer": "64-bit integer", "array": "list of portions"}
    if field.get("format") == "date-time":
        return "ISO 8601, UTC"
    return " or ".join(str(words.get(one, one)) for one in kinds)


def _variables(fields: Iterable[FloorField]) -> Rows:
    for field in fields:
        yield f"`{field.name}`", f"{field.type}, JSON" if field.json else field.type, field.says
