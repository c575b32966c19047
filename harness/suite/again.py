"""
What was not exercised is tried again: only the scenario that means to provoke it, with the next seed, up to a bound.

    runs so far --waiting--> rows --retries--> plans with the next seed

Nothing passes by it that was not seen to hold: a row that no try exercises stays `skip`.
"""

from collections.abc import Iterable, Iterator, Sequence

from lotproof.harness.model.plans import Plan
from lotproof.harness.model.rolled import rolled, unexercised, unseen
from lotproof.harness.model.verdicts import Verdicts
from lotproof.harness.plan import make_plan
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.run import Ended


def tries(plans: Sequence[Plan], options: Options, ends: Sequence[Ended]) -> Iterator[Plan]:
    """
    Every plan, then again those that a row waits for; `ends` grows between, each judged where `options` allow a retry.

    It is over as soon as a run ends before its time.
    """
    for plan in plans:
        yield plan
        if early(ends):
            return
    for more in range(1, options.tries):
        for name, plan in zip(options.scenarios, plans, strict=True):
            if not waiting(ends) & provokes(plan, verdicts_of(ends)):
                continue
            yield make_plan(name, seed=plan.seed + more, size=options.size)
            if early(ends):
                return


def provokes(plan: Plan, judged: Sequence[Verdicts]) -> frozenset[str]:
    """The rows that runs of this scenario should have exercised and did not."""
    return frozenset(
        verdict.requirement
        for run in judged
        if run.scenario == plan.scenario
        for verdict in run.verdicts
        if unseen(verdict)
    )


def waiting(ends: Sequence[Ended]) -> frozenset[str]:
    """The M rows that no run of some integration has exercised."""
    return unexercised(rolled(verdicts_of(ends)))


def left_alone(options: Options, rows: frozenset[str]) -> tuple[str, ...]:
    """What is said where the user's own choice keeps a row from being tried again."""
    if not rows or not options.fixed:
        return ()
    by = "--seed" if options.seed is not None else "--tag"
    return (f"{', '.join(sorted(rows))}: not exercised, and not tried with another seed: {by} fixes the run.",)


def verdicts_of(ends: Iterable[Ended]) -> list[Verdicts]:
    """The verdicts of all runs that are judged."""
    return [verdicts for ended in ends for verdicts in ended.verdicts]


def early(ends: Sequence[Ended]) -> bool:
    """Whether the last run ended before its time."""
    return bool(ends) and ends[-1].how != "played"
