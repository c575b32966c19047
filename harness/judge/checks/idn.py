"""IDN: identity and ownership."""

from lotproof.harness.judge.checks.exc import about_lot, unknown_lots
from lotproof.harness.judge.checks.registry import Row, judges

INVENTED = (("erp", "receipt"), ("erp", "production"), ("erp", "lot"), ("qms", "inspection"), ("wms", "unit"))
"""Where a lot comes into being, which only the plant can do."""


@judges("IDN-07")
def the_unknown_is_raised(row: Row) -> None:
    """
    Judges consumptions of a lot that nobody knows: neither dropped nor made up for by inventing the lot.

    Exercised: each such consumption. Passes: one that posts to MES what the floor said and raises ERP's refusal; one
    that posts nowhere and raises.
    """
    unknown = unknown_lots(row.case)
    for fact in row.case.excused("unknown lot"):
        if not row.case.knew(fact):
            continue
        row.saw()
        lots = ", ".join(portion.item for portion in row.case.facts[fact].ins)
        if not about_lot(row.case, fact):
            row.find(
                lots,
                f"The floor named {lots}, which nobody knows; it was dropped: no exception was raised.",
                expected="raised",
                observed="dropped",
                facts=[fact],
                flow="material_issue",
            )
    for made in row.case.evidence.made:
        effect = made.effect
        own = effect.client == row.case.evidence.client
        if own and effect.lot in unknown and (effect.system, effect.entity) in INVENTED:
            row.find(
                f"{effect.item} lot {effect.lot}",
                f"{effect.system.upper()} has a {effect.entity} of {effect.item} lot {effect.lot}, which nobody "
                "received or made: the integration invented it.",
                system=effect.system,
                expected="no such lot",
                observed=effect.entity,
                made=[made],
                flow="material_issue",
            )
