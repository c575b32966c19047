"""FLOW, from the customer: a complaint is one nonconformance in QMS, with the shipment and the lot or serial."""

from lotproof.harness.judge.account import Sheet
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.items import parse

PATH = "qms.nonconformance.complaint"


@judges("FLOW-14")
def a_complaint_is_one_nonconformance(row: Row) -> None:
    """
    Judges that QMS has exactly one nonconformance per complaint, in time, which names the shipment and the lot or
    serial; what a customer writes again under a complaint's number joins it.

    Exercised: each complaint, each notice that came again under its number, and each nonconformance's link. Passes: one
    that remembers which complaints it has carried; one that asks QMS for the complaint's nonconformance before it
    posts.
    """
    row.account(PATH)
    told: dict[str, list[Fact]] = {}
    for fact in row.case.evidence.facts:
        if fact.kind == "complained":
            told.setdefault(fact.words.get("complaint", ""), []).append(fact)
    for sheet in row.case.sheets_of(PATH):
        facts = told.get(sheet.place.get("value"), [])
        row.saw(sum(row.case.knew(fact.id) for fact in facts[1:]) if sheet.exercised else 0)
        if facts:
            _linked(row, sheet, facts)


def _linked(row: Row, sheet: Sheet, facts: list[Fact]) -> None:
    """What people had to enter themselves says nothing of the integration."""
    wanted, number = _link(facts[0]), sheet.place.get("value")
    own = [made for made in sheet.made if not made.manual]
    row.saw(bool(own))
    for made in own:
        there = {"shipment": made.effect.order, "item": made.effect.item, "lot or serial": made.effect.lot}
        wrong = [name for name, value in wanted.items() if there[name] != value]
        expected = ", ".join(f"{name} {wanted[name]}" for name in wrong)
        observed = ", ".join(f"{name} {there[name] or 'none'}" for name in wrong)
        if wrong:
            row.find(
                f"nonconformance for complaint {number}",
                f"The nonconformance for complaint {number} names {observed}; the customer complained of {expected}.",
                system="qms",
                expected=expected,
                observed=observed,
                facts=[facts[0].id],
                made=[made],
                flow="complaint",
            )


def _link(fact: Fact) -> dict[str, str]:
    about = parse(fact.subject)
    return {"shipment": fact.words.get("shipment", ""), "item": about.scope, "lot or serial": about.id}
