"""
Is it our own rig that is wrong? Then nothing is said about the integration.

A plant that does what no plant can (`possible`), facts that differ from the truth on file, a system whose state is not
the sum of its effects (`books`).
"""

from collections.abc import Mapping

from lotproof.harness.judge.books import differences
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.possible import impossible


def faults(case: Case) -> list[str]:
    """What is wrong with our rig, as sentences; empty where it can be trusted."""
    evidence = case.evidence
    found = [f"truth.jsonl and the ledger differ: {evidence.truth_differs}"] if evidence.truth_differs else []
    if evidence.end.how == "rig failed":
        found.append(f"the rig failed: {evidence.end.detail}")
    found += impossible(evidence.facts, case.terms.rules, whole=evidence.end.how == "played")
    for observed, at in evidence.observed:
        if observed.what == "state" and isinstance(observed.answer, Mapping):
            found += differences(observed.answer, evidence.made, evidence.tag, at.mono_ns)
    return found
