"""FLOW, master data: a revision is there before it is used, and what has started keeps its own."""

from collections.abc import Iterator

from lotproof.harness.judge.account import Sheet
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Made
from lotproof.harness.judge.places import number
from lotproof.harness.model.facts import Fact


@judges("FLOW-12")
def a_revision_is_there_before_its_use(row: Row) -> None:
    """
    Judges bills of material: a revision that ERP published at least the deadline before the first order of it started
    is in MES by then, once, with its components; and the work order of what had started keeps the revision that it was
    released with.

    Exercised: each revision that an order used, where it was due or there by then; each order that had started when its
    item was revised. Passes: one that posts what the webhook says; one that compares the bills of material of ERP and
    MES every two seconds and posts what MES lacks.
    """
    for sheet in row.case.sheets_of("mes.bom.revision"):
        _before_its_use(row, sheet)
    if row.case.claimed("master_data"):
        for order, revised in under_way(row.case):
            _kept(row, order, revised)


def _before_its_use(row: Row, sheet: Sheet) -> None:
    used_ns = first_use(row.case, sheet.place.get("item"), sheet.place.get("value"))
    asked = [one for one in sheet.asked if one.must]
    if used_ns is None or not asked:
        return
    due, there = asked[0].due_ns <= used_ns, bool(sheet.made) and sheet.made[0].at.mono_ns <= used_ns
    row.saw(due or there)
    row.sheets([sheet], wrong=("twice", "by hand", *(("missing",) if due else ()), *(("late",) if due > there else ())))
    if sheet.made:
        _whole(row, sheet, sheet.made[0])


def _whole(row: Row, sheet: Sheet, made: Made) -> None:
    """MES has the components that ERP published, where it shows any."""
    item, revision = sheet.place.get("item"), sheet.place.get("value")
    told = row.case.facts[sheet.asked[0].fact].words.get("components", "")
    for other in row.case.evidence.made:
        effect = other.effect
        same = (effect.system, effect.entity, effect.key) == ("mes", "bom", made.effect.key)
        if same and effect.field == "components" and components(effect.value) != components(told):
            row.find(
                f"components of {item}, revision {revision}",
                f"MES has other components of {item} in revision {revision} than ERP published.",
                system="mes",
                expected=told,
                observed=effect.value,
                facts=sheet.facts(),
                made=[other],
                flow="master_data",
            )


def components(text: str) -> frozenset[tuple[str, str, str]]:
    """Operation, item and quantity of each component, in whatever order they stand."""
    parts = (part.split() for part in text.split(","))
    return frozenset((part[0], part[1], f"{number(part[2]).normalize():f}") for part in parts if len(part) == 3)


def first_use(case: Case, item: str, revision: str) -> int | None:
    """When the first order of this revision started; None where none did."""
    wanted = {"item": item, "bom_revision": revision}
    starts = (
        case.left[fact.id]
        for fact in case.evidence.facts
        if fact.kind == "order_started" and wanted.items() <= case.course.orders.get(fact.order, {}).items()
    )
    return min(starts, default=None)


def under_way(case: Case) -> Iterator[tuple[Fact, Fact]]:
    """Orders by their start, with the first revision of their item that was published after it."""
    started: dict[str, Fact] = {}
    for fact in case.evidence.facts:
        if fact.kind == "order_started":
            started[fact.order] = fact
        if fact.kind == "bom_revised":
            item = fact.words.get("item", "")
            for order in [one for one in started if case.course.orders.get(one, {}).get("item") == item]:
                yield started.pop(order), fact


def _kept(row: Row, start: Fact, revised: Fact) -> None:
    """What the client wrote over a work order's revision once it had started."""
    row.saw()
    kept = row.case.course.orders[start.order].get("bom_revision", "")
    for made in row.case.work_order_words.get(start.order, ()):
        effect = made.effect
        later = effect.client == row.case.evidence.client and made.at.mono_ns > row.case.left[start.id]
        if later and effect.field == "bom_revision" and effect.value != kept:
            row.find(
                f"revision of order {start.order}",
                f"MES was told revision {effect.value} for order {start.order}, which had started with {kept}.",
                system="mes",
                expected=kept,
                observed=effect.value,
                facts=[start.id, revised.id],
                made=[made],
                flow="master_data",
            )
