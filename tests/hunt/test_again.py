"""The fast lane is played again to the byte; only what a source names anew in each emission differs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lotproof.harness.suite.schedules import Schedule

from tests.hunt.playing import played, sketch, strike

ANEW = re.compile(rb'"event_id":"[^"]*"|"run":"[^"]*"')
"""An emission's own id, and the name of the run's folder."""

TROUBLE = (
    strike("http_lost_answer", "consumed", 2, "erp", attempts=2, upper_s=1.5, settings={"how": "close"}),
    strike("mqtt_cut", "produced", 1, attempts=2, upper_s=1.0),
    strike("process_kill", "erp.goods_movements", 3, upper_s=2.0, settings={"after_s": 0.001}),
    strike("process_kill", "erp.goods_movements", 4, upper_s=2.0, settings={"after_s": 0.001}),
)


def ledgers(folder: Path) -> dict[str, bytes]:
    return {path.name: ANEW.sub(b"", path.read_bytes()) for path in sorted((folder / "ledger").iterdir())}


def test_the_same_plan_gives_the_same_ledger(tmp_path: Path) -> None:
    """Twice in one process: every entry of every segment is the same, times and all, but for emission ids."""
    one, two = (played(sketch(5, *TROUBLE), tmp_path).folder.path for _ in range(2))

    assert ledgers(one) == ledgers(two)


@pytest.mark.timeout(300)
def test_another_process_gives_the_same_ledger(tmp_path: Path) -> None:
    """A process that hashes otherwise plays the same."""
    schedule = Schedule(seed=5, strikes=TROUBLE)
    code = (
        "import sys, msgspec; from pathlib import Path; from lotproof.harness.suite.schedules import Schedule\n"
        "from tests.hunt.playing import played, sketch\n"
        "asked = msgspec.json.decode(sys.argv[1], type=Schedule)\n"
        "print(played(sketch(asked.seed, *asked.strikes), Path(sys.argv[2])).folder.path)"
    )
    command = [sys.executable, "-c", code, schedule.key.decode(), str(tmp_path)]
    seen = []
    for salt in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": salt}
        where = Path(__file__).parents[2]
        done = subprocess.run(command, env=env, cwd=where, capture_output=True, text=True, check=True)
        seen.append(ledgers(Path(done.stdout.strip())))

    assert seen[0] == seen[1] == ledgers(played(sketch(5, *TROUBLE), tmp_path).folder.path)
