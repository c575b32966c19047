"""
The view: everything that a report shows, gathered once from a run folder. Formats read it and nothing else.

    run folder --> evidence --> lineage, trouble, timing --> View --> html | junit | json | markdown
"""

import msgspec
from lotproof.harness.model.requirements import FAMILIES, family
from lotproof.harness.model.verdicts import Finding, Scope, Verdict, Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.reports.compare import pictures_of
from lotproof.reports.evidence import Evidence, gather
from lotproof.reports.lineage import Lineage, lineage
from lotproof.reports.plain import count
from lotproof.reports.timing import Arrival, Spent, arrivals, spent
from lotproof.reports.trouble import Grid, StrikeRow, grid, strikes

VERSION = 1


class FindingRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A finding with a name to point at, and the pictures of trace answers that it rests on.

    One against the integration as a whole (it ended by itself, it wrote what it does not claim) has no requirement.
    """

    id: str
    level: str
    finding: Finding
    pictures: tuple[Lineage, ...] = ()


class Family(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The verdicts of one family of requirements, in the catalogue's order."""

    name: str
    title: str
    verdicts: tuple[Verdict, ...]


class View(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One run as a report tells it. `report.json` is this, published as JSON Schema.

    Nothing in it is taken from the moment of reporting: the same run gives the same bytes, whenever and wherever.
    """

    v: int
    run: str
    scenario: str
    title: str
    seed: int
    size: str
    clock: str
    tag: str
    started_at: str
    integration: str
    version: str
    trace: str
    rhythm: dict[str, float]
    conclusion: str
    exit_code: int
    counts: dict[str, int]
    scope: Scope
    families: tuple[Family, ...]
    findings: tuple[FindingRow, ...]
    genealogy: Lineage
    strikes: tuple[StrikeRow, ...]
    grid: Grid
    spent: tuple[Spent, ...]
    arrivals: tuple[Arrival, ...]
    took_s: float
    settled: str
    ended: str
    highlights: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digests: dict[str, str] = {}
    versions: dict[str, str] = {}


def view(folder: RunFolder) -> View:
    """
    What a report shows of a judged run.

    Raises:
        InputError: if the run was not judged, or a file of it is damaged.
    """
    verdicts, evidence = folder.verdicts(), gather(folder)
    plan, connector = evidence.plan, folder.connector()
    return View(
        v=VERSION,
        run=verdicts.run,
        scenario=plan.scenario,
        title=plan.title,
        seed=plan.seed,
        size=plan.size,
        clock=plan.clock,
        tag=evidence.run.tag,
        started_at=evidence.started_at,
        integration=verdicts.integration,
        version=connector.version,
        trace=connector.trace.kind,
        rhythm=msgspec.to_builtins(connector.rhythm) | {"backoff_max_s": connector.rhythm.backoff_max_s},
        conclusion=verdicts.conclusion,
        exit_code=verdicts.exit_code,
        counts=verdicts.counts,
        scope=verdicts.scope,
        families=families(verdicts),
        findings=findings(verdicts, evidence),
        genealogy=lineage(evidence.facts, evidence.names, title=f"What was made of what in run {verdicts.run}"),
        strikes=strikes(evidence),
        grid=grid(evidence),
        spent=spent(evidence),
        arrivals=arrivals(evidence),
        took_s=evidence.took_s,
        settled=settled(evidence, verdicts),
        ended=evidence.ended,
        highlights=plan.highlights,
        notes=verdicts.notes,
        digests=verdicts.digests or folder.digests(),
        versions=evidence.run.versions,
    )


def families(verdicts: Verdicts) -> tuple[Family, ...]:
    """The verdicts by family, each family in the order of its ids."""
    known = [*FAMILIES, *sorted({family(v.requirement) for v in verdicts.verdicts} - FAMILIES.keys())]
    rows = {name: [v for v in verdicts.verdicts if family(v.requirement) == name] for name in known}
    return tuple(
        Family(name=name, title=FAMILIES.get(name, ""), verdicts=tuple(sorted(rows[name], key=lambda v: v.requirement)))
        for name in known
        if rows[name]
    )


def findings(verdicts: Verdicts, evidence: Evidence) -> tuple[FindingRow, ...]:
    """Every finding: against the integration as a whole first, then must-requirements, each with a name to point at."""
    place = {name: at for at, name in enumerate(FAMILIES)}
    ordered = sorted(
        verdicts.verdicts, key=lambda v: (v.level, place.get(family(v.requirement), len(place)), v.requirement)
    )
    groups = [("whole", "M", verdicts.against), *((v.requirement, v.level, v.findings) for v in ordered)]
    return tuple(
        FindingRow(id=f"{name}-{number}", level=level, finding=finding, pictures=pictures_of(finding, evidence))
        for name, level, found in groups
        for number, finding in enumerate(found, start=1)
    )


def settled(evidence: Evidence, verdicts: Verdicts) -> str:
    """How the wait for quiet ended, as a sentence."""
    if evidence.settle is None:
        return f"The run did not settle: it {evidence.ended or verdicts.settled or 'was cut off'}."
    waited = f"after {evidence.settle.waited_s:.1f} s"
    if evidence.settle.why == "complete":
        return f"Settled {waited}: every effect that had to come was in, and nothing was committed since."
    still = count(len(evidence.settle.open_facts), "fact")
    return f"Settled {waited} because the last deadline with its grace had passed; {still} stood open."
