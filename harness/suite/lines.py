"""The OPC UA servers that an enterprise has: one per line. Importing this imports asyncua, which takes its time."""

from typing import Any

from lotproof.harness.suite.told import machines
from lotproof.harness.wire.opcua_line import Line
from lotproof.harness.wire.opcua_space import Machine


def opcua_lines(enterprise: dict[str, Any], ports: dict[str, int]) -> tuple[Line, ...]:
    """One OPC UA server per line; `ports` names them `opcua.{plant}.{line}`."""
    there: dict[tuple[str, str], list[Machine]] = {}
    for plant, line, name, machine in machines(enterprise):
        kinds, tags = tuple(machine["kinds"]), tuple(machine.get("tags", ()))
        there.setdefault((plant, line), []).append(Machine(name=name, kinds=kinds, tags=tags))
    return tuple(
        Line(
            enterprise=enterprise["name"],
            plant=plant,
            line=line,
            machines=tuple(found),
            port=ports.get(f"opcua.{plant}.{line}", 0),
        )
        for (plant, line), found in there.items()
    )
