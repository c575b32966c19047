"""What a verdict is about: the rows of the catalogue that these claims, this depth and this scenario leave in."""

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.errors import unknown
from lotproof.harness.model.requirements import Requirement, family

LINEAGE = ("material_issue", "operation_completion")


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
    if "trace" in row.needs and connector.trace.kind == "none":
        return "needs a trace answer"
    return ""


def provoked(row: Requirement, case: Case) -> bool:
    """Whether the scenario means to exercise a row; one that names nothing means all."""
    requires = case.evidence.plan.requires
    return not requires or row.id in requires
