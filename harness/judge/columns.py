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
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.tags import Tag

if TYPE_CHECKING:
    from lotproof.harness.judge.csr import Csr

TRUTH = "truth"


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
    """The graph of one source: the table of its names, its edges, and those turned once somebody has traced."""

    def __init__(self, codes: str, ahead: "Csr") -> None:
        self.codes, self.ahead = codes, ahead
        self.back: Csr | None = None


class Columns:
    """
    One run in columns.

    Args:
        spill: a folder for what does not fit into memory and for whole copies of torn files.
        memory_mib: how much duckdb may take.
    """

    def __init__(self, spill: Path, *, memory_mib: int = 2048) -> None:
        self._db = _connect(spill, memory_mib)
        self._spill = spill
        self.number = "decimal(38, 9)"
        self._graphs: dict[tuple[str, bool], _Known] = {}
        for script in TABLES:
            self._db.execute(script)

    def __enter__(self) -> "Columns":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._db.close()

    def load_truth(self, truth: Path, tag: Tag) -> None:
        """The facts of a truth file, with this run's tag in their orders and lots."""
        self._db.execute(LOAD_TRUTH, {"path": self._whole(truth), "tag": tag.text, "number": tag.number})
        self._graphs.clear()

    def load_ledger(self, segments: Sequence[Path], tag: Tag) -> None:
        """The effects of ledger segments; those on another run's orders and lots (stragglers) are left out."""
        for segment in segments:
            self._db.execute(LOAD_LEDGER, {"path": self._whole(segment), "tag": f"%{tag.text}%"})
        self._graphs.clear()

    def entries(self, segments: Sequence[Path], kinds: Sequence[str]) -> list[tuple[str, str]]:
        """The ledger's entries of a few kinds, each kind with its body as JSON."""
        found: list[tuple[str, str]] = []
        for segment in segments:
            found += self._db.execute(ENTRIES, {"path": self._whole(segment), "kinds": list(kinds)}).fetchall()
        return found

    def compare(self, expected: str = TRUTH, observed: str = "mes", *, limit: int = 1000) -> list[Difference]:
        """
        Where the net quantities of two sources differ, ordered, at most `limit` rows.

        Both anti-joins at once: missing, extra, and unequal. Sums are per (side, order, operation, role, item, lot):
        ten repeats of one wrong row are one difference.
        """
        rows = self._db.execute(COMPARE, {"expected": expected, "observed": observed, "most": limit}).fetchall()
        return [Difference(**dict(zip(Difference.__struct_fields__, row, strict=True))) for row in rows]

    def count(self, expected: str = TRUTH, observed: str = "mes") -> Counted:
        """How many rows `compare` would give without a limit, by kind."""
        ((missing, extra, unequal),) = self._db.execute(COUNT, {"expected": expected, "observed": observed}).fetchall()
        return Counted(missing=missing, extra=extra, unequal=unequal)

    def doubled(self, system: str = "mes", *, limit: int = 1000) -> list[Doubled]:
        """
        Source events that a system shows more than once in one place, ordered, at most `limit`.

        One source event rightly has several rows where it is about several lots; in one place it has one, unless it
        was split or corrected. So this is where to look, no finding: the sums decide.
        """
        rows = self._db.execute(f"{DOUBLED} order by all limit $most", {"system": system, "most": limit}).fetchall()
        return [Doubled(**dict(zip(Doubled.__struct_fields__, row, strict=True))) for row in rows]

    def count_doubled(self, system: str = "mes") -> int:
        """How many rows `doubled` would give without a limit."""
        return int(self._db.execute(f"select count(*) from ({DOUBLED})", {"system": system}).fetchall()[0][0])

    def recall(self, lot: str, source: str = TRUTH, *, since: int | None = None) -> set[str]:
        """
        The lots (`lot:ITEM:NUMBER`, serials too) and steps (`step:KEY`) that a lot reached, itself left out.

        Of a system's rows, an operation of an order is one step: they cannot say which part of it made which serial.

        With `since` (microseconds, as the source has its times) only ways that go forward in time from then on count;
        without, times are passed over: right only where no lot was topped up after it had been used.
        """
        from lotproof.harness.judge import csr

        known = self._graph(source)
        start = self._code(known, lot)
        if start is None:
            return set()
        if since is None:
            return self._names(known, csr.closure(known.ahead, start)) - {lot}
        return self._names(known, csr.reached(known.ahead, start, since)) - {lot}

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
        if until is None:
            return self._names(known, csr.closure(back, start)) - {lot}
        return self._names(known, csr.reached(back, start, -until)) - {lot}

    def count_recalled(self, lot: str, source: str = TRUTH, *, since: int | None = None) -> int:
        """How many lots and steps `recall` would give: no name is looked up."""
        from lotproof.harness.judge import csr

        known = self._graph(source)
        start = self._code(known, lot)
        if start is None:
            return 0
        found = csr.closure(known.ahead, start) if since is None else csr.reached(known.ahead, start, since)
        return len(found) - 1

    # -- for rows that are judged in columns (`judge.bulk`) --------------------------------------------------------

    def code(self, units: Mapping[str, str]) -> None:
        """
        All that was told, in whole numbers: `lots`, `runs` (an operation of an order) and `steps` have the names,
        `coded` the rest. `odd` is 0 where the unit is the item's, 1 where none is told, 2 where another is.
        """
        self.keep("units", "item varchar, own varchar", [(item, unit) for item, unit in units.items() if unit])
        ((wide,),) = self._db.execute(WIDE).fetchall()
        self.number = "decimal(38, 9)" if wide else "decimal(18, 6)"
        for script in CODED:
            self._db.execute(script.format(number=self.number, **self._words()))

    def _words(self) -> dict[str, str]:
        """The few words that stand in every row, each once, as duckdb lists them in a type."""
        found = {}
        for name in ("source", "role"):
            words = self._db.execute(f"select distinct {name} from told order by 1").fetchall()
            found[f"{name}s"] = ", ".join("'" + word.replace("'", "''") + "'" for (word,) in words)
        return found

    def run(self, script: str, given: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query; of the named parameters those that it has."""
        used = {name: value for name, value in (given or {}).items() if f"${name}" in script}
        found: list[tuple[Any, ...]] = self._db.execute(script, used).fetchall()
        return found

    def keep(self, table: str, shape: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """A small table of one's own."""
        self._db.execute(f"create or replace table {table} ({shape})")
        if rows:
            self._db.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)

    def _graph(self, source: str, *, by_run: bool = False) -> "_Known":
        name = (source, by_run)
        if name not in self._graphs:
            self._graphs[name] = self._coded(source, by_run=by_run)
        return self._graphs[name]

    def _coded(self, source: str, *, by_run: bool) -> "_Known":
        """Names stay in the database, where they are looked up; only numbers come into memory."""
        from lotproof.harness.judge.csr import csr

        codes = f"codes_{len(self._graphs)}"
        self._db.execute(LIVE, {"source": source, "by_run": by_run})
        self._db.execute(CODES.format(codes=codes))
        ((nodes,),) = self._db.execute(f"select count(*) from {codes}").fetchall()
        edges = self._db.execute(EDGES.format(codes=codes)).fetchnumpy()
        self._db.execute("drop table live")
        return _Known(codes, csr(edges["tail"], edges["head"], edges["at_us"], nodes))

    def _code(self, known: "_Known", name: str) -> int | None:
        rows = self._db.execute(f"select code from {known.codes} where name = $name", {"name": name}).fetchall()
        return int(rows[0][0]) if rows else None

    def _names(self, known: "_Known", found: Any) -> set[str]:
        self._db.register("found", {"code": found})
        rows = self._db.execute(f"select name from {known.codes} semi join found using (code)").fetchall()
        self._db.unregister("found")
        return {row[0] for row in rows}

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


TABLES = (
    """create or replace table told (
        source varchar, side varchar, "order" varchar, operation varchar, role varchar, item varchar, lot varchar,
        quantity decimal(38, 9), at_us bigint, step varchar, reference varchar, unit varchar)""",
    "create or replace view passed as select * from told where side in ('in', 'out')",
    """create or replace macro rendered(text, tag, number) as
        replace(replace(coalesce(text, ''), '{tag}', tag), '{num}', number)""",
    """create or replace macro known_role(side, role) as
        case when side = 'in' then 'input' when coalesce(role, '') in ('', 'good') then 'output' else role end""",
)

LONGEST = 1 << 22
"""Bytes of the longest line; what duckdb sets aside for each file grows with it, and so does its time."""

PORTION = "struct(item varchar, role varchar, quantity varchar)[]"
LOAD_TRUTH = f"""
insert into told
with facts as (
    select *, kind in ('consumed', 'reversed') as into_it
    from read_json($path, format = 'newline_delimited', maximum_object_size = {LONGEST}, columns = {{
        kind: 'varchar', at_us: 'bigint', "order": 'varchar', operation: 'varchar', step: 'varchar',
        ins: '{PORTION}', outs: '{PORTION}'
    }}) where kind in ('consumed', 'reversed', 'produced', 'scrapped', 'received', 'order_closed')
), portions as (
    select case when into_it then 'in' when kind in ('received', 'order_closed') then kind else 'out' end as side,
           if(kind = 'reversed', -1, 1) as sign, at_us, "order", coalesce(operation, '') as operation, step,
           if(kind = 'scrapped', 'scrap', '') as lost,
           unnest(case when into_it then ins when kind = 'order_closed' then [{{'item': 'lot::', 'role': '',
                  'quantity': ''}}] when coalesce(len(outs), 0) = 0 then ins else outs end) as portion
    from facts
)
select '{TRUTH}', side, rendered("order", $tag, $number), operation,
       known_role(side, coalesce(nullif(lost, ''), portion.role)),
       split_part(portion.item, ':', 2), rendered(regexp_extract(portion.item, '^[^:]*:[^:]*:(.*)$', 1), $tag, $number),
       sign * coalesce(nullif(portion.quantity, ''), '0')::decimal(38, 9), at_us,
       nullif(rendered(nullif(step, "order" || '/' || operation), $tag, $number), ''), '', ''
from portions where portion.item like 'lot:%' or portion.item like 'serial:%'
"""

EFFECT = """struct(system varchar, entity varchar, field varchar, delta varchar, "order" varchar, operation varchar,
    item varchar, lot varchar, status varchar, event_time varchar, reference varchar, unit varchar)"""
LOAD_LEDGER = f"""
insert into told
select body.system, if(body.entity = 'consumption', 'in', 'out'), coalesce(body."order", ''),
       coalesce(body.operation, ''), known_role(if(body.entity = 'consumption', 'in', 'out'), body.status),
       coalesce(body.item, ''), coalesce(body.lot, ''), body.delta::decimal(38, 9),
       coalesce(epoch_us(try_cast(body.event_time as timestamptz)), 0),
       null, coalesce(body.reference, ''), coalesce(body.unit, '')
from read_json($path, format = 'newline_delimited', maximum_object_size = {LONGEST}, columns = {{
    kind: 'varchar', body: '{" ".join(EFFECT.split())}'
}})
where kind = 'effect' and body.field = 'quantity' and body.entity in ('consumption', 'production')
  and coalesce(body.delta, '') <> '' and (body."order" like $tag or body.lot like $tag)
"""

ENTRIES = f"""select kind, body::varchar from read_json($path, format = 'newline_delimited',
    maximum_object_size = {LONGEST}, columns = {{kind: 'varchar', body: 'json'}})
    where kind in (select unnest($kinds))"""

NET = """select side, "order", operation, role, item, lot,
    nullif(sum(quantity) filter (source = $expected), 0) as expected,
    nullif(sum(quantity) filter (source = $observed), 0) as observed
    from passed where source in ($expected, $observed) group by all having expected is distinct from observed"""
COMPARE = f"""{NET} order by "order", operation, side, item, lot, role limit $most"""
COUNT = f"""select count(*) filter (observed is null), count(*) filter (expected is null),
    count(*) filter (expected is not null and observed is not null) from ({NET})"""
DOUBLED = """select reference, if(side = 'in', 'consumption', 'production') as entity, "order", item, lot,
    count(*) as times, sum(quantity) as quantity
    from passed where source = $system and reference <> '' and quantity > 0 group by all having count(*) > 1"""

WIDE = "select count(*) from told where abs(quantity) >= 1e9 or quantity <> round(quantity, 6)"
"""Quantities that eight bytes do not hold, with room for their sums."""

CODED = (
    """create or replace table lots as select item, lot, (row_number() over ())::integer as code
       from (select distinct item, lot from told where side <> 'order_closed')""",
    """create or replace table runs as
       with names as (select distinct "order", operation from passed),
       orders as (select "order", (row_number() over ())::integer as ord from (select distinct "order" from names))
       select "order", operation, ord, (row_number() over ())::integer as code
       from names join orders using ("order")""",
    """create or replace table steps as
       select step, (row_number() over ())::integer + (select count(*) from runs)::integer as code
       from (select distinct step from passed where step is not null)""",
    """create or replace temp table coded as
       select source::enum({sources}) as source, side::enum('in', 'out', 'received') as side,
              role::enum({roles}) as role, role = 'scrap' as scrap, ord, runs.code as run,
              coalesce(steps.code, runs.code) as step, lots.code as lot, quantity::{number} as quantity, at_us,
              case when unit = '' then 1 when own is null or unit = own then 0 else 2 end::utinyint as odd
       from told join lots using (item, lot) left join runs using ("order", operation) left join steps using (step)
       left join units using (item)
       where side <> 'order_closed'""",
)

LIVE = """create or replace table live as
    with rows as (
        select side, coalesce(if($by_run, null, step), "order" || '/' || operation) as step, item, lot, quantity, at_us
        from passed where source = $source and role <> 'scrap'
    ), taken_back as (select distinct side, step, item, lot from rows where quantity <= 0),
    gone as (select side, step, item, lot from rows semi join taken_back using (side, step, item, lot)
             group by all having sum(quantity) <= 0)
    select side, 'lot:' || item || ':' || lot as lot, 'step:' || step as step, at_us
    from rows anti join gone using (side, step, item, lot) where quantity > 0"""
CODES = """create or replace table {codes} as
    select name, (row_number() over ())::integer - 1 as code
    from (select lot as name from live union select step from live)"""
EDGES = """select if(side = 'in', l.code, s.code)::bigint as tail, if(side = 'in', s.code, l.code)::bigint as head,
    at_us from live join {codes} l on l.name = live.lot join {codes} s on s.name = live.step"""
