"""AUD: audit. From every posting and every edge the way leads back to who said it."""

from collections import defaultdict

from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Made


@judges("AUD-01")
def postings_bear_a_correlation_id(row: Row) -> None:
    """
    Judges the `reference` of every posting that changed something.

    Exercised: each such posting. Passes: stream and seq of the fact as reference; a batch number whose members the
    integration can name.
    """
    bare: dict[tuple[str, str], dict[str, Made]] = defaultdict(dict)
    seen: set[str] = set()
    for made in row.case.evidence.made:
        effect = made.effect
        if effect.client != row.case.evidence.client:
            continue
        seen.add(effect.posting)
        if not effect.reference:
            bare[effect.system, effect.entity].setdefault(effect.posting, made)
    row.saw(len(seen))
    for (system, entity), postings in sorted(bare.items()):
        first = next(iter(postings.values()))
        row.find(
            f"{entity} postings to {system.upper()}",
            f"{len(postings)} posting(s) of {entity} to {system.upper()} bear no correlation id, so nobody finds the "
            f"source event of {first.effect.lot or first.effect.order or first.effect.key}.",
            system=system,
            expected="a reference",
            observed="none",
            made=[first],
        )


@judges("AUD-03")
def edges_say_who_reported_them(row: Row) -> None:
    """
    Judges the `source` of every edge in trace answers.

    Exercised: each edge. Passes: stream and seq of the fact; the name of the system that said so.
    """
    for answer in row.case.answers:
        row.saw(len(answer.graph.edges))
        bare = [edge for edge in answer.graph.edges if not edge.source]
        if bare:
            row.find(
                f"trace of {answer.name}",
                f"{len(bare)} of {len(answer.graph.edges)} edges in the trace of {answer.name} do not say who reported "
                "them.",
                expected="a source on every edge",
                observed=f"{len(bare)} without",
                moments=[row.teller.at(answer.at, "trace", f"asked {answer.direction} from {answer.name}")],
            )
