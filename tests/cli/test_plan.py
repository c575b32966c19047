"""`lotproof plan` through the real process."""

import json

from tests.cli.test_plain import lotproof
from tests.schemas.validate import mistakes


def test_days_are_simulated_until_there_are_so_many_facts(tmp_path):
    """The truth has at least so many lines; what is printed says how many, and what they took."""
    done = lotproof("plan", "--facts", "5e2", "--seed", "3", "--out", "many", "--json", cwd=tmp_path)
    said = json.loads(done.stdout)
    lines = (tmp_path / "many" / "truth.jsonl").read_bytes().splitlines()
    assert done.returncode == 0
    assert len(lines) == said["facts"] >= 500
    assert mistakes("simulated", said) == []
    assert said["days"] > 1 and said["facts_per_s"] > 0 and said["events"] > 0

    shown = lotproof("plan", "late_correction", cwd=tmp_path)
    assert shown.returncode == 0 and "facts in 1 day of late_correction" in shown.stdout


def test_a_simulated_run_is_exported_and_proves_nothing(tmp_path):
    """Its truth can be had in the language of others; judged, it is not proven: nobody was there."""
    lotproof("plan", "late_correction", "--out", "day", cwd=tmp_path)
    done = lotproof("export", "day", "--format", "ocel-json", "--out", "day.json", cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / "day.json").exists()
    judged = lotproof("judge", "day", cwd=tmp_path)
    assert judged.returncode == 4 and "nobody: not proven" in judged.stdout


def test_wrong_input_is_exit_code_2(tmp_path):
    """An unknown scenario, a folder that is there, no facts, a span that is none."""
    (tmp_path / "here").mkdir()
    for call in (("food_hodl",), ("--out", "here"), ("--facts", "0"), ("--facts", "nan"), ("--every", "soon")):
        done = lotproof("plan", *call, cwd=tmp_path)
        assert done.returncode == 2 and "lotproof: " in done.stderr, call
