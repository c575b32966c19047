"""
Genealogy at a million edges: the judge's arrays against Python sets, networkx, and recursive queries in SQLite and
duckdb; with the map built each time, and with the map there already.

A plant of four levels (raw lots, intermediates, sub-assemblies, serials), fan-in 5 to 20, some raw lots in everything.
What is not installed is not raced. LOTPROOF_BENCH_EDGES sets another size.
"""

import functools
import os
import sqlite3
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

from bench.sides import Bench

EDGES = int(os.environ.get("LOTPROOF_BENCH_EDGES", "1000000"))
LEVELS = (0.01, 0.05, 0.19, 0.75)
RECALLS = 10


class Plant(NamedTuple):
    """Expected edges and observed ones (one in a thousand missing, one in a thousand extra) as arrays of numbers."""

    tails: Any
    heads: Any
    seen_tails: Any
    seen_heads: Any
    nodes: int


@functools.cache
def plant() -> Plant:
    import numpy as np

    chance = np.random.default_rng(7)
    nodes = int(EDGES / 12)
    bounds = np.concatenate([[0], np.cumsum([int(nodes * share) for share in LEVELS])])
    tails, heads = [], []
    for level in (1, 2, 3):
        made = np.arange(bounds[level], bounds[level + 1])
        head = np.repeat(made, chance.integers(5, 21, len(made)))
        width = bounds[level] - bounds[level - 1]
        place = (head - bounds[level]) / max(1, len(made)) - chance.pareto(1.2, len(head)) * 0.004
        tail = bounds[level - 1] + np.clip((place * width).astype(np.int64), 0, width - 1)
        often = chance.random(len(head)) < 0.05
        tails.append(np.where(often, bounds[level - 1] + (tail - bounds[level - 1]) // 50 * 50, tail))
        heads.append(head)
    key = np.unique(np.concatenate(tails).astype(np.int64) << 32 | np.concatenate(heads))
    kept = key[chance.random(len(key)) > 0.001]
    extra = key[chance.integers(0, len(key), len(key) // 1000)] + 1
    seen = chance.permutation(np.unique(np.concatenate([kept, extra])))
    low = np.int64(0xFFFFFFFF)
    return Plant(key >> 32, key & low, seen >> 32, seen & low, int(bounds[-1]) + 1)


def timed(work: Callable[[], Any], ready: Callable[[], None], times: int) -> float:
    """How often a second the work is done; `ready` runs outside the clock."""
    ready()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return times / (time.perf_counter() - start)


def lots() -> range:
    """The raw lots that are recalled; the first is in nearly everything."""
    return range(0, RECALLS * 7, 7)


def recall_by_arrays() -> list[int]:
    """How many items each lot reached: the map is built, then one wave per lot."""
    import numpy as np
    from lotproof.harness.judge.csr import closure, csr

    here = plant()
    graph = csr(here.tails, here.heads, np.zeros(len(here.tails), np.int64), here.nodes)
    return [len(closure(graph, lot)) for lot in lots()]


def recall_by_sets() -> list[int]:
    here = plant()
    ahead: dict[int, list[int]] = {}
    for tail, head in zip(here.tails.tolist(), here.heads.tolist(), strict=True):
        ahead.setdefault(tail, []).append(head)
    return [len(walked(ahead, lot)) for lot in lots()]


def walked(ahead: dict[int, list[int]], lot: int) -> set[int]:
    seen, todo = {lot}, [lot]
    while todo:
        for node in ahead.get(todo.pop(), ()):
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return seen


def recall_by_sqlite() -> list[int]:
    here = plant()
    opened = sqlite3.connect(":memory:")
    opened.execute("create table e (tail int, head int, primary key (tail, head)) without rowid")
    opened.executemany("insert into e values (?, ?)", zip(here.tails.tolist(), here.heads.tolist(), strict=True))
    query = "with recursive r(x) as (select ? union select e.head from e join r on e.tail = r.x) select count(*) from r"
    counts = [opened.execute(query, (lot,)).fetchone()[0] for lot in lots()]
    opened.close()
    return counts


def recall_by_networkx() -> list[int]:
    import networkx

    here = plant()
    graph = networkx.DiGraph(zip(here.tails.tolist(), here.heads.tolist(), strict=True))
    return [1 + len(networkx.descendants(graph, lot)) for lot in lots()]


def compare_by_duckdb() -> tuple[int, int]:
    """Numbers to both anti-joins, tables made anew each time as the sets are."""
    import duckdb

    here = plant()
    expected = {"t": here.tails, "h": here.heads}
    observed = {"t": here.seen_tails, "h": here.seen_heads}
    with duckdb.connect() as opened:
        opened.register("e", expected)
        opened.register("o", observed)
        missing = opened.execute("select count(*) from e anti join o using (t, h)").fetchone()
        extra = opened.execute("select count(*) from o anti join e using (t, h)").fetchone()
    return missing[0] if missing else 0, extra[0] if extra else 0


def compare_by_sets() -> tuple[int, int]:
    here = plant()
    expected = set(zip(here.tails.tolist(), here.heads.tolist(), strict=True))
    observed = set(zip(here.seen_tails.tolist(), here.seen_heads.tolist(), strict=True))
    return len(expected - observed), len(observed - expected)


def recall_by_duckdb() -> list[int]:
    with duckdb_loaded() as opened:
        return [opened.execute(RECURSIVE, (lot,)).fetchall()[0][0] for lot in lots()]


def duckdb_loaded() -> Any:
    import duckdb

    here = plant()
    opened = duckdb.connect()
    opened.register("edges", {"tail": here.tails, "head": here.heads})
    opened.execute("create table e as select * from edges")
    return opened


RECURSIVE = """with recursive r(x) as (select ?::bigint union select e.head from e join r on e.tail = r.x)
    select count(*) from r"""


# -- one recall, when the map is there ---------------------------------------------------------------------------------


@functools.cache
def graph() -> Any:
    import numpy as np
    from lotproof.harness.judge.csr import csr

    here = plant()
    return csr(here.tails, here.heads, np.zeros(len(here.tails), np.int64), here.nodes)


@functools.cache
def recalled() -> int:
    """The raw lot whose recall is nearest to the issue's: 70 000 items of 10^7 edges, and in proportion."""
    from lotproof.harness.judge.csr import closure

    wanted = 70_000 * EDGES / 10_000_000
    return min(range(200), key=lambda lot: abs(len(closure(graph(), lot)) - wanted))


@functools.cache
def sets_ahead() -> dict[int, list[int]]:
    here = plant()
    ahead: dict[int, list[int]] = {}
    for tail, head in zip(here.tails.tolist(), here.heads.tolist(), strict=True):
        ahead.setdefault(tail, []).append(head)
    return ahead


@functools.cache
def networkx_graph() -> Any:
    import networkx

    here = plant()
    return networkx.DiGraph(zip(here.tails.tolist(), here.heads.tolist(), strict=True))


@functools.cache
def sqlite_there() -> sqlite3.Connection:
    here = plant()
    opened = sqlite3.connect(":memory:")
    opened.execute("create table e (tail int, head int, primary key (tail, head)) without rowid")
    opened.executemany("insert into e values (?, ?)", zip(here.tails.tolist(), here.heads.tolist(), strict=True))
    return opened


@functools.cache
def duckdb_there() -> Any:
    return duckdb_loaded()


def one_by_arrays() -> int:
    from lotproof.harness.judge.csr import closure

    return len(closure(graph(), recalled()))


def one_by_sets() -> int:
    return len(walked(sets_ahead(), recalled()))


def one_by_networkx() -> int:
    import networkx

    return 1 + len(networkx.descendants(networkx_graph(), recalled()))


def one_by_sqlite() -> int:
    query = "with recursive r(x) as (select ? union select e.head from e join r on e.tail = r.x) select count(*) from r"
    return int(sqlite_there().execute(query, (recalled(),)).fetchone()[0])


def one_by_duckdb() -> int:
    return int(duckdb_there().execute(RECURSIVE, (recalled(),)).fetchall()[0][0])


def once() -> dict[str, float]:
    """How many items one recall reaches, and in how many milliseconds, the median of several."""
    took = []
    for _ in range(9):
        start = time.perf_counter()
        items = one_by_arrays()
        took.append(time.perf_counter() - start)
    return {"edges": len(plant().tails), "items": items, "milliseconds": round(sorted(took)[4] * 1000, 2)}


RECALL = f"map built and {RECALLS} recalls"
OFTEN = 5
ONE = "one recall, the map being there"


class Race(NamedTuple):
    name: str
    goal: float
    against: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    needs: tuple[str, ...] = ()
    times: int = 1
    measured: Callable[[], dict[str, float]] = dict


RACES = (
    Race("recall_sets", 3, f"Python sets, {RECALL}", recall_by_arrays, recall_by_sets),
    Race("recall_sqlite", 5, f"SQLite's recursive query, {RECALL}", recall_by_arrays, recall_by_sqlite),
    Race("recall_networkx", 10, f"networkx, {RECALL}", recall_by_arrays, recall_by_networkx, ("networkx",)),
    Race("recall_duckdb", 2, f"duckdb's recursive query, {RECALL}", recall_by_arrays, recall_by_duckdb, ("duckdb",)),
    Race("one_sets", 1, f"Python sets, {ONE}", one_by_arrays, one_by_sets, (), OFTEN, once),
    Race("one_networkx", 10, f"networkx, {ONE}", one_by_arrays, one_by_networkx, ("networkx",), OFTEN),
    Race("one_sqlite", 5, f"SQLite's recursive query, {ONE}", one_by_arrays, one_by_sqlite, (), OFTEN),
    Race("one_duckdb", 5, f"duckdb's recursive query, {ONE}", one_by_arrays, one_by_duckdb, ("duckdb",), OFTEN),
    Race("compare_sets", 3, "Python sets, both differences", compare_by_duckdb, compare_by_sets, ("duckdb",)),
)


def benches() -> list[Bench]:
    """The races whose both sides are installed."""
    return [bench(race) for race in RACES if all(find_spec(name) for name in ("numpy", "scipy", *race.needs))]


def bench(race: Race) -> Bench:
    ready = functools.cache(functools.partial(agree, race))
    return Bench(
        name=f"genealogy_{race.name}",
        goal=race.goal,
        sense="at least",
        against=race.against,
        unit=f"runs per second at {EDGES} edges",
        ours=functools.partial(timed, race.ours, ready, race.times),
        theirs=functools.partial(timed, race.theirs, ready, race.times),
        packages=("numpy", "scipy", *race.needs),
        rounds=3,
        measured=race.measured,
    )


def agree(race: Race) -> None:
    """Both sides give the same answer, else the race would prove nothing."""
    assert race.ours() == race.theirs(), race.name
