"""
Several integrations as one: what none of them can show alone (the lineage of one that issues and one that confirms).

Their joint connector is named `one+other`; in the evidence that is judged under it, they are one client.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.entries import Entry

AND = "+"
"""No name of a single integration has it."""

NAMED = ("client", "source", "role")
"""Fields of an entry's body that bear a client's name."""


def parts(connector: Connector) -> tuple[str, ...]:
    """The names that it stands for; none where it is a single integration's."""
    return tuple(connector.name.split(AND)) if AND in connector.name else ()


def folded(entries: Iterable[Entry], connector: Connector) -> Iterator[Entry]:
    """The same entries, in which these integrations are one client."""
    names = parts(connector)
    for entry in entries:
        yield msgspec.structs.replace(entry, body=_renamed(entry.body, names, connector)) if names else entry


def _renamed(body: Any, names: tuple[str, ...], connector: Connector) -> Any:
    if not isinstance(body, Mapping):
        return body
    new: dict[str, Any] = {field: connector.name for field in NAMED if body.get(field) in names}
    if "clients" in body:
        new["clients"] = {**body["clients"], connector.name: connector.claims}
    return {**body, **new} if new else body
