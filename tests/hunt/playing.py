"""Short ways to play and judge in these tests."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from lotproof.harness.judge import judge
from lotproof.harness.model.plans import Anchor, Plan, StrikePlan
from lotproof.harness.suite.chase import course
from lotproof.harness.suite.fast import play_one
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.players import silent
from lotproof.harness.suite.run import Ended

SCENARIO = "food_hold"


def sketch(seed: int | None = None, *strikes: StrikePlan) -> Plan:
    """The food scenario's sketch with this trouble and no other."""
    return msgspec.structs.replace(course(SCENARIO, seed, "sketch"), trouble=strikes)


def strike(fault: str, at: str, nth: int = 1, target: str = "", **more: object) -> StrikePlan:
    """`at` is a kind of fact, or `system.op` for a call."""
    anchor = Anchor(call=at, nth=nth) if "." in at else Anchor(fact=at, nth=nth)
    name = str(more.pop("name", f"{fault} {at} {nth}"))
    return StrikePlan(name=name, fault=fault, at=anchor, target=target or fault.partition("_")[0], **more)


def played(plan: Plan, runs: Path, variant: str = "") -> Ended:
    return play_one(plan, guests((), variant=variant), Options(lane="fast", runs=runs, variant=variant), silent)


def truth(ended: Ended) -> bytes:
    return ended.folder.truth_file.read_bytes()


def outcomes(ended: Ended) -> dict[str, str]:
    """Requirement to outcome, all rows."""
    return {one.requirement: one.outcome for one in judge(ended.folder).verdicts}


def wrong(outcome: dict[str, str]) -> dict[str, str]:
    return {row: one for row, one in outcome.items() if one not in ("pass", "skip", "omit")}


def kinds_of(strikes: Iterable[StrikePlan]) -> list[str]:
    return [one.fault for one in strikes]
