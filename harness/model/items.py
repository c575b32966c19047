"""
Items: the traced things. A lot, a serial, or a handling unit, and how a key names one.

An item key is text, `kind:scope:id`, equal in every room: `lot:TOMATO:T-4711`, `serial:PUMP:0001`,
`unit:NORTH:006141410000000012`. The scope of a lot or serial is the item code; of a unit, the plant.
"""

from typing import Literal, NamedTuple

ItemKind = Literal["lot", "serial", "unit"]


class ItemRef(NamedTuple):
    kind: str
    scope: str
    id: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.scope}:{self.id}"


def lot(item: str, number: str) -> str:
    return f"lot:{item}:{number}"


def serial(item: str, number: str) -> str:
    return f"serial:{item}:{number}"


def unit(plant: str, sscc: str) -> str:
    return f"unit:{plant}:{sscc}"


def parse(key: str) -> ItemRef:
    """
    The parts of an item key.

    Raises:
        ValueError: if the text is not `kind:scope:id` with a known kind.
    """
    kind, _, rest = key.partition(":")
    scope, found, number = rest.partition(":")
    if kind not in ("lot", "serial", "unit") or not found:
        raise ValueError(f"not an item key: {key!r}; expected kind:scope:id with kind lot, serial or unit")
    return ItemRef(kind, scope, number)
