"""
Both sides of the judge's race, each in a process of its own so that its memory is its own.

    python -m bench.judging ours FOLDER      one JSON line: seconds by part, the largest resident set, the answers
    python -m bench.judging bare FOLDER
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LOT = "lot:RAW:L50"
MEMORY_MIB = 1300


class Parts:
    """Seconds by part."""

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def done(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self.last, 3)
        self.last = now


def ours(folder: Path, spill: Path, parts: Parts) -> dict[str, Any]:
    """The judge on columns: net effects against the expected, doubles, reach, and what postings alone decide."""
    import msgspec
    from lotproof.harness.judge.bulk import judged, unfit
    from lotproof.harness.judge.columns import Columns
    from lotproof.harness.judge.columns_sql import TRUTH
    from lotproof.harness.judge.terms import Terms

    from bench.history import ENTERPRISE, TAG

    terms = Terms.of(ENTERPRISE)
    with Columns(spill, memory_mib=MEMORY_MIB, units=terms.units) as columns:
        columns.load_truth(folder / "truth.jsonl", TAG)
        parts.done("truth")
        columns.load_ledger([folder / "systems.jsonl"], TAG)
        parts.done("ledger")
        differences = msgspec.to_builtins(columns.count(TRUTH, "mes"))
        parts.done("compare")
        doubled = columns.count_doubled("mes")
        parts.done("doubled")
        lot = f"{LOT}-{TAG.text}"
        may = columns.count_recalled(lot)
        parts.done("graph and may")
        must = columns.count_recalled(lot, since=0)
        parts.done("must")
        assert not unfit(columns, terms), unfit(columns, terms)
        parts.done("fit")
        rows = {one.requirement: (one.outcome, one.exercised, one.wrong) for one in judged(columns, terms)}
        parts.done("rows")
    return {"may": may, "must": must, "doubled": doubled, **differences, "rows": rows}


def bare(folder: Path, spill: Path, parts: Parts) -> dict[str, Any]:
    """What anybody's columns would do: edges as text, numbers for them, a graph, a walk, both differences, doubles."""
    import duckdb
    import numpy as np
    from scipy.sparse import coo_array

    db = duckdb.connect(str(spill / "bare.duckdb"), config={"memory_limit": f"{MEMORY_MIB}MB"})
    db.execute("set preserve_insertion_order = false")
    for name, query in (("truth", BARE_TRUTH), ("systems", BARE_LEDGER)):
        db.execute(f"create table {name} as {query.format(path=folder / f'{name}.jsonl')}")
        parts.done("ledger" if name == "systems" else name)
    db.execute(BARE_IDS)
    for name in ("truth", "systems"):
        db.execute(BARE_CODES.format(name=name))
    parts.done("numbers")
    one = lambda query: db.execute(query).fetchall()[0][0]  # noqa: E731
    missing = one(BARE_ANTI.format(here="truth", there="systems"))
    extra = one(BARE_ANTI.format(here="systems", there="truth"))
    parts.done("compare")
    doubled = one("select count(*) from (select reference from systems group by reference having count(*) > 1)")
    parts.done("doubled")
    edges, nodes = db.execute("select tail, head from truth_coded").fetchnumpy(), one("select count(*) from ids")
    graph = coo_array(
        (np.ones(len(edges["tail"]), np.int8), (edges["tail"], edges["head"])), shape=(nodes, nodes)
    ).tocsr()
    reached = walk(graph.indptr, graph.indices, one(f"select code from ids where id = '{LOT}'"), nodes)
    parts.done("graph and may")
    db.close()
    return {"may": reached - 1, "doubled": doubled, "missing": missing, "extra": extra}


def walk(starts: Any, heads: Any, start: int, nodes: int) -> int:
    import numpy as np

    seen = np.zeros(nodes, bool)
    seen[start] = True
    front = np.array([start])
    while len(front):
        counts = starts[front + 1] - starts[front]
        at = np.repeat(starts[front] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        ahead = np.unique(heads[at])
        front = ahead[~seen[ahead]]
        seen[front] = True
    return int(seen.sum())


PORTION = "STRUCT(item VARCHAR)[]"
BARE_TRUTH = (
    "select side, replace(o, '-{{tag}}', '') as o, replace(unnest(lots).item, '-{{tag}}', '') as lot from ("
    "select if(kind = 'consumed', 'in', 'out') as side, \"order\" as o, if(kind = 'consumed', ins, outs) as lots "
    "from read_json('{path}', format = 'newline_delimited', columns = {{kind: 'VARCHAR', \"order\": 'VARCHAR', "
    f"ins: '{PORTION}', outs: '{PORTION}'}}}}) where kind <> 'received')"
)
BODY = 'STRUCT(entity VARCHAR, "order" VARCHAR, item VARCHAR, lot VARCHAR, reference VARCHAR)'
BARE_LEDGER = (
    "select if(body.entity = 'consumption', 'in', 'out') as side, split_part(body.\"order\", '-', 1) as o, "
    "'lot:' || body.item || ':' || split_part(body.lot, '-', 1) as lot, body.reference as reference "
    f"from read_json('{{path}}', format = 'newline_delimited', columns = {{{{body: '{BODY}'}}}})"
)
BARE_IDS = """create table ids as select id, (row_number() over ())::integer - 1 as code from (
    select lot as id from truth union select o from truth union select lot from systems union select o from systems)"""
BARE_CODES = """create table {name}_coded as
    select if(side = 'in', l.code, s.code)::bigint as tail, if(side = 'in', s.code, l.code)::bigint as head
    from {name} n join ids l on n.lot = l.id join ids s on n.o = s.id"""
BARE_ANTI = """select count(*) from (select distinct a.tail, a.head from {here}_coded a
    anti join {there}_coded b on a.tail = b.tail and a.head = b.head)"""

SIDES = {"ours": ours, "bare": bare}


def alone(side: str, folder: Path) -> dict[str, Any]:
    """One side in a new process."""
    command = [sys.executable, "-m", "bench.judging", side, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def main() -> None:
    side, folder = sys.argv[1], Path(sys.argv[2])
    spill = Path(tempfile.mkdtemp(dir=folder))
    try:
        parts = Parts()
        answer = SIDES[side](folder, spill, parts)
        seconds = round(time.perf_counter() - parts.began, 3)
    finally:
        shutil.rmtree(spill)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"side": side, "seconds": seconds, "peak_mib": peak_mib, "parts": parts.seconds, **answer}))


if __name__ == "__main__":
    main()
