"""
From a run folder to verdicts: pure, and the same bytes each time.

    folder --load--> Evidence --> Case --checks--> Verdicts
"""

from collections import Counter

from lotproof.harness.judge.against import against_all
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks import checks
from lotproof.harness.judge.checks.registry import Row
from lotproof.harness.judge.elsewhere import elsewhere
from lotproof.harness.judge.evidence import Evidence, load
from lotproof.harness.judge.folding import parts
from lotproof.harness.judge.requirements import REVISION
from lotproof.harness.judge.rig import faults
from lotproof.harness.judge.scope import chosen, omitted, outside, provoked, unheard, unkept
from lotproof.harness.judge.timeline import Teller
from lotproof.harness.judge.together import shared
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.requirements import Requirement
from lotproof.harness.model.verdicts import (
    CONCLUSIONS,
    NOT_EXERCISED,
    ORDER,
    Finding,
    Outcome,
    Scope,
    Verdict,
    Verdicts,
    exit_code,
)
from lotproof.harness.record.folder import RunFolder

VERSION = 1


def judge(folder: RunFolder, *, only: tuple[str, ...] = ()) -> Verdicts:
    """
    The verdicts of a recorded run.

    Args:
        folder: the run.
        only: requirement ids or families; without any, the whole scope.

    Raises:
        InputError: if the evidence is not whole, was changed, or `only` names what nobody knows.
    """
    rows = chosen(only)
    evidence = load(folder)
    try:
        return verdicts_of(evidence, rows, digests=folder.digests())
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as stumbled:
        if evidence.sealed:
            raise
        raise InputError(
            "the record cannot be judged: it is not as one is recorded",
            which=str(folder.path),
            got=f"{type(stumbled).__name__}: {stumbled}",
            where="It has no digests: the run was broken off, or it was changed since. Judge an untouched copy.",
        ) from stumbled


def verdicts_of(evidence: Evidence, rows: list[Requirement], *, digests: dict[str, str] | None = None) -> Verdicts:
    """The same from evidence that is loaded already."""
    case = Case(evidence)
    teller = Teller(case)
    wrong = faults(case)
    judged: list[Verdict] = []
    beyond: list[str] = []
    notes: list[str] = list(wrong)
    alone = [evidence.run.clients.get(name, ()) for name in parts(evidence.connector)]
    for row in rows:
        if outside(row, evidence.connector) or (alone and not shared(row, evidence.connector, alone)):
            beyond.append(row.id)
            continue
        verdict = _verdict(row, case, teller, wrong, notes)
        if verdict.outcome == "skip" and not provoked(row, case):
            beyond.append(row.id)
        else:
            judged.append(verdict)
    return _conclude(case, teller, judged, beyond, notes, digests or {})


def _verdict(row: Requirement, case: Case, teller: Teller, wrong: list[str], notes: list[str]) -> Verdict:
    reason = omitted(row, case.evidence.connector) or unheard(row, case) or unkept(row, case)
    if reason:
        return _of(row, "omit", reason=reason)
    if wrong:
        return _of(row, "error", reason=wrong[0])
    if not case.asked and {"exceptions", "lineage"} & set(row.needs):
        return _of(row, "skip", reason="the run was cut before the integration was asked")
    check = checks()[row.id]
    looked = Row(row.id, check.__name__, case, teller)
    check(looked)
    notes += [f"{row.id}: {note}" for note in dict.fromkeys(looked.notes)]
    findings = tuple(sorted(looked.findings, key=lambda one: (one.subject, one.system, one.sentence)))
    outcome, reason = _outcome(looked)
    if outcome == "skip" and provoked(row, case) and (there := elsewhere(row, case, teller)):
        outcome, reason = "omit", there
    return _of(row, outcome, reason=reason, exercised=looked.exercised, findings=findings)


def _outcome(looked: Row) -> tuple[Outcome, str]:
    if looked.findings:
        return "fail", ""
    if looked.unsure:
        return "unsure", looked.unsure[0]
    return ("pass", "") if looked.exercised else ("skip", NOT_EXERCISED)


def _of(
    row: Requirement, outcome: Outcome, *, reason: str = "", exercised: int = 0, findings: tuple[Finding, ...] = ()
) -> Verdict:
    return Verdict(
        requirement=row.id,
        level=row.level,
        outcome=outcome,
        sentence=row.sentence,
        learn=row.learn,
        exercised=exercised,
        reason=reason,
        findings=findings,
    )


def _conclude(  # noqa: PLR0917
    case: Case, teller: Teller, judged: list[Verdict], beyond: list[str], notes: list[str], digests: dict[str, str]
) -> Verdicts:
    evidence = case.evidence
    against: tuple[Finding, ...] = () if any(v.outcome == "error" for v in judged) else tuple(against_all(case, teller))
    code = _code(evidence, judged, against)
    counts = Counter(verdict.outcome for verdict in judged)
    return Verdicts(
        v=VERSION,
        run=evidence.run.run,
        scenario=evidence.run.scenario,
        seed=evidence.run.seed,
        integration=evidence.connector.name,
        scope=_scope(evidence, judged, beyond),
        conclusion=CONCLUSIONS[code],  # type: ignore[arg-type]
        exit_code=code,
        counts={outcome: counts[outcome] for outcome in ORDER if counts[outcome]},
        verdicts=tuple(judged),
        against=against,
        notes=(*_notes(evidence), *(finding.sentence for finding in against), *notes),
        digests=digests,
        strikes={blow.name: len(blow.hits) for _, blow in sorted(evidence.blows.items())},
        settled=evidence.settles[-1].why if evidence.settles else "",
    )


def _code(evidence: Evidence, judged: list[Verdict], against: tuple[Finding, ...]) -> int:
    code = exit_code(judged)
    if code == 3 or evidence.end.how in ("rig failed", "rig died"):
        return 3
    if evidence.end.how == "interrupted":
        return 4
    return 1 if against else code


def _scope(evidence: Evidence, judged: list[Verdict], beyond: list[str]) -> Scope:
    return Scope(
        requirements=evidence.connector.requirements or REVISION,
        claims=tuple(evidence.connector.claims),
        depth=evidence.connector.depth,
        scenarios=(evidence.run.scenario,),
        lane=evidence.run.lane,
        inside=tuple(v.requirement for v in judged if v.outcome != "omit"),
        outside=tuple(beyond),
        omitted={v.requirement: v.reason for v in judged if v.outcome == "omit"},
    )


def _notes(evidence: Evidence) -> list[str]:
    notes = []
    if evidence.end.how != "played":
        notes.append(f"The run ended early: {evidence.end.how}. {evidence.end.detail}".strip())
    if evidence.end.how == "played" and not evidence.sealed:
        notes.append("digests.json is missing: nothing shows that plan, truth and ledger are as they were recorded.")
    if evidence.stragglers:
        notes.append(f"{evidence.stragglers} effect(s) on other runs' items came late and are in no sum.")
    return notes
