"""
Run the benches and write bench/results.json.

    python bench/run.py             all
    python bench/run.py ledger      only these

Exit code 1 where a goal was missed.
"""

import sys
from importlib import import_module
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from bench.sides import Bench, Row, race  # noqa: E402  (run as a script: the folder above has to be on the path first)

NOT_BENCHES = {"__init__", "run", "sides", "history", "judging", "mqtt_reader", "posting_caller"}


def found() -> dict[str, Path]:
    """A bench is a module of this folder that has `benches()`."""
    return {path.stem: path for path in sorted(HERE.glob("*.py")) if path.stem not in NOT_BENCHES}


def chosen(names: list[str]) -> list[Bench]:
    unknown = sorted(set(names) - found().keys())
    if unknown:
        sys.exit(f"no bench named {', '.join(unknown)}; there are {', '.join(found())}")
    return [bench for name in names or found() for bench in import_module(f"bench.{name}").benches()]


def shown(row: Row) -> str:
    mark = "reached" if row.reached else "MISSED"
    line = f"{row.name:24} {row.ratio:8.2f}   goal {row.sense} {row.goal:g}   {mark:8} against {row.against}"
    return "\n    ".join([line, *(f"{name} {value:g}" for name, value in row.measured.items())])


def save(rows: list[Row]) -> None:
    """The rows of benches that did not run this time stay as they were."""
    results = HERE / "results.json"
    before = msgspec.json.decode(results.read_bytes(), type=list[Row]) if results.exists() else []
    new = {row.name: row for row in rows}
    kept = [new.pop(row.name, row) for row in before]
    results.write_bytes(msgspec.json.format(msgspec.json.encode([*kept, *new.values()]), indent=2) + b"\n")


def main() -> None:
    rows = []
    for bench in chosen(sys.argv[1:]):
        rows.append(race(bench))
        print(shown(rows[-1]), flush=True)
    save(rows)
    sys.exit(any(not row.reached for row in rows))


if __name__ == "__main__":
    main()
