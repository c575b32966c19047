"""Findings against the integration as a whole: it ended by itself, or it wrote what it does not claim."""

from collections import defaultdict
from collections.abc import Iterator

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.evidence import Made
from lotproof.harness.judge.telling import SYSTEMS
from lotproof.harness.judge.timeline import Teller
from lotproof.harness.model.flows import flow_of
from lotproof.harness.model.verdicts import Finding

EXPECTED = ("started", "ready", "killed", "stopped")
"""What happens to a process because the harness wants it so."""


def against_all(case: Case, teller: Teller) -> Iterator[Finding]:
    """Findings that belong to no row, in an order that is always the same."""
    if case.evidence.end.how == "integration died":
        yield _ended(case, teller)
    written: dict[tuple[str, str, str], list[Made]] = defaultdict(list)
    for made in case.outside:
        written[made.effect.system, made.effect.entity, made.effect.field].append(made)
    for path, effects in sorted(written.items()):
        yield _outside(case, teller, path, effects)


def _ended(case: Case, teller: Teller) -> Finding:
    evidence = case.evidence
    ends = [(event, at) for event, at in evidence.process if event.what not in EXPECTED]
    story = tuple(teller.at(at, "process", f"{event.what} {event.detail}".strip()) for event, at in ends[-3:])
    return Finding(
        requirement="",
        check="ended",
        subject=evidence.client,
        system="",
        expected="it runs on",
        observed="it ended",
        sentence=f"{evidence.client} ended by itself while the plant ran: {evidence.end.detail or 'nobody stopped it'}",
        timeline=story,
        entries=tuple(moment.entry for moment in story),
    )


def _outside(case: Case, teller: Teller, path: tuple[str, str, str], effects: list[Made]) -> Finding:
    system, entity, field = path
    flow, client, name = flow_of(*path), case.evidence.client, SYSTEMS.get(system, system)
    story = teller.story([], effects[:1])
    return Finding(
        requirement="",
        check="outside",
        subject=f"{entity}.{field}",
        system=name,
        expected="no such effect",
        observed=f"{len(effects)} effects",
        sentence=f"{client} changed {entity}.{field} in {name} {len(effects)} time(s); that is the flow {flow}, which "
        "it does not claim.",
        flow=flow,
        timeline=story,
        entries=tuple(moment.entry for moment in story if moment.entry),
    )
