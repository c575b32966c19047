"""
The trouble of a run: each strike with how often it hit, and which fault met which business act.

A strike that never hit proves nothing; it is shown as such.
"""

import msgspec
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS, flow_of
from lotproof.harness.model.plans import Anchor
from lotproof.reports.evidence import Evidence, Struck
from lotproof.reports.plain import ordinal

ACTS = {
    "received": "receipt",
    "decided": "lot_status",
    "hold_placed": "lot_status",
    "hold_released": "lot_status",
    "disposed": "lot_status",
    "moved": "movement",
    "bom_revised": "master_data",
    "order_released": "order_release",
    "order_changed": "order_release",
    "order_cancelled": "order_release",
    "order_started": "order_status",
    "order_completed": "order_status",
    "order_closed": "order_status",
    "consumed": "material_issue",
    "reversed": "material_issue",
    "produced": "operation_completion",
    "packed": "operation_completion",
    "unpacked": "operation_completion",
    "scrapped": "operation_completion",
    "limit_crossed": "quality_event",
    "limit_returned": "quality_event",
    "shipped": "shipment",
    "returned": "return",
    "complained": "complaint",
    "collected": "recall",
    "delivered": "recall",
}
"""The flow that carries a fact of each kind; other kinds are no business acts."""

NOWHERE = "no one fact"
"""The column of hits that touched no single fact: a process was killed, a connection cut while nothing was said."""


class StrikeRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One planned strike and what became of it; times in seconds from the run's start."""

    strike: str
    fault: str
    target: str
    anchor: str
    hits: int
    began_s: float | None = None
    lasted_s: float | None = None
    definite: bool = True
    hinders: tuple[str, ...] = ()
    detail: str = ""


class GridRow(msgspec.Struct, frozen=True, kw_only=True):
    """One fault: its hits per business act, in the order of the grid's acts."""

    fault: str
    hits: tuple[int, ...]


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """Fault x business act: how often a fault truly met a fact of that act."""

    acts: tuple[str, ...] = ()
    rows: tuple[GridRow, ...] = ()


def strikes(evidence: Evidence) -> tuple[StrikeRow, ...]:
    """Every planned strike in the plan's order, then those that were not planned by name."""
    by_name: dict[str, list[Struck]] = {}
    for struck in evidence.strikes:
        by_name.setdefault(struck.body.strike, []).append(struck)
    planned = {one.name: one for one in evidence.plan.trouble}
    rows = []
    for name in [*planned, *sorted(by_name.keys() - planned.keys())]:
        plan = planned.get(name)
        anchor = anchored(plan.at) if plan else ""
        rows.append(_row(name, plan.fault if plan else "", plan.target if plan else "", anchor, by_name.get(name, [])))
    return tuple(rows)


def _row(name: str, fault: str, target: str, anchor: str, story: list[Struck]) -> StrikeRow:
    hits = [one for one in story if one.body.phase == "hit"]
    if not story:
        return StrikeRow(strike=name, fault=fault, target=target, anchor=anchor, hits=0)
    first, ends = story[0], [one.at_ns for one in story if one.body.phase == "end"]
    return StrikeRow(
        strike=name,
        fault=first.body.fault,
        target=first.body.target or target,
        anchor=anchor,
        hits=len(hits),
        began_s=round(first.at_ns / 1e9, 3),
        lasted_s=round((ends[-1] - first.at_ns) / 1e9, 3) if ends else None,
        definite=all(one.body.definite for one in story),
        hinders=first.body.hinders,
        detail="; ".join(sorted({one.body.detail for one in hits if one.body.detail})),
    )


def anchored(at: Anchor) -> str:
    """Where a strike begins, in words."""
    where = " with " + ", ".join(f"{key} {value}" for key, value in sorted(at.where.items())) if at.where else ""
    if at.call:
        return f"{ordinal(at.nth)} call of {at.call}{where}"
    return f"{ordinal(at.nth)} fact {at.fact}{where}"


def grid(evidence: Evidence) -> Grid:
    """How often each fault met each business act."""
    by_identity = identities(evidence)
    flows_of_posting = {
        effect.posting: flow_of(effect.system, effect.entity, effect.field) for _, effect in reversed(evidence.effects)
    }
    met: dict[str, dict[str, int]] = {one.fault: {} for one in evidence.plan.trouble}
    for struck in evidence.strikes:
        cells = met.setdefault(struck.body.fault, {})
        if struck.body.phase == "hit":
            act = _act(struck.body, by_identity, flows_of_posting) or NOWHERE
            cells[act] = cells.get(act, 0) + 1
    acts = [flow for flow, row in FLOWS.items() if row.judged]
    acts += [NOWHERE] if any(NOWHERE in cells for cells in met.values()) else []
    rows = tuple(GridRow(fault=fault, hits=tuple(met[fault].get(act, 0) for act in acts)) for fault in sorted(met))
    return Grid(acts=tuple(acts), rows=rows)


def identities(evidence: Evidence) -> dict[object, Fact]:
    """Each fact by its id and by its identity on the wires, entered ones by what their system announced."""
    found: dict[object, Fact] = {}
    for fact in evidence.facts:
        found[fact.id] = fact
        if fact.stream:
            found[fact.stream, evidence.run.start_us + fact.seq] = fact
    for identity, number in evidence.entered.items():
        if number in found:
            found[identity] = found[number]
    return found


def _act(hit: Strike, facts: dict[object, Fact], flows_of_posting: dict[str, str]) -> str:
    fact = facts.get((hit.stream, hit.seq)) or facts.get(hit.fact)
    return (ACTS.get(fact.kind, "") if fact else "") or flows_of_posting.get(hit.posting, "")
