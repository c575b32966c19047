"""
Rows that nothing in this run could exercise with these claims: their situation arose in flows that others carry.

Such a row is omitted with its reason, and is no `skip`: another seed would not bring it about either. Bad luck (a
strike that was meant for a claimed flow and met nothing) stays a skip.
"""

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks import checks
from lotproof.harness.judge.checks.registry import Row
from lotproof.harness.judge.timeline import Teller
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.model.requirements import Requirement
from msgspec import structs

HTTP = ("http_outage", "http_locked", "http_lost_answer")
PROVOKED: dict[str, tuple[str, ...]] = {
    "FLOW-02": HTTP,
    "IDM-01": ("mqtt_duplicate",),
    "IDM-02": ("floor_resend",),
    "IDM-03": ("http_lost_answer",),
    "IDM-04": ("webhook_duplicate",),
    "ORD-01": ("mqtt_reorder", "webhook_reorder"),
    "ORD-05": ("webhook_reorder",),
    "RES-01": HTTP,
    "RES-02": HTTP,
    "RES-03": ("mqtt_cut",),
    "RES-05": ("process_kill",),
    "RES-07": ("mqtt_poison",),
    "RES-08": HTTP,
    "RES-12": ("http_locked",),
}
"""The faults that bring a row's situation about, where a fault does."""

TARGETS = {"FLOW-02": ("mes",), "RES-01": ("erp",), "RES-02": ("mes", "qms", "wms")}
PAIRS = ({"MQTT", "OPC UA"},)
"""Ways on which one fact can be heard twice."""

JUDGED = frozenset(flow.name for flow in FLOWS.values() if flow.judged)


def elsewhere(row: Requirement, case: Case, teller: Teller) -> str:
    """Why a row that was not exercised could not be, or ''."""
    heard = case.ways
    if row.id == "IDM-05" and heard and not any(pair <= heard for pair in PAIRS):
        return f"it hears each fact in one way only: {', '.join(sorted(heard))}"
    if case.claims >= JUDGED:
        return ""
    if _happened_to_others(row, case, teller):
        return "it arose only in flows that are not claimed"
    strikes = [plan for plan in case.evidence.plan.trouble if _provokes(plan, row.id)]
    if strikes and not any(_concerns(plan.at, case) for plan in strikes):
        return "it is provoked only while flows are at work that are not claimed"
    return ""


def _happened_to_others(row: Requirement, case: Case, teller: Teller) -> bool:
    """Whether the same record would show it of an integration that claims everything."""
    looked = Row(row.id, "", _unlimited(case), teller)
    checks()[row.id](looked)
    return bool(looked.exercised)


def _unlimited(case: Case) -> Case:
    connector = structs.replace(case.evidence.connector, claims=tuple(sorted(JUDGED)))
    return Case(structs.replace(case.evidence, connector=connector, left=dict(case.evidence.left)))


def _provokes(plan: StrikePlan, row: str) -> bool:
    return plan.fault in PROVOKED.get(row, ()) and plan.target in ("", *TARGETS.get(row, (plan.target,)))


def _concerns(anchor: Anchor, case: Case) -> bool:
    """Whether a strike from here meets a flow that is claimed: facts of that kind, or a call that this client makes."""
    if anchor.call:
        own = (request.call for request in case.evidence.requests if request.call.client == case.evidence.client)
        return any(anchor.call == f"{call.system}.{call.op}" for call in own)
    kinds = (fact.id for fact in case.evidence.facts if fact.kind == anchor.fact)
    return any(need.flow in case.claims for fact in kinds for need in case.needs.get(fact, ()))
