"""
The judge's columns: ten million facts and effects compared on a laptop.

Truth and ledger stay JSON Lines; duckdb reads them into columns on disk, sums what each order used and made of each
lot, and compares the two sums. Lots and orders become whole numbers, their edges three arrays (`csr`), and a recall is
a wave over them. Needs the extra `columns` (duckdb, scipy); nothing else of the judge does.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from lotproof.harness.judge import columns_sql as sql
from lotproof.harness.judge.columns_sql import TRUTH
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.tags import Tag

if TYPE_CHECKING:
    from lotproof.harness.judge.csr import Csr


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """
    What an order used (`side` in) or made (`side` out) of a lot: expected against observed, in the base unit.

    An amount of None means that the row stands on the other side only.
    """

    side: Literal["in", "out"]
    order: str
    operation: str
    role: str
    item: str
    lot: str
    expected: Decimal | None
    observed: Decimal | None


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many sums of the expected are missing, how many are there that nobody expected, how many are unequal."""

    missing: int
    extra: int
    unequal: int


class Doubled(msgspec.Struct, frozen=True, kw_only=True):
    """A source event (`stream#seq`) that a system has several rows of for one lot of one order."""

    reference: str
    entity: str
    order: str
    item: str
    lot: str
    times: int
    quantity: Decimal


class _Known:
    """The graph of one source: the table of its nodes, its edges, and those turned once somebody has traced."""

    def __init__(self, source: str, *, by_run: bool, nodes: str, ahead: "Csr") -> None:
        self.source, self.by_run, self.nodes, self.ahead = source, by_run, nodes, ahead
        self.back: Csr | None = None


class Columns:
    """
    One run in columns.

    Args:
        spill: a folder for what does not fit into memory and for whole copies of torn files.
        memory_mib: how much duckdb may take.
        units: the unit of each item, where units are to be compared.
    """

    def __init__(self, spill: Path, *, memory_mib: int = 2048, units: Mapping[str, str] | None = None) -> None:
        self._db = _connect(spill, memory_mib)
        self._spill = spill
        self._segments: list[Path] = []
        self._netted: tuple[str, str] | None = None
        self._graphs: dict[tuple[str, bool], _Known] = {}
        for script in sql.TABLES:
            self._db.execute(script)
        self.keep("units", "item varchar, own varchar", [(item, unit) for item, unit in (units or {}).items() if unit])

    def __enter__(self) -> "Columns":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._db.close()

    def load_truth(self, truth: Path, tag: Tag) -> None:
        """The facts of a truth file, with this run's tag in their orders and lots."""
        self.run(sql.LOAD_TRUTH, {"path": self._whole(truth), "tag": tag.text, "number": tag.number})
        self._loaded()

    def load_ledger(self, segments: Sequence[Path], tag: Tag) -> None:
        """The effects of ledger segments; those on another run's orders and lots (stragglers) are left out."""
        for segment in segments:
            self.run(sql.LOAD_LEDGER, {"path": self._whole(segment), "tag": tag.text})
        self._segments += segments
        self._loaded()

    def _loaded(self) -> None:
        """Quantities get more room where one needs it; what was made of fewer rows is made anew."""
        ((exact,),) = self.run("select count(exact) from told")
        if exact:
            self.run(sql.WIDER)
        self._netted = None
        self._graphs.clear()

    def entries(self, segments: Sequence[Path], kinds: Sequence[str]) -> list[tuple[str, str]]:
        """The ledger's entries of a few kinds, each kind with its body as JSON."""
        found: list[tuple[str, str]] = []
        for segment in segments:
            found += self._db.execute(sql.ENTRIES, {"path": self._whole(segment), "kinds": list(kinds)}).fetchall()
        return found

    def net(self, expected: str = TRUTH, observed: str = "mes") -> None:
        """What two sources say of each place, side by side (`net`)."""
        if self._netted != (expected, observed):
            for script in sql.NET:
                self.run(script, {"expected": expected, "observed": observed})
            self._netted = (expected, observed)

    def compare(self, expected: str = TRUTH, observed: str = "mes", *, limit: int = 1000) -> list[Difference]:
        """
        Where the net quantities of two sources differ, ordered, at most `limit` rows.

        Both anti-joins at once: missing, extra, and unequal. Sums are per (side, order, operation, role, item, lot):
        ten repeats of one wrong row are one difference.
        """
        self.net(expected, observed)
        rows = self.run(sql.COMPARE, {"expected": expected, "observed": observed, "most": limit})
        return [Difference(**dict(zip(Difference.__struct_fields__, row, strict=True))) for row in rows]

    def count(self, expected: str = TRUTH, observed: str = "mes") -> Counted:
        """How many rows `compare` would give without a limit, by kind."""
        self.net(expected, observed)
        ((missing, extra, unequal),) = self.run(sql.COUNT)
        return Counted(missing=missing, extra=extra, unequal=unequal)

    def doubled(self, system: str = "mes", *, limit: int = 1000) -> list[Doubled]:
        """
        Source events that a system shows more than once in one place, ordered, at most `limit`.

        One source event rightly has several rows where it is about several lots; in one place it has one, unless it
        was split or corrected. So this is where to look, no finding: the sums decide. The ledger is read again for the
        names of these events.
        """
        self.run(f"create or replace temp table twice as {sql.TWICE}", {"system": system})
        self.keep("refs", "ref ubigint, reference varchar", [])
        for segment in self._segments:
            self.run(sql.REFERENCES, {"path": self._whole(segment)})
        rows = self.run(sql.DOUBLED, {"system": system, "most": limit})
        return [Doubled(**dict(zip(Doubled.__struct_fields__, row, strict=True))) for row in rows]

    def count_doubled(self, system: str = "mes") -> int:
        """How many rows `doubled` would give without a limit."""
        ((many,),) = self.run(f"select count(*) from ({sql.TWICE})", {"system": system})
        return int(many)

    def recall(self, lot: str, source: str = TRUTH, *, since: int | None = None) -> set[str]:
        """
        The lots (`lot:ITEM:NUMBER`, serials too) and steps (`step:KEY`) that a lot reached, itself left out.

        Of a system's rows, an operation of an order is one step: they cannot say which part of it made which serial.

        With `since` (microseconds, as the source has its times) only ways that go forward in time from then on count;
        without, times are passed over: right only where no lot was topped up after it had been used.
        """
        known = self._graph(source)
        start = self._code(known, lot)
        return set() if start is None else self._names(known, _reached(known.ahead, start, since)) - {lot}

    def trace(self, lot: str, source: str = TRUTH, *, until: int | None = None, by_run: bool = False) -> set[str]:
        """
        The lots and steps that a lot came from; with `until` only ways that go back in time from then on. `by_run`: an
        operation of an order is one step, as in a system's rows.
        """
        from lotproof.harness.judge import csr

        known = self._graph(source, by_run=by_run)
        start = self._code(known, lot)
        if start is None:
            return set()
        back = known.back = known.back or csr.turned(known.ahead)
        return self._names(known, _reached(back, start, None if until is None else -until)) - {lot}

    def count_recalled(self, lot: str, source: str = TRUTH, *, since: int | None = None) -> int:
        """How many lots and steps `recall` would give: no name is looked up."""
        known = self._graph(source)
        start = self._code(known, lot)
        return 0 if start is None else len(_reached(known.ahead, start, since)) - 1

    # -- for rows that are judged in columns (`judge.bulk`) --------------------------------------------------------

    def run(self, script: str, given: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query; of the named parameters those that it has."""
        used = {name: value for name, value in (given or {}).items() if f"${name}" in script}
        found: list[tuple[Any, ...]] = self._db.execute(script, used).fetchall()
        return found

    def keep(self, table: str, shape: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """A small table of one's own."""
        self._db.execute(f"create or replace temp table {table} ({shape})")
        if rows:
            self._db.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)

    # -- graphs ------------------------------------------------------------------------------------------------------

    def _graph(self, source: str, *, by_run: bool = False) -> "_Known":
        name = (source, by_run)
        if name not in self._graphs:
            self._graphs[name] = self._numbered(source, by_run=by_run)
        return self._graphs[name]

    def _numbered(self, source: str, *, by_run: bool) -> "_Known":
        """Names stay in the database, where they are looked up; only numbers come into memory."""
        from lotproof.harness.judge.csr import csr

        nodes = f"nodes_{len(self._graphs)}"
        self.run(sql.LIVE, {"source": source, "by_run": by_run})
        self.run(sql.NODES.format(nodes=nodes))
        ((many,),) = self.run(f"select count(*) from {nodes}")
        edges = self._db.execute(sql.EDGES.format(nodes=nodes)).fetchnumpy()
        self.run("drop table live")
        ahead = csr(edges["tail"], edges["head"], edges["at_us"], many)
        return _Known(source, by_run=by_run, nodes=nodes, ahead=ahead)

    def _code(self, known: "_Known", lot: str) -> int | None:
        _, item, number = (*lot.split(":", 2), "", "")[:3]
        query = f"select code from {known.nodes} where id = hash($item, $number)"
        rows = self.run(query, {"item": item, "number": number})
        return int(rows[0][0]) if rows else None

    def _names(self, known: "_Known", found: Any) -> set[str]:
        self._db.register("reached", {"code": found})
        self.run(f"create or replace temp table wanted as select id from {known.nodes} semi join reached using (code)")
        self._db.unregister("reached")
        return {row[0] for row in self.run(sql.NAMES, {"source": known.source, "by_run": known.by_run})}

    def _whole(self, path: Path) -> str:
        """The file, or a copy up to its last whole line: duckdb refuses a file whose last line is torn."""
        if not path.exists():
            raise InputError("no such file", which=str(path))
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 1))
            if not size or file.read(1) == b"\n":
                return str(path)
        content = path.read_bytes()
        copy = self._spill / f"whole-{path.name}"
        copy.write_bytes(content[: content.rfind(b"\n") + 1])
        return str(copy)


def _connect(spill: Path, memory_mib: int) -> Any:
    try:
        import duckdb
    except ImportError as missing:
        raise InputError(
            "columns need duckdb and scipy", which="lotproof[columns]", where="pip install 'lotproof[columns]'"
        ) from missing
    spill.mkdir(parents=True, exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mib}MB",
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }
    return duckdb.connect(str(spill / "columns.duckdb"), config=settings)


def _reached(edges: "Csr", start: int, since: int | None) -> Any:
    from lotproof.harness.judge import csr

    return csr.closure(edges, start) if since is None else csr.reached(edges, start, since)
