"""
Genealogy at a million edges: the judge's arrays against Python sets, SQLite's recursive queries and networkx.

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


def timed(work: Callable[[], Any], ready: Callable[[], None]) -> float:
    """How often a second the work is done; `ready` runs outside the clock."""
    ready()
    start = time.perf_counter()
    work()
    return 1 / (time.perf_counter() - start)


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


RECALL = f"map built and {RECALLS} recalls"


class Race(NamedTuple):
    name: str
    goal: float
    against: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    needs: tuple[str, ...] = ()


RACES = (
    Race("recall_sets", 3, f"Python sets, {RECALL}", recall_by_arrays, recall_by_sets),
    Race("recall_sqlite", 5, f"SQLite's recursive query, {RECALL}", recall_by_arrays, recall_by_sqlite),
    Race("recall_networkx", 10, f"networkx, {RECALL}", recall_by_arrays, recall_by_networkx, ("networkx",)),
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
        ours=functools.partial(timed, race.ours, ready),
        theirs=functools.partial(timed, race.theirs, ready),
        packages=("numpy", "scipy", *race.needs),
        rounds=3,
    )


def agree(race: Race) -> None:
    """Both sides give the same answer, else the race would prove nothing."""
    assert race.ours() == race.theirs(), race.name
