"""
Days that come again are told again, and not simulated again.

    the day in week 2, in week 3     --> what stands, and which numbers grow by how much a week
    what that says of week 4         == the day in week 4, byte for byte       else the day is not told again

Of a day that touches no other, a week later nothing is different but numbers that count on: facts, streams, moments,
the number of the day. So what week 5 and all after it would be is known without simulating them. Week 1 is not like
the others: a stream's number 0 is not written.
"""

import re
from collections.abc import Sequence
from operator import add

NUMBER = re.compile(rb"(\d+)")
LEARNT = 4
"""So many weeks are simulated before a day is told again: the first, two to learn from, one that proves it."""


class Retold:
    """A day of the plant as its lines, to be told week after week."""

    def __init__(self, pattern: bytes, numbers: list[int], growth: list[int], facts: int) -> None:
        self.facts = facts
        self._pattern, self._numbers, self._growth = pattern, numbers, growth

    def next(self) -> bytes:
        """The day's lines, one week after those that it gave before."""
        self._numbers = list(map(add, self._numbers, self._growth))
        return self._pattern % tuple(self._numbers)


def learnt(weeks: Sequence[bytes]) -> Retold | None:
    """
    What comes after these weeks' lines of one day, the first week's left out.

    None where a week later more is different than numbers that grow alike from week to week.
    """
    first, second, third = (NUMBER.split(week) for week in weeks[1:])
    if not first[::2] == second[::2] == third[::2]:
        return None
    pattern, numbers, growth = [], [], []
    for was, now in zip(first, second, strict=True):
        if was == now:
            pattern.append(was.replace(b"%", b"%%"))
        else:
            pattern.append(b"%d")
            numbers.append(int(now))
            growth.append(int(now) - int(was))
    told = Retold(b"".join(pattern), numbers, growth, weeks[1].count(b"\n"))
    return told if told.next() == weeks[3] else None
