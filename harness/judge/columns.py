"""
The judge's columns: ten million facts and effects compared on a laptop.

Truth and ledger stay JSON Lines; duckdb reads them into columns on disk, sums what each order used and made of each
lot, and compares the two sums. Lots and orders become whole numbers, their edges three arrays (`csr`), and a recall is
a wave over them. Needs the extra `columns` (duckdb, scipy); nothing else of the judge does.
"""

from collections.abc import Sequence
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
        self._graphs: dict[str, tuple[dict[str, int], list[str], Csr]] = {}
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

    def compare(self, expected: str = TRUTH, observed: str = "mes", *, limit: int = 1000) -> list[Difference]:
        """
        Where the net quantities of two sources differ, ordered, at most `limit` rows.

        Both anti-joins at once: missing, extra, and unequal. Sums are per (side, order, operation, role, item, lot):
        ten repeats of one wrong row are one difference.
        """
        rows = self._db.execute(COMPARE, {"expected": expected, "observed": observed, "most": limit}).fetchall()
        return [Difference(**dict(zip(Difference.__struct_fields__, row, strict=True))) for row in rows]

    def recall(self, lot: str, source: str = TRUTH, *, since: int | None = None) -> set[str]:
        """
        The lots (`lot:ITEM:NUMBER`) and orders (`order:NUMBER`) that a lot reached, itself left out.

        With `since` (microseconds, as the source has its times) only ways that go forward in time from then on count;
        without, times are passed over: right only where no lot was topped up after it had been used.
        """
        from lotproof.harness.judge import csr

        codes, names, graph = self._graph(source)
        if lot not in codes:
            return set()
        if since is None:
            found = csr.closure(graph, codes[lot])
        else:
            found = (csr.arrivals(graph, codes[lot], since) < csr.NEVER).nonzero()[0]
        return {names[at] for at in found.tolist()} - {lot}

    def trace(self, lot: str, source: str = TRUTH, *, until: int | None = None) -> set[str]:
        """The lots and orders that a lot came from; with `until` only ways that go back in time from then on."""
        from lotproof.harness.judge import csr

        codes, names, graph = self._graph(source)
        if lot not in codes:
            return set()
        back = csr.turned(graph)
        if until is None:
            found = csr.closure(back, codes[lot])
        else:
            found = (csr.arrivals(back, codes[lot], -until) < csr.NEVER).nonzero()[0]
        return {names[at] for at in found.tolist()} - {lot}

    def _graph(self, source: str) -> "tuple[dict[str, int], list[str], Csr]":
        if source not in self._graphs:
            self._graphs[source] = self._coded(source)
        return self._graphs[source]

    def _coded(self, source: str) -> "tuple[dict[str, int], list[str], Csr]":
        from lotproof.harness.judge.csr import csr

        self._db.execute(CODES, {"source": source})
        names = [row[0] for row in self._db.execute("select name from codes order by code").fetchall()]
        edges = self._db.execute(EDGES, {"source": source}).fetchnumpy()
        graph = csr(edges["tail"], edges["head"], edges["at_us"], len(names))
        return {name: at for at, name in enumerate(names)}, names, graph

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
    """create or replace table passed (
        source varchar, side varchar, "order" varchar, operation varchar, role varchar, item varchar, lot varchar,
        quantity decimal(38, 9), at_us bigint)""",
    """create or replace macro rendered(text, tag, number) as
        replace(replace(coalesce(text, ''), '{tag}', tag), '{num}', number)""",
    """create or replace macro known_role(side, role) as
        case when side = 'in' then 'input' when coalesce(role, '') = '' then 'output' else role end""",
)

PORTION = "struct(item varchar, role varchar, quantity varchar)[]"
LOAD_TRUTH = f"""
insert into passed
with facts as (
    select * from read_json($path, format = 'newline_delimited', maximum_object_size = 67108864, columns = {{
        kind: 'varchar', at_us: 'bigint', "order": 'varchar', operation: 'varchar', ins: '{PORTION}', outs: '{PORTION}'
    }}) where kind in ('consumed', 'produced')
), portions as (
    select 'in' as side, at_us, "order", operation, unnest(ins) as portion from facts where kind = 'consumed'
    union all
    select 'out', at_us, "order", operation, unnest(outs) from facts where kind = 'produced'
)
select '{TRUTH}', side, rendered("order", $tag, $number), coalesce(operation, ''), known_role(side, portion.role),
       split_part(portion.item, ':', 2),
       rendered(substr(portion.item, length(split_part(portion.item, ':', 2)) + 6), $tag, $number),
       coalesce(nullif(portion.quantity, ''), '0')::decimal(38, 9), at_us
from portions where portion.item like 'lot:%'
"""

EFFECT = """struct(system varchar, entity varchar, field varchar, delta varchar, "order" varchar, operation varchar,
    item varchar, lot varchar, status varchar, event_time varchar)"""
LOAD_LEDGER = f"""
insert into passed
select body.system, if(body.entity = 'consumption', 'in', 'out'), coalesce(body."order", ''),
       coalesce(body.operation, ''), known_role(if(body.entity = 'consumption', 'in', 'out'), body.status),
       coalesce(body.item, ''), coalesce(body.lot, ''), body.delta::decimal(38, 9),
       coalesce(epoch_us(try_cast(body.event_time as timestamptz)), 0)
from read_json($path, format = 'newline_delimited', maximum_object_size = 67108864, columns = {{
    kind: 'varchar', body: '{" ".join(EFFECT.split())}'
}})
where kind = 'effect' and body.field = 'quantity' and body.entity in ('consumption', 'production')
  and coalesce(body.delta, '') <> '' and (body."order" like $tag or body.lot like $tag)
"""

NET = """select side, "order", operation, role, item, lot, sum(quantity) as quantity from passed
    where source = {source} group by all having sum(quantity) <> 0"""
COMPARE = f"""
with e as ({NET.format(source="$expected")}), o as ({NET.format(source="$observed")})
select side, "order", operation, role, item, lot, e.quantity, o.quantity
from e full join o using (side, "order", operation, role, item, lot)
where e.quantity is distinct from o.quantity
order by "order", operation, side, item, lot, role limit $most
"""

LIVE = """select side, 'lot:' || item || ':' || lot as lot, 'order:' || "order" as step, at_us from passed
    semi join (select side, "order", item, lot from passed where source = $source
               group by all having sum(quantity) > 0) using (side, "order", item, lot)
    where source = $source and quantity > 0"""
CODES = f"""
create or replace table codes as
select name, (row_number() over (order by name))::integer - 1 as code
from (select lot as name from ({LIVE}) union select step from ({LIVE}))
"""
EDGES = f"""
select if(side = 'in', l.code, s.code)::bigint as tail, if(side = 'in', s.code, l.code)::bigint as head, at_us
from ({LIVE}) live join codes l on l.name = live.lot join codes s on s.name = live.step
"""
