"""Points of patience as the plant has them: a span of sim time, and a latch that is looked at when it is over."""

import msgspec
from lotproof.harness.model.seams import Condition

NEVER = Condition(match={"system": "none"})
"""What no system can meet."""


class Point(msgspec.Struct, kw_only=True):
    """
    One open point.

    `deadline_s` is a wall-clock deadline of its own; 0 takes that of `flows`. `met` is latched from outside.
    """

    id: str
    condition: Condition
    span_us: int
    opened_at_us: int
    flows: tuple[str, ...] = ()
    deadline_s: float = 0.0
    met: bool = False

    def latch(self) -> None:
        """The condition holds, or has held since the point opened."""
        self.met = True


def written(quantity: str) -> tuple[dict[str, str], ...]:
    """The ways in which a system may write this number as an effect's value."""
    whole = quantity.partition(".")[0]
    plain = quantity.rstrip("0").rstrip(".") if "." in quantity else quantity
    ways = [quantity, plain, *(f"{whole}.{'0' * places}" for places in (1, 2, 3) if plain == whole)]
    return tuple({"value": way} for way in dict.fromkeys(ways))
