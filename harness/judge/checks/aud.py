"""AUD: audit. From every posting and every edge the way leads back to who said it."""

from collections import defaultdict

from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Made
from lotproof.harness.judge.telling import SYSTEMS


@judges("AUD-01")
def postings_bear_a_correlation_id(row: Row) -> None:
    """
    Judges `reference` and `source_events` of every posting that changed something: from them the way leads back.

    Exercised: each such posting. Passes: stream and seq of the fact as reference; a batch number as reference, with the
    facts in `source_events`.
    """
    behind = {request.posting: request.call.source_events for request in row.case.evidence.requests}
    streams = {stream for stream, _ in row.case.evidence.identity}
    bare: dict[tuple[str, str], dict[str, Made]] = defaultdict(dict)
    seen: set[str] = set()
    for made in row.case.evidence.made:
        effect = made.effect
        if effect.client != row.case.evidence.client:
            continue
        seen.add(effect.posting)
        named = (effect.reference, *behind.get(effect.posting, ()))
        if not effect.reference or not any(is_source(name, streams) for name in named):
            bare[effect.system, effect.entity].setdefault(effect.posting, made)
    row.saw(len(seen))
    for (system, entity), postings in sorted(bare.items()):
        first = next(iter(postings.values()))
        row.find(
            f"{entity} postings to {system.upper()}",
            f"{len(postings)} posting(s) of {entity} to {system.upper()} bear no correlation id by which the source "
            f"event of {first.effect.lot or first.effect.order or first.effect.key} can be found.",
            system=system,
            expected="a reference that is a source event (stream#seq), or source_events that name it",
            observed=first.effect.reference or "none",
            made=[first],
        )


def is_source(name: str, streams: set[str]) -> bool:
    """Whether this names a source event: one of the floor's, or one that a system announced."""
    stream, mark, seq = name.rpartition("#")
    return bool(mark) and seq.isdigit() and (stream in streams or stream.partition("/")[0] in SYSTEMS)


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
