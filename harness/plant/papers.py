"""What people have in hand: the body of a receipt, an order ..., by kind and name."""

from typing import Any, NoReturn

Mark = tuple[str, str]


class Unplayable(Exception):
    """
    An act that no plant could do: `what` says why, `where` what helps, `row` is its line once that is known.

    A rehearsal says so of a scenario; no plan that was made has it. SimPy makes it anew of its arguments.
    """

    def __init__(self, what: str, where: str, row: int = 0) -> None:
        super().__init__(what, where, row)
        self.what, self.where, self.row = what, where, row

    def at(self, row: int) -> "Unplayable":
        """The same, with the line of the act; the innermost act counts."""
        return self if self.row else Unplayable(self.what, self.where, row)


def absent(kind: str, name: str) -> Unplayable:
    """What an act needs, and is not there yet."""
    where = "Move this act, or let its strand `await` a mark that the other one reaches."
    return Unplayable(f"{kind} {name} is needed here, and is not there yet", where)


class Papers(dict[Mark, dict[str, Any]]):
    """
    Raises:
        Unplayable: where a paper is asked for that is not there.
    """

    def __missing__(self, mark: Mark) -> NoReturn:
        raise absent(*mark)
