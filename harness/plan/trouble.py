"""From the faults of a scenario file to planned strikes; what is drawn here moves nothing in the course."""

from collections.abc import Iterable
from typing import Any, get_args

from lotproof.harness.faults.kinds import MOST, FaultKind, kinds, unfit
from lotproof.harness.model.draws import Draws
from lotproof.harness.model.facts import Fact, FactKind
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.plan import measures
from lotproof.harness.plan.page import Page, Spot
from lotproof.harness.plan.scenario import At, Fault


def strikes(
    page: Page, faults: tuple[Fault, ...], draws: Draws, size: str, systems: Iterable[str]
) -> tuple[StrikePlan, ...]:
    """
    The planned strikes of this size, in the file's order.

    Raises:
        InputError: naming line and nearest word.
    """
    found: dict[str, StrikePlan] = {}
    for place, fault in enumerate(faults):
        spot: Spot = ("faults", place)
        if fault.name in found:
            raise page.wrong((*spot, "name"), "two faults have one name", got=fault.name)
        plan = _strike(page, fault, draws, spot, tuple(systems))
        if fault.only in ("", size):
            found[fault.name] = plan
    return tuple(found.values())


def _strike(page: Page, fault: Fault, draws: Draws, spot: Spot, systems: tuple[str, ...]) -> StrikePlan:
    if fault.fault not in kinds():
        raise page.unknown((*spot, "fault"), "fault", fault.fault, kinds())
    kind = kinds()[fault.fault]
    for name, value in fault.settings.items():
        where = (*spot, "settings", name)
        if name not in kind.settings:
            raise page.unknown(where, f"setting of {kind.name}", name, kind.settings)
        if expected := unfit(kind, name, value):
            raise page.wrong(where, f"{name} of {kind.name} cannot be that", expected=expected, got=value)
    if kind.where in ("http", "webhook") and fault.target not in systems:
        raise page.unknown((*spot, "target"), "system", fault.target, systems)
    if not 0 < fault.upper_s <= MOST:
        expected = f"more than 0 seconds of wall time, {MOST} at most"
        raise page.wrong((*spot, "upper_s"), "a strike ends in any case", expected=expected, got=fault.upper_s)
    if fault.attempts < 0:
        raise page.wrong((*spot, "attempts"), "attempts are counted", expected="0 or more", got=fault.attempts)
    return StrikePlan(
        name=fault.name,
        fault=fault.fault,
        at=_anchor(page, fault, draws, (*spot, "at"), systems),
        target=fault.target or _usual_target(kind),
        attempts=fault.attempts,
        upper_s=fault.upper_s,
        settings=dict(fault.settings),
    )


def _usual_target(kind: FaultKind) -> str:
    return kind.where if kind.where in ("mqtt", "opcua", "floor", "process") else ""


def _anchor(page: Page, fault: Fault, draws: Draws, spot: Spot, systems: tuple[str, ...]) -> Anchor:
    at = fault.at
    if bool(at.fact) == bool(at.call):
        raise page.wrong(spot, "a fault begins at a fact or at a call", expected="`fact` or `call`", got=_both(at))
    if at.fact and at.fact not in get_args(FactKind):
        raise page.unknown((*spot, "fact"), "kind of fact", at.fact, get_args(FactKind))
    if at.call and at.call.partition(".")[0] not in systems:
        raise page.unknown((*spot, "call"), "system", at.call.partition(".")[0], systems)
    try:
        nth = int(measures.amount(at.nth, draws.of(fault.name, "nth"), 0))
    except ValueError as wrong:
        raise page.wrong((*spot, "nth"), str(wrong), got=at.nth) from None
    if nth < 1:
        raise page.wrong((*spot, "nth"), "facts and calls are counted from 1", got=at.nth)
    return Anchor(fact=at.fact, call=at.call, nth=nth, where=dict(at.where))


def _both(at: At) -> str:
    return f"{at.fact} and {at.call}" if at.fact else "neither"


def reached(page: Page, faults: tuple[Fault, ...], planned: tuple[StrikePlan, ...], facts: list[Fact]) -> None:
    """
    Every fault that begins at a fact finds it, when all goes well.

    Raises:
        InputError: if the course has no such fact.
    """
    places: dict[str, Any] = {fault.name: place for place, fault in enumerate(faults)}
    for plan in planned:
        there = sum(1 for fact in facts if plan.at.fact == fact.kind and plan.at.fits(fact))
        if plan.at.fact and there < plan.at.nth:
            spot = ("faults", places[plan.name], "at")
            expected = f"at least {plan.at.nth} of {plan.at.fact} where {plan.at.where or 'any'}"
            raise page.wrong(spot, "the course never reaches this fault", expected=expected, got=there)
