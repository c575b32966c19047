"""
Random numbers by key: a stream for each decision, so that adding one decision moves no other.

    Draws(7, "course").of("receiving", 3, "quantity")   the same numbers on every machine
"""

import random
from collections.abc import Iterator


class Draws:
    """
    The streams of one realm (`course` or `trouble`) under one seed; realms never share a number.

    A key is what the numbers decide, in words: the nth draw of a common stream would change with everything before it.
    """

    def __init__(self, seed: int, realm: str) -> None:
        self.seed, self.realm = seed, realm

    def of(self, *what: str | int) -> random.Random:
        """The stream of this decision; text seeds are hashed alike everywhere (Python's seeding, version 2)."""
        return random.Random("/".join((str(self.seed), self.realm, *map(str, what))))

    def whole(self, low: int, high: int, *what: str | int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self.of(*what).randint(low, high)

    def choices(self, *what: str | int) -> Iterator[float]:
        """Endless numbers from 0 to 1."""
        stream = self.of(*what)
        while True:
            yield stream.random()
