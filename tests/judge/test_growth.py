"""What the judge does grows as the record does, counted in calls, not in seconds."""

import cProfile
import pstats

from lotproof.harness.judge.judgement import verdicts_of
from lotproof.harness.judge.requirements import REQUIREMENTS

from tests.judge.histories import History, at_once

DOUBLE = 2.2
"""Twice the facts, at most so much more work: sorting has its logarithm."""


def days(orders: int) -> History:
    """Orders that use one of many lots each, and whose lots are packed and shipped; done by a correct integration."""
    history = History()
    for number in range(orders):
        if number % 10 == 0:
            lots = [("TOMATO", f"T{number}"), ("SALT", f"S{number}")]
            for item, lot in lots:
                history.received(item, lot, 100_000)
        order, made = f"M{number}", f"A{number}"
        history.released(order)
        history.order("started", order)
        for item, lot in lots:
            history.consumed(order, item, lot, 10)
        history.produced(order, "SAUCE", made, 20)
        history.order("completed", order)
        history.packed(number, ("SAUCE", made, 20))
        history.shipped(f"SH{number}", number)
    return history.carry(at_once)


def calls(orders: int) -> int:
    """How many functions the judge calls, generators' steps among them."""
    evidence = days(orders).evidence()
    profile = cProfile.Profile()
    profile.runcall(verdicts_of, evidence, list(REQUIREMENTS.values()))
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_twice_the_facts_are_twice_the_work():
    """From sixty orders to a hundred and twenty, the judge calls about twice as many functions."""
    calls(10)
    assert calls(120) < DOUBLE * calls(60)
