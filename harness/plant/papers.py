"""What people have in hand: the body of a receipt, an order ..., by kind and name."""

from typing import Any, NoReturn

Mark = tuple[str, str]


class Absent(LookupError):
    """
    An act needs a paper that nobody has written yet, as `order` `M1`; `row` is the line of the act, once it is known.

    A rehearsal says so of a scenario; no plan that was made has it.
    """

    def __init__(self, kind: str, name: str, row: int = 0) -> None:
        super().__init__(kind, name, row)
        self.kind, self.name, self.row = kind, name, row

    def at(self, row: int) -> "Absent":
        """The same, with the line of the act; the innermost act counts."""
        return self if self.row else Absent(self.kind, self.name, row)


class Papers(dict[Mark, dict[str, Any]]):
    """
    Raises:
        Absent: where a paper is asked for that is not there.
    """

    def __missing__(self, mark: Mark) -> NoReturn:
        raise Absent(*mark)
