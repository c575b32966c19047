"""From sealed evidence to a conclusion: judge each run, write its reports, and roll all of them up into one."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from lotproof.harness.judge import judge
from lotproof.harness.model.rolled import NOT_PROVEN, Rolled, common, rolled, unexercised, worst
from lotproof.harness.model.verdicts import CONCLUSIONS, Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.suite.again import left_alone, verdicts_of
from lotproof.harness.suite.options import OnProgress, Options, Outcome, Progress
from lotproof.harness.suite.run import Ended, Stretch

FINDINGS = 1


def conclude(options: Options, ends: Sequence[Ended], tell: OnProgress, time: Stretch) -> Outcome:
    """The outcome of all runs together."""
    ends = [ended if ended.verdicts else with_verdicts(ended, options.only, tell, time) for ended in ends]
    together = rolled_of(ends)
    reports = written(ends, together, time) if options.report else ()
    code = worst(one.exit_code for one in together)
    return Outcome(
        exit_code=code,
        conclusion=CONCLUSIONS[code],
        folders=tuple(folder.path for ended in ends for folder in ended.folders),
        verdicts=tuple(verdicts_of(ends)),
        rolled=together,
        counts=common(together),
        reports=reports,
        spent_s=spent(ends, time),
        notes=(*(f"{one.how}: {one.detail}" for one in ends if one.how != "played"), *_alone(options, together)),
    )


def rolled_of(ends: Sequence[Ended]) -> tuple[Rolled, ...]:
    """The runs rolled up; where one of them ended before its time, that counts."""
    codes = [code_of(ended, verdicts) for ended in ends for verdicts in ended.verdicts]
    return rolled(verdicts_of(ends), codes if any(ended.how != "played" for ended in ends) else ())


def written(ends: Sequence[Ended], together: Sequence[Rolled], time: Stretch) -> tuple[Path, ...]:
    """The reports of every run; of several runs the page over all of them first."""
    from lotproof.reports.index import write_index

    folders = [folder for ended in ends for folder in ended.folders]
    with time.of("report"):
        each = [path for folder in folders for path in reported(folder)]
        over = write_index([folder.path for folder in folders], verdicts_of(ends), together) if len(folders) > 1 else ()
    return (*over, *each)


def spent(ends: Sequence[Ended], time: Stretch) -> dict[str, float]:
    """Where the time went, over all runs."""
    total = dict(time.spent_s)
    for ended in ends:
        for stage, spent_s in ended.spent_s.items():
            total[stage] = round(total.get(stage, 0.0) + spent_s, 3)
    return total


def with_verdicts(ended: Ended, only: tuple[str, ...], tell: OnProgress, time: Stretch) -> Ended:
    """A run with its verdicts."""
    there = []
    for folder in ended.folders:
        tell(Progress(stage="judge", text=f"judging {folder.path}"))
        with time.of("judge"):
            there.append(judged(folder, only))
    return msgspec.structs.replace(ended, verdicts=tuple(there))


def _alone(options: Options, together: Iterable[Rolled]) -> tuple[str, ...]:
    return left_alone(options, unexercised(together))


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
