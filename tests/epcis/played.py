"""Runs of the reference in the fast lane, as a sketch: made once per session."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from lotproof.harness.judge import judge
from lotproof.harness.plan import make_plan
from lotproof.harness.suite.fast import play_one
from lotproof.harness.suite.guests import guests, reference_file
from lotproof.harness.suite.options import Options

EPCIS = reference_file().with_name("lotproof-epcis.toml")


@cache
def run(kind="graph", variant="", scenario="food_hold"):
    """The run folder; with `kind` the reference is asked for traces in that way."""
    files = () if kind == "graph" or variant else (EPCIS,)
    options = Options(lane="fast", size="sketch", variant=variant, runs=Path(mkdtemp(prefix="lotproof-test-")))
    plan = make_plan(scenario, seed=7, size="sketch")
    return play_one(plan, guests(files, variant=variant), options, lambda progress: None).folder


@cache
def outcomes(kind="graph", variant="", scenario="food_hold"):
    """Outcome by requirement."""
    return {one.requirement: one.outcome for one in judge(run(kind, variant, scenario)).verdicts}
