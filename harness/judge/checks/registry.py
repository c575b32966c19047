"""How a check is written down: a function from a case to a result, under the id of what it judges."""

from collections.abc import Callable, Iterable

from lotproof.harness.judge.account import Sheet, Trouble, Wrong
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.evidence import Made
from lotproof.harness.judge.telling import SYSTEMS, tell
from lotproof.harness.judge.timeline import Teller
from lotproof.harness.model.verdicts import Finding, Moment

Check = Callable[["Row"], None]
CHECKS: dict[str, Check] = {}

LOST: tuple[Wrong, ...] = ("short", "missing", "by hand")
DOUBLED: tuple[Wrong, ...] = ("over", "twice")
FALSE: tuple[Wrong, ...] = ("short", "over", "missing", "twice", "overwritten", "value", "unit")


def judges(requirement: str) -> Callable[[Check], Check]:
    """Enter a check into the registry."""

    def enter(check: Check) -> Check:
        CHECKS[requirement] = check
        return check

    return enter


def counted_twice(trouble: Trouble) -> bool:
    """Whether something has its effect twice, and does not just have a wrong one."""
    return trouble.wrong == "twice" or trouble.again


class Row:
    """
    One requirement being judged: what a check writes its result into.

    `exercised` counts the situations that were looked at; `unsure` says what the record cannot tell; `branch` names
    what could not be looked at for want of a queue or a trace.
    """

    def __init__(self, requirement: str, check: str, case: Case, teller: Teller) -> None:
        self.requirement, self.check, self.case, self.teller = requirement, check, case, teller
        self.exercised = 0
        self.findings: list[Finding] = []
        self.unsure: list[str] = []
        self.notes: list[str] = []

    def saw(self, times: int = 1) -> None:
        """So many situations were looked at."""
        self.exercised += times

    def find(
        self,
        subject: str,
        sentence: str,
        *,
        system: str = "",
        expected: str = "",
        observed: str = "",
        facts: Iterable[str] = (),
        made: Iterable[Made] = (),
        flow: str = "",
        moments: Iterable[Moment] = (),
    ) -> None:
        """Something is wrong; once per subject and sentence."""
        timeline = self.teller.story(facts, made, moments)
        finding = Finding(
            requirement=self.requirement,
            check=self.check,
            subject=subject,
            system=SYSTEMS.get(system, system),
            expected=expected,
            observed=observed,
            sentence=sentence,
            flow=flow,
            timeline=timeline,
            entries=tuple(moment.entry for moment in timeline if moment.entry),
        )
        if all((one.subject, one.sentence) != (subject, sentence) for one in self.findings):
            self.findings.append(finding)

    def trouble(self, trouble: Trouble) -> None:
        """A trouble of the account, as a finding; what only the rig's own slowness shows is unsure."""
        told = tell(trouble)
        if trouble.limited:
            self.unsure.append(f"rig-limited: {told.subject}")
            return
        self.find(
            told.subject,
            told.sentence,
            system=trouble.place.system,
            expected=told.expected,
            observed=told.observed,
            facts=trouble.facts,
            made=trouble.made,
            flow=trouble.place.flow,
        )

    def sheets(
        self, sheets: Iterable[Sheet], *, wrong: tuple[Wrong, ...] = (), facts: Iterable[str] | None = None
    ) -> None:
        """All troubles of these sheets, of these kinds, about these facts; without kinds and facts all of them."""
        chosen = None if facts is None else set(facts)
        for sheet in sheets:
            for trouble in sheet.troubles:
                about = chosen is None or bool(chosen & set(trouble.facts))
                if about and (not wrong or trouble.wrong in wrong) and (wrong != DOUBLED or counted_twice(trouble)):
                    self.trouble(trouble)

    def account(self, *paths: str, wrong: tuple[Wrong, ...] = ()) -> None:
        """Judge all sheets of these fields; each act that had to arrive is a situation."""
        found = list(self.case.sheets_of(*paths))
        self.saw(sum(sheet.exercised for sheet in found))
        self.sheets(found, wrong=wrong)

    def statuses(
        self, why: tuple[str, ...], systems: tuple[str, ...] = ("erp", "wms", "mes"), *, wrong: tuple[Wrong, ...] = ()
    ) -> None:
        """Judge the status of lots in these systems, as far as it follows from acts of these kinds."""
        for sheet in self.case.sheets_of(*(f"{system}.lot.status" for system in systems)):
            asked = [one for one in sheet.asked if one.need.why in why]
            self.saw(sum(one.must for one in asked))
            self.sheets([sheet], facts=[one.fact for one in asked], wrong=wrong)
