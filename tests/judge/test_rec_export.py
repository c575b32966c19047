"""REC-08: exports of integrations of different build, against the same day."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lotproof.harness.epcis import fsma, sheet
from lotproof.harness.model.connector import Exports
from lotproof.harness.model.entries import Observed

from tests.judge.histories import CLIENT, TAG, History, at_once, outcome, tagged, verdict

DAY = "2021-03-01T07:00:00Z"
URI = "https://lotproof.example/"
Rows = list[dict[str, str]]
Events = list[dict[str, Any]]


def day() -> History:
    """Two deliveries under one order of purchase, one order with two consumptions and two yields, one shipment."""
    h = History(trace="graph")
    h.connector.exports = Exports(epcis="http://it/epcis", fsma204="http://it/fsma204")
    h.received("TOMATO", "T1", 400, supplier_lot="F7")
    h.received("SALT", "S1", 20, supplier_lot="F8")
    h.consumed("O1", "TOMATO", "T1", 100)
    h.consumed("O1", "SALT", "S1", 5)
    h.produced("O1", "SAUCE", "A1", 60)
    h.produced("O1", "SAUCE", "A1", 40)
    h.packed(1, ("SAUCE", "A1", 100))
    h.shipped("SH", 1)
    return h.carry(at_once)


def told(h: History, name: str, answer: Any, problem: str = "") -> History:
    question = {"export": name}
    body = Observed(what="export", source=CLIENT, question=question, answer=answer, problem=problem)
    h.write(h.at + 60, "observed", body)
    return h


# -- one that writes a workbook of its own store, one row for each lot and input ---------------------------------------


def row(cte: str, event: str, tlc: str, quantity: str, document: str, **more: str) -> dict[str, str]:
    plain = dict.fromkeys(fsma.COLUMNS, "")
    said = {"cte": cte, "event_id": event, "event_date": DAY, "tlc": tlc, "tlc_source": "NORTH", "uom": "kg"}
    of = {"product_description": "Food", "location": "NORTH", "ref_doc_type": "document", "ref_doc_number": document}
    return {**plain, **said, **of, "quantity": quantity, "counterparty_location": "Somebody", **more}


def went_in(tlc: str, quantity: str) -> dict[str, str]:
    return {"input_tlc": tlc, "input_product_description": "Food", "input_quantity": quantity, "input_uom": "kg"}


def per_order() -> Rows:
    """A transformation is one event, with one row for each input."""
    made = ("transformation", "e3", tagged("A1"), "100", tagged("O1"))
    return [
        row("receiving", "e1", "F7", "400", tagged("PO")),
        row("receiving", "e2", "F8", "20", tagged("PO")),
        row(*made, **went_in("F7", "100")),
        row(*made, **went_in("F8", "5")),
        row("shipping", "e4", tagged("A1"), "100", tagged("SH")),
    ]


def per_fact() -> Rows:
    """Each yield is an event of its own, with what went in since the one before; receipts by their own number."""
    made = tagged("A1")
    return [
        row("receiving", "1", "F7", "400", tagged("RT1")),
        row("receiving", "2", "F8", "20", tagged("RS1"), uom="KGM"),
        row("transformation", "3", made, "60", tagged("O1"), **went_in("F7", "100.0")),
        row("transformation", "4", made, "40.000", tagged("O1"), **went_in("F8", "5")),
        row("shipping", "5", made, "70", tagged("SH")),
        row("shipping", "6", made, "30", tagged("SH")),
    ]


def as_table(rows: Rows, columns: tuple[str, ...] = fsma.COLUMNS) -> Any:
    return {"columns": list(columns), "rows": [[one[name] for name in columns] for one in rows]}


def sheet_says(rows: Rows, columns: tuple[str, ...] = fsma.COLUMNS) -> str:
    return outcome(told(day(), "fsma204", as_table(rows, columns)), "REC-08")


@pytest.mark.parametrize("rows", [per_order, per_fact])
def test_sheets_of_different_build_pass(rows: Callable[[], Rows]) -> None:
    """By order or by fact, by purchase order or receipt."""
    h = told(day(), "fsma204", as_table(rows()))
    assert [one.sentence for one in verdict(h, "REC-08").findings] == []
    assert outcome(h, "REC-08") == "pass"


def test_what_is_of_other_runs_is_passed_over() -> None:
    """An integration has a past."""
    other = [row("shipping", "e9", "A1-ZZZZ", "100", "SH-ZZZZ"), {**per_order()[0], "event_date": "2020-01-01"}]
    assert sheet_says([*per_order(), *other]) == "pass"


SHEETS: dict[str, Callable[[Rows], Rows]] = {
    "a shipment left out": lambda rows: rows[:-1],
    "a receipt left out": lambda rows: rows[1:],
    "a transformation left out": lambda rows: [*rows[:2], rows[4]],
    "an input left out": lambda rows: [*rows[:3], rows[4]],
    "a quantity": lambda rows: [{**rows[0], "quantity": "410"}, *rows[1:]],
    "no quantity": lambda rows: [{**rows[0], "quantity": ""}, *rows[1:]],
    "an input's quantity": lambda rows: [*rows[:2], {**rows[2], "input_quantity": "90"}, *rows[3:]],
    "a lot code": lambda rows: [{**rows[0], "tlc": tagged("T1")}, *rows[1:]],
    "a document": lambda rows: [*rows[:4], {**rows[4], "ref_doc_number": tagged("SX")}],
    "a unit": lambda rows: [{**rows[0], "uom": "t"}, *rows[1:]],
    "a row twice": lambda rows: [*rows, rows[4]],
    "an event twice": lambda rows: [*rows, *({**one, "event_id": "again"} for one in rows[2:4])],
    "an empty element": lambda rows: [{**rows[0], "counterparty_location": ""}, *rows[1:]],
}


@pytest.mark.parametrize("vice", SHEETS)
def test_each_fault_of_a_sheet_is_found(vice: str) -> None:
    """What is missing, wrong, twice or invented."""
    assert sheet_says(SHEETS[vice](per_order())) == "fail"


@pytest.mark.parametrize("column", ["tlc_source", "uom", "input_quantity", "ref_doc_number", "event_date"])
def test_each_key_data_element_has_a_column(column: str) -> None:
    """A sheet without one of them is no sheet."""
    assert sheet_says(per_order(), tuple(name for name in fsma.COLUMNS if name != column)) == "fail"


def test_columns_that_no_event_needs_may_be_left_out() -> None:
    """The source's reference stands in for the source, and is not asked for."""
    assert sheet_says(per_order(), tuple(name for name in fsma.COLUMNS if name != "tlc_source_ref")) == "pass"


# -- EPCIS: events of a whole step, or of each fact --------------------------------------------------------------------


def lot(item: str, number: str, quantity: float | None, **more: Any) -> dict[str, Any]:
    amount = {} if quantity is None else {"quantity": quantity, "uom": "KGM"}
    return {"epcClass": f"{URI}lot/{item}/{tagged(number)}", **amount, **more}


def event(kind: str, number: str, step: str, document: str, **more: Any) -> dict[str, Any]:
    of = [{"type": "bol", "bizTransaction": f"{URI}document/{document}"}] if document else []
    what = {"action": "OBSERVE"} if kind != "TransformationEvent" else {}
    time = {"eventTime": DAY, "eventTimeZoneOffset": "+00:00"}
    return {"type": kind, "eventID": number, "bizStep": step, **what, **time, "bizTransactionList": of, **more}


UNIT = f"https://id.gs1.org/00/{TAG.sscc(1)}"


def aggregated() -> Events:
    """One event for both receipts, one for the whole order, lots in place of handling units."""
    both = [lot("TOMATO", "T1", 400), lot("SALT", "S1", 20)]
    into = [lot("TOMATO", "T1", 100), lot("SALT", "S1", 5)]
    out = [lot("SAUCE", "A1", 100)]
    return [
        event("ObjectEvent", "urn:x:1", "receiving", tagged("PO"), quantityList=both),
        event("TransformationEvent", "urn:x:2", "", tagged("O1"), inputQuantityList=into, outputQuantityList=out),
        event("ObjectEvent", "urn:x:3", "shipping", tagged("SH"), quantityList=out),
    ]


def fact_by_fact() -> Events:
    """Each fact an event, without orders; handling units with what was packed; one that was withdrawn."""
    made = "TransformationEvent"
    shipping = event("ObjectEvent", "urn:y:9", "shipping", tagged("SH"), epcList=[UNIT])
    wrong = event(made, "urn:y:6", "", "", outputQuantityList=[lot("SAUCE", "A1", 50)])
    declared = {"declarationTime": DAY, "reason": "did_not_occur"}
    return [
        event("ObjectEvent", "urn:y:1", "receiving", tagged("RT1"), quantityList=[lot("TOMATO", "T1", 400)]),
        event("ObjectEvent", "urn:y:2", "receiving", tagged("RS1"), quantityList=[lot("SALT", "S1", 20)]),
        event(made, "urn:y:3", "", "", inputQuantityList=[lot("TOMATO", "T1", 100)]),
        event(made, "urn:y:4", "", "", inputQuantityList=[lot("SALT", "S1", 5)]),
        event(made, "urn:y:5", "", "", outputQuantityList=[lot("SAUCE", "A1", 60)]),
        wrong,
        {**wrong, "errorDeclaration": declared},
        event(made, "urn:y:7", "", "", outputQuantityList=[lot("SAUCE", "A1", 40)]),
        {
            **event("AggregationEvent", "urn:y:8", "packing", "", childQuantityList=[lot("SAUCE", "A1", 100)]),
            "action": "ADD",
            "parentID": UNIT,
        },
        shipping,
    ]


def epcis(events: Events) -> History:
    page = {"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": DAY, "epcisBody": {"eventList": events}}
    return told(day(), "epcis", {"documents": [page]})


@pytest.mark.parametrize("events", [aggregated, fact_by_fact])
def test_documents_of_different_build_pass(events: Callable[[], Events]) -> None:
    """Aggregated with ids of its own, or fact by fact."""
    h = epcis(events())
    assert [one.sentence for one in verdict(h, "REC-08").findings] == []
    assert outcome(h, "REC-08") == "pass"


DOCUMENTS: dict[str, Callable[[], Events]] = {
    "a shipment left out": lambda: fact_by_fact()[:-1],
    "a receipt left out": lambda: fact_by_fact()[1:],
    "a consumption left out": lambda: [*fact_by_fact()[:3], *fact_by_fact()[4:]],
    "a packing left out": lambda: [*fact_by_fact()[:8], *fact_by_fact()[9:]],
    "a correction left out": lambda: [*fact_by_fact()[:6], *fact_by_fact()[7:]],
    "an event twice": lambda: [*aggregated(), {**aggregated()[1], "eventID": "urn:x:9"}],
    "a shipment twice": lambda: [*fact_by_fact(), {**fact_by_fact()[-1], "eventID": "urn:y:10"}],
    "a quantity": lambda: [{**aggregated()[0], "quantityList": [lot("TOMATO", "T1", 40)]}, *aggregated()[1:]],
    "no quantity": lambda: [*aggregated()[:2], {**aggregated()[2], "quantityList": [lot("SAUCE", "A1", None)]}],
    "a lot": lambda: [*aggregated()[:2], {**aggregated()[2], "quantityList": [lot("SAUCE", "A2", 100)]}],
}


@pytest.mark.parametrize("vice", DOCUMENTS)
def test_each_fault_of_a_document_is_found(vice: str) -> None:
    """What is missing, wrong, twice or invented."""
    assert outcome(epcis(DOCUMENTS[vice]()), "REC-08") == "fail"


def test_an_export_that_cannot_be_used_fails_and_a_rig_that_cannot_read_it_is_unsure() -> None:
    """No answer is the integration's fault, a missing package is ours."""
    assert outcome(told(day(), "epcis", None, "no answer: refused"), "REC-08") == "fail"
    assert outcome(told(day(), "fsma204", None, "rig: a workbook needs openpyxl"), "REC-08") == "unsure"


def test_without_a_claim_there_is_nothing_to_judge() -> None:
    """Who offers no export is not asked for one."""
    h = day()
    h.connector.exports = Exports()
    assert outcome(h, "REC-08") == "omit"


# -- how a sheet is read -----------------------------------------------------------------------------------------------


def test_csv_and_workbook_give_the_same_table(tmp_path: Path) -> None:
    """Numbers in cells, dates, another order of columns: texts in the end."""
    rows = [fsma.Row(**one) for one in per_order()]
    fsma.to_xlsx(rows, tmp_path / "s.xlsx")
    of_book, of_text = sheet.table((tmp_path / "s.xlsx").read_bytes()), sheet.table(fsma.to_csv(rows))
    assert of_book == of_text
    assert sheet_says(of_book.named()) == "pass"
    assert json.loads(msgspec.json.encode(of_book))["columns"] == list(fsma.COLUMNS)


@pytest.mark.parametrize("source", [b"", b"\xff\xfe", b"PK\x03\x04 no workbook"])
def test_what_is_no_sheet_is_refused(source: bytes) -> None:
    """Neither CSV nor workbook."""
    with pytest.raises(sheet.InputError):
        sheet.table(io.BytesIO(source).read())
