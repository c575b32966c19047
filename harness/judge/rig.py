"""
Is it our own rig that is wrong? Then nothing is said about the integration.

A plant that does what no plant can (`possible`), facts that differ from the truth on file, a system whose state is not
the sum of its effects (`books`), an escort that does not do what it is there for.
"""

from collections.abc import Mapping

from lotproof.harness.judge.account import Wrong
from lotproof.harness.judge.books import differences
from lotproof.harness.judge.case import FOREVER, Case
from lotproof.harness.model.possible import impossible

ESCORT = "escort"
UNDONE: tuple[Wrong, ...] = ("short", "missing", "by hand")


def faults(case: Case) -> list[str]:
    """What is wrong with our rig, as sentences; empty where it can be trusted."""
    evidence = case.evidence
    found = [f"truth.jsonl and the ledger differ: {evidence.truth_differs}"] if evidence.truth_differs else []
    if evidence.end.how == "rig failed":
        found.append(f"the rig failed: {evidence.end.detail}")
    whole = evidence.end.how == "played"
    found += [wrong.sentence for wrong in impossible(evidence.facts, case.terms.rules, whole=whole)]
    for observed, at in evidence.observed:
        if observed.what == "state" and isinstance(observed.answer, Mapping):
            found += differences(observed.answer, evidence.made, evidence.tag, at.mono_ns)
    return found + escort_failed(case)


def escort_failed(case: Case) -> list[str]:
    """
    What the escort left undone in the flows that it carries, where nobody under test had left anything undone before:
    what follows from the fault of an integration is not the escort's.
    """
    flows = frozenset(case.evidence.run.clients.get(ESCORT, ()))
    troubles = [
        (case.left[fact], sheet.place.flow, trouble)
        for sheet in case.sheets.values()
        for trouble in sheet.troubles
        for fact in trouble.facts
        if flows and trouble.wrong in UNDONE
    ]
    others = min((left for left, flow, _ in troubles if flow not in flows), default=FOREVER)
    own = sorted((left, flow, trouble.place) for left, flow, trouble in troubles if flow in flows and left < others)
    return [
        f"the escort did not carry {flow}: {'.'.join(place.path)} of {' '.join(place.of)}" for _, flow, place in own[:1]
    ]
