"""The sentences that every format says alike: what was concluded, and why."""

from lotproof.harness.model.verdicts import Verdicts
from lotproof.reports.plain import count
from lotproof.reports.view import View

VERBS = {
    "conforms": "conforms",
    "does not conform": "does not conform",
    "not proven": "is not proven to conform",
    "rig error": "was not judged: our rig broke",
}

DEPTHS = {
    0: "endpoints only",
    1: "started, stopped and killed by the harness",
    2: "exceptions and figures too",
}


def verb(conclusion: str) -> str:
    return VERBS.get(conclusion, conclusion)


def because(view: View) -> str:
    """Why it was concluded so, in one or two sentences."""
    musts = [verdict for family in view.families for verdict in family.verdicts if verdict.level == "M"]
    of = {word: [v.requirement for v in musts if v.outcome == word] for word in ("fail", "error", "skip", "unsure")}
    if view.exit_code == 3 or of["error"]:
        where = named(of["error"]) or view.ended
        return f"The rig broke at {where}; the integration is not blamed."
    if view.exit_code == 4 and view.ended.startswith("interrupted"):
        return f"The run was broken off, and judged as far as it goes. {_not_proven(of)}".strip()
    whole = [row.finding.sentence.rstrip(".") + "." for row in view.findings if not row.finding.requirement]
    failed = f"{count(len(of['fail']), 'must-requirement')} failed: {named(of['fail'])}." if of["fail"] else ""
    passed = sum(verdict.outcome == "pass" for verdict in musts)
    return " ".join(filter(None, (*whole[:2], failed))) or _not_proven(of) or _all_passed(passed)


def _not_proven(of: dict[str, list[str]]) -> str:
    ids = of["skip"] + of["unsure"]
    return f"{count(len(ids), 'must-requirement')} could not be proven: {named(ids)}." if ids else ""


def _all_passed(passed: int) -> str:
    return f"All {passed} must-requirements in the scope passed." if passed else "Nothing was judged."


def named(ids: list[str], most: int = 12) -> str:
    """The ids, and how many more there are."""
    rest = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + rest


def last_line(verdicts: Verdicts) -> str:
    """The last line of `certify`: conclusion, scope, counts."""
    scope = verdicts.scope
    counts = ", ".join(f"{number} {word}" for word, number in verdicts.counts.items() if number)
    about = (
        f"requirements {scope.requirements}, {count(len(scope.claims), 'flow')}, depth {scope.depth}, "
        f"{', '.join(scope.scenarios)}, {scope.lane}"
    )
    return f"{verdicts.integration} {verb(verdicts.conclusion)} ({about}): {counts}"
