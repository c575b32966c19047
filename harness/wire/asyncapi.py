"""
The MQTT floor as an AsyncAPI 3 document: what is said where, and how it is built.

    endpoint, machines --> {root}/{plant}/{area}/{line}/{equipment}/_event/{kind}   what happened
                                                                   /_state/{name}   what is so now
                                                                   /_tag/{name}     what is measured

The document speaks for the plant, so its operations *send*; a client subscribes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lotproof.harness.model.world import MqttEndpoint

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": "integer", "format": "int64"}
DECIMAL: Json = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$|^$", "description": "a decimal as text"}
TIME: Json = {"type": "string", "format": "date-time"}

PORTION: Json = {
    "type": "object",
    "description": "So much of one lot, serial or handling unit. A unit has `sscc`, everything else `item` and `lot`.",
    "required": ["kind", "role", "quantity", "unit"],
    "properties": {
        "kind": TEXT,
        "item": TEXT,
        "lot": TEXT,
        "sscc": TEXT,
        "role": {"enum": ["input", "component", "content", "output", "co_product", "by_product", "scrap", "removed"]},
        "quantity": DECIMAL,
        "unit": TEXT,
        "location": TEXT,
        "status": TEXT,
    },
}

EVENT: Json = {
    "type": "object",
    "description": "One business fact. `stream` and `seq` name it on every path and in every resend.",
    "required": ["event_id", "stream", "seq", "event_type", "occurred_at", "plant", "equipment", "inputs", "outputs"],
    "properties": {
        "event_id": {**TEXT, "description": "new in every resend: never a key"},
        "stream": TEXT,
        "seq": NUMBER,
        "event_type": TEXT,
        "schema": TEXT,
        "occurred_at": {**TIME, "description": "the plant's time"},
        "emitted_at": {**TIME, "description": "wall time of this emission"},
        "plant": TEXT,
        "line": TEXT,
        "equipment": TEXT,
        "operator": TEXT,
        "job_order_id": TEXT,
        "operation": TEXT,
        "step": TEXT,
        "subject": {
            "type": ["object", "null"],
            "description": "what a fact without inputs and outputs is about: item and lot, or kind and id",
            "additionalProperties": TEXT,
        },
        "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/portion"}},
        "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/portion"}},
        "details": {"type": "object", "description": "what only this kind has"},
        "correlation_id": {**TEXT, "description": "`stream#seq`: the reference of every posting that follows from it"},
        "supersedes": {**TEXT_OR_NULL, "description": "the `correlation_id` of the fact that this one takes back"},
    },
}

VALUE: Json = {
    "type": "object",
    "description": "The last value, retained. It is no business fact of its own.",
    "required": ["value", "quality", "occurred_at", "stream", "seq"],
    "properties": {
        "value": {"type": ["string", "number"]},
        "unit": TEXT,
        "quality": {"enum": ["good", "uncertain", "bad"]},
        "occurred_at": TIME,
        "stream": TEXT,
        "seq": NUMBER,
    },
}

BRANCHES: dict[str, tuple[str, str, str, bool]] = {
    "events": ("_event", "kind", "event", False),
    "states": ("_state", "name", "value", True),
    "tags": ("_tag", "name", "value", True),
}
"""Channel: branch of the topic tree, what its last level names, message, whether it is retained."""


def document(endpoint: MqttEndpoint, *, version: str, levels: Mapping[str, Iterable[str]]) -> Json:
    """
    The document of one floor.

    Args:
        endpoint: as `world.json` tells it.
        version: of lotproof.
        levels: what may stand at `plant`, `area`, `line`, `equipment` and `kind`.
    """
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "The floor on MQTT: a Unified Namespace in JSON",
            "version": version,
            "description": "Each business fact is published once on `_event`, at QoS 1; it may come twice.",
        },
        "defaultContentType": "application/json",
        "servers": {"floor": _server(endpoint)},
        "channels": {name: _channel(endpoint, name, levels) for name in BRANCHES},
        "operations": {f"send_{name}": _operation(name) for name in BRANCHES},
        "components": {
            "messages": {
                name: {"name": name, "payload": {"$ref": f"#/components/schemas/{name}"}} for name in ("event", "value")
            },
            "schemas": {"event": EVENT, "value": VALUE, "portion": PORTION},
            "securitySchemes": {"account": {"type": "userPassword"}},
        },
    }


def _server(endpoint: MqttEndpoint) -> Json:
    return {
        "host": f"{endpoint.host}:{endpoint.port}",
        "protocol": "mqtt",
        "protocolVersion": endpoint.version,
        "security": [{"$ref": "#/components/securitySchemes/account"}],
    }


def _channel(endpoint: MqttEndpoint, name: str, levels: Mapping[str, Iterable[str]]) -> Json:
    branch, last, message, _ = BRANCHES[name]
    places = ("plant", "area", "line", "equipment")
    path = "/".join(f"{{{place}}}" for place in places)
    return {
        "address": f"{endpoint.topic_root}/{path}/{branch}/{{{last}}}",
        "parameters": {place: _parameter(levels.get(place, ())) for place in (*places, last)},
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
        "servers": [{"$ref": "#/servers/floor"}],
    }


def _parameter(values: Iterable[str]) -> Json:
    known = list(dict.fromkeys(values))
    return {"enum": known} if known else {"description": "the value's name"}


def _operation(name: str) -> Json:
    _, _, message, retained = BRANCHES[name]
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{message}"}],
        "bindings": {"mqtt": {"qos": 1, "retain": retained, "bindingVersion": "0.2.0"}},
    }
