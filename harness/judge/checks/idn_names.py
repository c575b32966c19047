"""IDN-01 and IDN-02: every name that a thing has finds it, and all of them find the same."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import called, listed, open_lots
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import At
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.genealogy import MAKES, Graph

Told = tuple[str, Observed, At, TraceAnswer | None]
"""A thing, and what was answered to a question by one of its names; None where that could not be read."""


@judges("IDN-01")
def all_names_are_of_one_thing(row: Row) -> None:
    """
    Judges the answers by the names of one thing (an order by its number in ERP and those that MES has given it, before
    and after it was replaced; a lot as each system calls it): all that find something find the same lots.

    Exercised: each name beside the first that finds something. Whether a name finds anything is IDN-02's matter. An
    answer need not show the other names. Passes: one that keeps a table of numbers; one that knows orders by ERP's
    number alone and looks the others up in MES when it is asked.
    """
    by_thing = defaultdict[str, list[TraceAnswer]](list)
    for thing, _, _, answer in told(row):
        if answer and _lots(answer):
            by_thing[thing].append(answer)
    for thing, (first, *others) in by_thing.items():
        for other in others:
            row.saw()
            if differ := _lots(other) ^ _lots(first):
                sentence = (
                    f"{_asked(first)} and {_asked(other)} are names of {_thing(thing)}, and do not lead to the same: "
                    f"only one of the answers has {listed(differ)}."
                )
                _found(row, other, thing, sentence, expected=listed(_lots(first)), observed=listed(_lots(other)))


@judges("IDN-02")
def every_name_finds_its_thing(row: Row) -> None:
    """
    Judges the answer back from each name of a thing: it can be read, and names all lots that the order made, or the lot
    itself, and what these are made of.

    Exercised: each name. Lots that rightly stand in the exception queue may be left out. Passes: as for IDN-01.
    """
    for thing, observed, at, answer in told(row):
        row.saw()
        must = _must(row, thing) - open_lots(row)
        graph = answer or TraceAnswer(row.case, observed.question, Graph(), at)
        says = f"The trace backward from {_asked(graph)}, a name of {_thing(thing)},"
        if answer is None:
            sentence = f"{says} found nothing: {observed.problem}."
            _found(row, graph, thing, sentence, expected=listed(must), observed="none")
        elif lacking := must - _lots(answer):
            sentence = f"{says} does not name {listed(lacking)}."
            _found(row, answer, thing, sentence, expected=listed(must), observed=listed(_lots(answer)) or "none")


def told(row: Row) -> Iterator[Told]:
    """What was answered by each name, as it was asked."""
    evidence = row.case.evidence
    effects = [made.effect for made in evidence.made if made.effect.field == "migrated_from"]
    orders = {name: effect.order for effect in effects for name in (effect.key, effect.value)}
    for observed, at in evidence.observed:
        if observed.what != "name_trace" or observed.source != evidence.client:
            continue
        question = observed.question
        scope, number = row.case.terms.code(question["scope"]), question["id"]
        of_order = question["kind"] == "order"
        thing = orders.get(number, number) if of_order else f"{question['kind']}:{scope}:{number}"
        answer = None
        if not observed.problem:
            answer = TraceAnswer(row.case, question, msgspec.convert(observed.answer, Graph), at)
        yield thing, observed, at, answer


def _must(row: Row, thing: str) -> set[str]:
    """The lots that an order made, or the lot, and all that they are made of."""
    made = {
        portion.item
        for fact in row.case.evidence.facts
        if fact.order == thing and fact.kind == "produced"
        for portion in fact.outs
        if portion.role in MAKES
    }
    lots = made or {thing}
    return lots.union(*(row.case.lineage.ancestors(lot, timely=True) for lot in lots))


def _lots(answer: TraceAnswer) -> set[str]:
    """Lots and serials on the answer's edges; who only repeats what he was asked for has found nothing."""
    return {key for edge in answer.graph.edges if (key := answer.item(edge)) and not key.startswith("unit:")}


def _asked(answer: TraceAnswer) -> str:
    """The name that was asked by, and whose it is."""
    return f"{answer.question['system'].upper()} {answer.kind} {answer.question['id']}"


def _thing(thing: str) -> str:
    return called(thing) if ":" in thing else f"order {thing}"


def _found(row: Row, answer: TraceAnswer, thing: str, sentence: str, *, expected: str, observed: str) -> None:
    moments = (row.teller.at(answer.at, "trace", f"asked from {_asked(answer)}"),)
    row.find(_thing(thing), sentence, expected=expected, observed=observed, moments=moments, flow="material_issue")
