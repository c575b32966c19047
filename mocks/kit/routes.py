"""From method and address to the row of the table. Parts are decoded one by one, so an identifier may hold a slash."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from lotproof.mocks.kit.operations import Operation

Found = tuple[Operation | None, Mapping[str, str]]
NOWHERE: Found = (None, {})


class Routes:
    """An index over a table: how many parts a path has, and what its first part is, leave few rows to look at."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._rows: dict[tuple[str, str, int], list[tuple[list[str], Operation]]] = {}
        self._methods: dict[tuple[str, int], set[str]] = {}
        for op in operations:
            parts = op.path.strip("/").split("/")
            self._rows.setdefault((op.method, parts[0], len(parts)), []).append((parts, op))
            self._methods.setdefault((parts[0], len(parts)), set()).add(op.method)

    def find(self, method: str, raw_path: str) -> Found:
        """The row, and the parameters in its path; `(None, {})` if there is none."""
        given = raw_path.strip("/").split("/")
        for parts, op in self._rows.get((method, given[0], len(given)), ()):
            if all(mine.startswith("{") or mine == theirs for mine, theirs in zip(parts, given, strict=True)):
                named = zip(parts, given, strict=True)
                return op, {mine[1:-1]: unquote(theirs) for mine, theirs in named if mine.startswith("{")}
        return NOWHERE

    def methods(self, raw_path: str) -> set[str]:
        """The methods that this address has; none if there is no such address."""
        given = raw_path.strip("/").split("/")
        return self._methods.get((given[0], len(given)), set())
