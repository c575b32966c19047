"""
Acts that happen again and again, written once.

    - repeat: {times: 3, acts: [{start: G<n>}, ...]}   -->   {start: G1}, ..., {start: G2}, ..., {start: G3}, ...
"""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

NUMBER = "<n>"
"""Stands in the acts of a repeat for the number of the time: 1, 2, 3 ..."""


class Repeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Acts that happen several times one after the other, each time with its number where `<n>` stands."""

    times: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    acts: list[dict[str, Any]]

    def unrolled(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every act of every time, each with its place in `acts`."""
        for number in range(1, self.times + 1):
            for place, act in enumerate(self.acts):
                yield place, numbered(act, number)


def numbered(said: Any, number: int) -> Any:
    """What is said, with the number of this time where `<n>` stands."""
    match said:
        case str():
            return said.replace(NUMBER, str(number))
        case list():
            return [numbered(one, number) for one in said]
        case dict():
            return {numbered(word, number): numbered(value, number) for word, value in said.items()}
    return said
