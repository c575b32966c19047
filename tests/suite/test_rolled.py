"""One conclusion over several runs, on verdicts made by hand."""

from pathlib import Path

import pytest
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.rolled import Rolled, common, rolled, unexercised
from lotproof.harness.model.verdicts import NOT_EXERCISED, Finding, Outcome, Scope, Verdict, Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.suite import again
from lotproof.harness.suite.conclude import rolled_of
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.run import Ended

SAID = Finding(
    requirement="",
    check="",
    subject="lot",
    system="erp",
    expected="1",
    observed="2",
    sentence="It wrote what it does not claim.",
)
SEED = 5


def row(id: str, outcome: Outcome, level: str = "M", reason: str = "") -> Verdict:
    why = reason or (NOT_EXERCISED if outcome == "skip" else "")
    return Verdict(requirement=id, level=level, outcome=outcome, exercised=int(outcome == "pass"), reason=why)  # type: ignore[arg-type]


def run(scenario: str = "one", *, by: str = "it", code: int = 0, seed: int = SEED, **rows: Outcome) -> Verdicts:
    verdicts = tuple(row(id.replace("_", "-"), outcome) for id, outcome in rows.items())
    return judged(verdicts, scenario=scenario, by=by, code=code, seed=seed)


def judged(
    verdicts: tuple[Verdict, ...],
    *,
    scenario: str = "one",
    by: str = "it",
    code: int = 0,
    seed: int = SEED,
    against: tuple[Finding, ...] = (),
) -> Verdicts:
    scope = Scope(
        requirements="1", claims=("receipt",), depth=2, scenarios=(scenario,), lane="fast", outside=("QUA-01",)
    )
    return Verdicts(
        v=1,
        run=f"run-{scenario}-{seed}",
        scenario=scenario,
        seed=seed,
        integration=by,
        scope=scope,
        conclusion="conforms",
        exit_code=code,
        counts={},
        verdicts=verdicts,
        against=against,
    )


def ended(*verdicts: Verdicts, how: str = "played") -> Ended:
    folder = RunFolder(Path("nowhere"))
    return Ended(folder=folder, how=how, detail="", spent_s={}, verdicts=verdicts)


def cells(one: Rolled) -> dict[str, str]:
    return {verdict.requirement: verdict.outcome for verdict in one.verdicts}


# -- rows over runs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "whole", "code"),
    [
        (("skip", "pass"), "pass", 0),
        (("pass", "fail"), "fail", 1),
        (("skip", "skip"), "skip", 4),
        (("pass", "unsure"), "unsure", 4),
        (("fail", "error"), "error", 3),
        (("omit", "pass"), "pass", 0),
        (("omit", "skip"), "skip", 4),
        (("omit", "omit"), "omit", 0),
    ],
)
def test_a_row_is_as_it_was_seen_in_any_run(outcomes: tuple[Outcome, Outcome], whole: str, code: int) -> None:
    """Failed anywhere is failed, held in one and not exercised in another is passed, never exercised is no pass."""
    first, second = outcomes

    (one,) = rolled([run("one", IDM_03=first), run("two", IDM_03=second)])

    assert (cells(one), one.exit_code, one.counts) == ({"IDM-03": whole}, code, {whole: 1})


def test_runs_that_prove_nothing_alone_prove_it_together() -> None:
    """Two runs, each not proven by itself, conform as one where each shows what the other did not."""
    (one,) = rolled(
        [run("one", code=4, IDM_03="skip", GEN_01="pass"), run("two", code=4, IDM_03="pass", GEN_01="skip")]
    )

    assert (one.conclusion, one.scope.scenarios, one.runs) == ("conforms", ("one", "two"), ("run-one-5", "run-two-5"))
    assert [verdict.exercised for verdict in one.verdicts] == [1, 1]
    assert [verdict.reason for verdict in one.verdicts] == ["", ""]


def test_what_any_run_had_in_its_scope_is_in() -> None:
    """A row outside one run's scope is outside of all only where no run has it."""
    (one,) = rolled([run("one", IDM_03="pass"), run("two", QUA_01="pass")])

    assert (one.scope.inside, one.scope.outside) == (("IDM-03", "QUA-01"), ())


def test_what_is_held_against_the_whole_is_no_rows_matter() -> None:
    """An integration whose rows all pass and that wrote what it does not claim does not conform."""
    (one,) = rolled([judged((row("IDM-03", "pass"),)), judged((row("IDM-03", "pass"),), code=1, against=(SAID,))])

    assert (one.exit_code, one.against) == (1, (SAID,))


def test_should_rows_never_change_the_exit_code() -> None:
    """A failed S row is counted and nothing else."""
    (one,) = rolled([judged((row("GEN-12", "fail", "S"), row("IDM-03", "pass")))])

    assert (one.exit_code, one.counts) == (0, {"fail": 1, "pass": 1})


# -- several integrations ----------------------------------------------------------------------------------------------


def test_each_integration_has_a_conclusion_of_its_own() -> None:
    """What one has passed does not help another; the common counts take each row as the worst of them has it."""
    several = rolled(
        [run(by="a", IDM_03="pass", GEN_01="omit"), run(by="b", IDM_03="skip"), run(by="a+b", GEN_01="pass")]
    )

    assert [(one.integration, one.exit_code) for one in several] == [("a", 0), ("b", 4), ("a+b", 0)]
    assert common(several) == {"skip": 1, "pass": 1}
    assert unexercised(several) == {"IDM-03"}


def test_a_run_that_ended_before_its_time_is_not_hidden_by_its_rows() -> None:
    """What was broken off is not proven, though every row that it came to had passed."""
    (one,) = rolled_of([ended(run(IDM_03="pass")), ended(run("two", IDM_03="pass"), how="interrupted")])

    assert (one.exit_code, one.conclusion) == (4, "not proven")


# -- another try -------------------------------------------------------------------------------------------------------


class Stage:
    """Plays plans without playing them: what is exercised follows from scenario and seed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, shows: dict[tuple[str, int], Outcome]) -> None:
        self.shows, self.played = shows, list[tuple[str, int]]()
        monkeypatch.setattr(again, "make_plan", self.plan)

    def plan(self, name: str, *, seed: int | None = None, size: str = "full") -> Plan:
        number = SEED if seed is None else seed
        return Plan(
            v=1,
            scenario=name,
            title="",
            seed=number,
            size=size,
            clock="jump",
            enterprise={},
            course={},
            trouble=(),
        )

    def play(self, options: Options, how: str = "played") -> list[Ended]:
        ends: list[Ended] = []
        for plan in again.tries([self.plan(name, seed=options.seed) for name in options.scenarios], options, ends):
            self.played.append((plan.scenario, plan.seed))
            outcome = self.shows.get((plan.scenario, plan.seed), "skip")
            ends.append(ended(run(plan.scenario, seed=plan.seed, IDM_03=outcome, GEN_01="pass"), how=how))
        return ends


def test_only_until_it_is_exercised(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next seed is the last one where it brings about what the first did not."""
    stage = Stage(monkeypatch, {("one", SEED + 1): "pass"})

    assert again.waiting(stage.play(Options(scenarios=("one",)))) == frozenset()
    assert stage.played == [("one", SEED), ("one", SEED + 1)]


def test_never_a_pass_without_having_been_exercised(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three seeds in all it stays a skip, and the conclusion is not proven."""
    stage = Stage(monkeypatch, {})
    (one,) = rolled_of(stage.play(Options(scenarios=("one",))))

    assert stage.played == [("one", SEED), ("one", SEED + 1), ("one", SEED + 2)]
    assert (cells(one)["IDM-03"], one.exit_code) == ("skip", 4)


def test_another_scenario_that_shows_it_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is played again for a row that one of the scenarios exercised."""
    stage = Stage(monkeypatch, {("two", SEED): "pass"})
    stage.play(Options(scenarios=("one", "two")))

    assert stage.played == [("one", SEED), ("two", SEED)]


def test_only_the_scenario_that_provokes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario in whose scope the row is not, as it does not mean to provoke it, is not played again."""
    stage = Stage(monkeypatch, {("two", SEED): "omit", ("one", SEED + 1): "fail"})
    stage.play(Options(scenarios=("two", "one")))

    assert stage.played == [("two", SEED), ("one", SEED), ("one", SEED + 1)]


@pytest.mark.parametrize(("options", "by"), [(Options(seed=9), "--seed"), (Options(tag="AB12"), "--tag")])
def test_what_the_user_fixes_stays(monkeypatch: pytest.MonkeyPatch, options: Options, by: str) -> None:
    """A seed or a tag that is given is the only one that is played, and that is said."""
    stage = Stage(monkeypatch, {})
    ends = stage.play(options)

    assert len(stage.played) == 1
    assert again.left_alone(options, again.waiting(ends)) == (
        f"IDM-03: not exercised, and not tried with another seed: {by} fixes the run.",
    )
    assert again.left_alone(Options(), again.waiting(ends)) == ()


def test_nothing_is_tried_after_a_run_that_ended_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who broke it off, or whose integration died, waits for no other seed."""
    stage = Stage(monkeypatch, {})
    stage.play(Options(scenarios=("one", "two")), how="interrupted")

    assert stage.played == [("one", SEED)]
