"""From sealed evidence to a conclusion: judge each run, write its reports, and take the worst of all."""

from collections.abc import Sequence
from pathlib import Path

from lotproof.harness.judge import judge
from lotproof.harness.model.verdicts import CONCLUSIONS, Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.suite.options import OnProgress, Options, Outcome, Progress
from lotproof.harness.suite.run import Ended, Stretch

WORST_FIRST = (3, 2, 1, 4, 0)
NOT_PROVEN = 4
FINDINGS = 1


def conclude(options: Options, ends: Sequence[Ended], tell: OnProgress, time: Stretch) -> Outcome:
    """The outcome of all runs together."""
    verdicts: list[Verdicts] = []
    reports: list[Path] = []
    codes: list[int] = []
    folders = [(ended, folder) for ended in ends for folder in (ended.folder, *ended.others)]
    for ended, folder in folders:
        tell(Progress(stage="judge", text=f"judging {folder.path}"))
        with time.of("judge"):
            verdicts.append(judged(folder, options.only))
        codes.append(code_of(ended, verdicts[-1]))
        if options.report:
            with time.of("report"):
                reports += reported(folder)
    code = worst(codes)
    for ended in ends:
        for stage, spent_s in ended.spent_s.items():
            time.spent_s[stage] = round(time.spent_s.get(stage, 0.0) + spent_s, 3)
    return Outcome(
        exit_code=code,
        conclusion=CONCLUSIONS[code],
        folders=tuple(folder.path for _, folder in folders),
        verdicts=tuple(verdicts),
        reports=tuple(reports),
        spent_s=time.spent_s,
        notes=tuple(f"{ended.how}: {ended.detail}" for ended in ends if ended.how != "played"),
    )


def judged(folder: RunFolder, only: tuple[str, ...] = ()) -> Verdicts:
    """The verdicts of a run, written into its folder."""
    verdicts = judge(folder, only=only)
    folder.write_verdicts(verdicts)
    return verdicts


def reported(folder: RunFolder) -> tuple[Path, ...]:
    """The reports of a judged run."""
    from lotproof.reports import write

    return tuple(write(folder))


def code_of(ended: Ended, verdicts: Verdicts) -> int:
    """The exit code of one run: what was broken off is not proven, who is gone by himself does not conform."""
    if ended.how == "interrupted":
        return 3 if verdicts.exit_code == 3 else NOT_PROVEN
    if ended.how == "rig died":
        return 3
    if ended.how == "integration died":
        return worst([FINDINGS, verdicts.exit_code])
    return verdicts.exit_code


def worst(codes: Sequence[int]) -> int:
    """The first of 3, 2, 1, 4, 0 that occurs; of none, not proven."""
    return next((code for code in WORST_FIRST if code in codes), NOT_PROVEN)
