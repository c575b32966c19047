"""REC-08: the regulator's exports tell the same facts, with their lots, quantities and documents, each once."""

from collections import defaultdict
from decimal import Decimal

from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import At
from lotproof.harness.judge.exported import Epcis, Sheet, Sums
from lotproof.harness.judge.exports import Amount, Amounts, Line, Owed
from lotproof.harness.model.entries import OURS, Observed

CALLED = {"epcis": "the EPCIS export", "fsma204": "the FSMA 204 sheet"}
WORDS = {
    "receipt": "receipt",
    "return": "return",
    "shipment": "shipment",
    "input": "consumption",
    "output": "production",
    "content": "packing",
    "unit": "shipment",
}


@judges("REC-08")
def exports_hold_the_same_facts(row: Row) -> None:
    """
    Judges each export that is claimed, against what had to be known once all had settled: every receipt, shipment and
    transformation stands in it, under its document and lot, with its quantity, once; nothing of this run stands in it
    that did not happen; a sheet has the key data elements of each event. What need not be known may be told or not.

    Quantities are sums per document and lot, so that one event may tell a whole step or each of its parts. Exercised:
    each of them that had to be told. Passes: one that writes a workbook of its own store, one event per fact; one that
    writes CSV and EPCIS, one event per order and per receipt, with numbers of its own.
    """
    evidence = row.case.evidence
    found = [one for one in evidence.observed if one[0].what == "export" and one[0].source == evidence.client]
    if found:
        owed = Owed(row.case)
        for observed, at in found:
            _judged(row, observed, owed, at)


def _judged(row: Row, observed: Observed, owed: Owed, at: At) -> None:
    name = observed.question.get("export", "")
    if observed.problem.startswith(OURS):
        row.unsure.append(observed.problem)
    elif observed.problem:
        row.saw()
        _find(row, at, name, name, f"{CALLED[name]} cannot be used", ("an export", observed.problem[:200]))
    elif name == "epcis":
        _document(row, Epcis(row.case, observed.answer, owed), owed, at)
    else:
        _sheet(row, Sheet(row.case, observed.answer, owed), owed, at)


# -- an EPCIS document -------------------------------------------------------------------------------------------------


def _document(row: Row, told: Epcis, owed: Owed, at: At) -> None:
    makes = owed.of("input", "output")
    _compare(row, at, "epcis", makes if told.by_order else _whole(makes), _acts(told.sums, "input", "output"))
    _compare(row, at, "epcis", owed.of("receipt", "return"), _acts(told.sums, "receipt", "return"))
    units, lots = _acts(told.sums, "unit"), _acts(told.sums, "shipment")
    in_units, in_lots = ({line.document for line in sums} for sums in (units, lots))
    ours = {line: one for line, one in owed.of("unit").items() if line.document in in_units or not in_lots}
    _compare(row, at, "epcis", ours, units)
    ours = {line: one for line, one in owed.of("shipment").items() if line.document in in_lots}
    _compare(row, at, "epcis", ours, lots)
    shipped = {line.thing for line in units} - told.emptied
    packs = {line: one for line, one in owed.of("content").items() if line.document in shipped}
    packed = {line: one for line, one in _acts(told.sums, "content").items() if line.document in shipped}
    _compare(row, at, "epcis", packs if units else {}, packed)


def _whole(amounts: Amounts) -> Amounts:
    """Whatever order it was in."""
    found: Amounts = defaultdict(Amount)
    for line, amount in amounts.items():
        found[line._replace(document="")].join(amount)
    return found


def _acts(sums: Sums, *acts: str) -> Sums:
    return {line: quantity for line, quantity in sums.items() if line.act in acts}


# -- a sheet -----------------------------------------------------------------------------------------------------------


def _sheet(row: Row, told: Sheet, owed: Owed, at: At) -> None:
    for (cte, column), why in told.lacking.items():
        row.saw()
        said = f"{CALLED['fsma204']} tells an event of kind {cte}, and its column {column} {why}"
        _find(row, at, "fsma204", f"column {column} of {cte}", said, (column, why))
    if any(why == "is not there" for why in told.lacking.values()):
        return
    acts = ("receipt", "return", "shipment", "output")
    _compare(row, at, "fsma204", owed.by_code("receipt", "return", "shipment", "output"), _acts(told.sums, *acts))
    transformed = owed.transformed()
    for line in _acts(told.sums, "output"):
        of = (line.document, line.thing)
        if of in transformed:
            _compare(row, at, "fsma204", transformed[of], told.inputs[of], into=line.thing)


# -- laid side by side -------------------------------------------------------------------------------------------------


def _compare(row: Row, at: At, name: str, owed: Amounts, told: Sums, *, into: str = "") -> None:
    for line in [*owed, *(line for line in told if line not in owed)]:
        amount, quantity = owed.get(line), told.get(line, Decimal(0))
        row.saw(int(bool(amount and amount.must)))
        if amount is None:
            if quantity != 0:
                _wrong(row, at, name, line, into, "nothing of the kind", _much(line, quantity), ())
        elif quantity is None or not amount.fits(quantity):
            expected = f"{amount.low:f}" if amount.low == amount.high else f"{amount.low:f} to {amount.high:f}"
            shown = _much(line, quantity) if line in told else "nothing"
            _wrong(row, at, name, line, into, f"{expected} {line.unit}".strip(), shown, tuple(amount.facts))


def _much(line: Line, quantity: Decimal | None) -> str:
    return "no quantity" if quantity is None else f"{quantity:f} {line.unit}".strip()


def _wrong(  # noqa: PLR0917
    row: Row, at: At, name: str, line: Line, into: str, expected: str, shown: str, facts: tuple[str, ...]
) -> None:
    thing = line.thing.split(":", 2)[-1]
    what = f"{WORDS[line.act]} of {thing}" + (f" for {into}" if into else "")
    where = f" under {line.document}" if line.document else ""
    said = f"{CALLED[name]} tells {shown} as {what}{where}; it was {expected}"
    _find(row, at, name, f"{what}{where}", said, (expected, shown), facts)


def _find(  # noqa: PLR0917
    row: Row, at: At, name: str, subject: str, said: str, sides: tuple[str, str], facts: tuple[str, ...] = ()
) -> None:
    moment = row.teller.at(at, "export", f"asked for the {name} export")
    sentence = f"{said[0].upper()}{said[1:]}."
    row.find(subject, sentence, expected=sides[0], observed=sides[1], facts=facts, moments=(moment,))
