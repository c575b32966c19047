"""What a verdict is about: the rows of the catalogue that these claims, this depth and this scenario leave in."""

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.errors import unknown
from lotproof.harness.model.requirements import Requirement, family

LINEAGE = ("material_issue", "operation_completion")

WAYS: dict[str, tuple[str, ...]] = {
    "IDM-01": ("MQTT",),
    "IDM-04": ("webhooks",),
    "IDM-05": ("MQTT", "webhooks"),
    "IDM-08": ("MQTT",),
    "ORD-01": ("MQTT", "webhooks"),
    "ORD-05": ("webhooks",),
    "RES-03": ("MQTT",),
    "RES-07": ("MQTT",),
}
"""Rows that only these ways of hearing can show: who listens on none of them is not concerned."""

MEASURED = ("TEL-01", "TEL-04")
"""Rows that only measured values can show; on OPC UA they are not recorded one by one."""

AWAY = ("persistent_sessions", "offline_queue")
BROKER: dict[str, tuple[str, ...]] = {
    "IDM-07": AWAY,
    "ORD-07": ("retained",),
    "RES-03": AWAY,
    "RES-05": AWAY,
    "RES-06": (*AWAY, "keepalive"),
}
"""What a row expects of the broker: where that is not kept, what is lost is not the integration's fault."""

NOT_IN_EPCIS: dict[str, str] = {
    "GEN-18": "EPCIS has no words for the start and end of an operation, its alarms and its downtime",
    "IDN-01": "EPCIS names a thing once, not as each system does",
    "IDN-02": "EPCIS is asked by its own identifiers, not by each system's",
    "REC-05": "EPCIS cannot be asked from a complaint",
    "REC-06": "EPCIS cannot say what it does not know",
    "REC-07": "EPCIS answers in pages: how many it takes is not the answer's time",
    "TEL-02": "EPCIS has no time above a limit",
    "TEL-03": "EPCIS has no quality of a value",
    "TEL-05": "EPCIS has no words for what was not measured",
}
"""What a trace of kind `epcis` cannot carry, though the integration may well know it."""


def chosen(only: tuple[str, ...]) -> list[Requirement]:
    """
    The rows that are asked for: ids or whole families; all where nothing is named.

    Raises:
        InputError: for a name that is neither.
    """
    families = {family(id) for id in REQUIREMENTS}
    for name in only:
        if name not in REQUIREMENTS and name not in families:
            raise unknown("requirement", name, [*REQUIREMENTS, *families], which="--only")
    rows = REQUIREMENTS.values()
    return [row for row in rows if not only or row.id in only or family(row.id) in only]


def outside(row: Requirement, connector: Connector) -> bool:
    """Whether a row does not concern this integration: no check, or none of its flows is claimed."""
    return not row.judged or bool(row.flows and not set(row.flows) & set(connector.claims))


def omitted(row: Requirement, connector: Connector) -> str:
    """Why a row that concerns it cannot be judged here, or ''."""
    if row.depth > connector.depth:
        return f"needs depth {row.depth}"
    if "exceptions" in row.needs and not connector.exceptions.url:
        return "needs an exception queue"
    if "lineage" in row.needs and not set(LINEAGE) <= set(connector.claims):
        return "needs claims of " + " and ".join(LINEAGE)
    return _not_offered(row, connector)


def _not_offered(row: Requirement, connector: Connector) -> str:
    """What the row would have to ask and cannot."""
    if "exports" in row.needs and not (connector.exports.epcis or connector.exports.fsma204):
        return "needs an export for the regulator"
    if "trace" in row.needs and connector.trace.kind == "none":
        return "needs a trace answer"
    if connector.trace.kind == "epcis":
        return NOT_IN_EPCIS.get(row.id, "")
    return ""


def unheard(row: Requirement, case: Case) -> str:
    """Why a row cannot be shown with an integration that listens elsewhere, or ''."""
    ways, heard = set(WAYS.get(row.id, ())), case.ways
    if row.id in MEASURED and heard and case.deaf_to_samples:
        return "it does not listen to measured values on MQTT"
    return f"it does not listen to {' or '.join(WAYS[row.id])}" if ways and heard and not heard & ways else ""


def unkept(row: Requirement, case: Case) -> str:
    """Why a row cannot be judged on a broker that keeps less than it needs, or ''."""
    missing = [need for need in BROKER.get(row.id, ()) if need in case.evidence.run.lacks]
    return f"the broker does not give: {', '.join(missing)}" if missing else ""


def provoked(row: Requirement, case: Case) -> bool:
    """Whether the scenario means to exercise a row; one that names nothing means all."""
    requires = case.evidence.plan.requires
    return not requires or row.id in requires
