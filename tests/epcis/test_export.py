"""Our truth, told in the forms that others read."""

import csv
import io
import json
import sqlite3

import pytest
from lotproof.harness.epcis import document, effective, export, fsma, lint, ocel, rules, trace
from lotproof.harness.epcis.graph import graph
from lotproof.harness.epcis.telling import Telling, rendered
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.tags import Tag

from tests.epcis import examples
from tests.epcis.story import DAY, EPOCH, SALT, SAUCE, TELLING, TOMATO, fact, part

TOLD = export.export(DAY, TELLING)


def by_kind(kind, told=TOLD):
    return [event for event in told.events if event.extra["lp:fact"].startswith(kind)]


@examples.here
def test_the_export_passes_gs1s_schema():
    """Vocabulary, offsets, extension names: all as the standard has them."""
    assert rules.validate(TOLD, examples.SCHEMA) == ()
    with_samples = [*DAY, fact(30, "sampled", words={"name": "temperature", "value": "88.5", "unit": "degC"})]
    assert rules.validate(export.export(with_samples, TELLING, samples=True), examples.SCHEMA) == ()


def test_the_export_is_sound_by_our_own_lint():
    """What we send would pass what we ask of others."""
    assert lint.lint(TOLD) == ()


def test_equal_facts_give_equal_bytes_and_another_run_other_ids():
    """Deterministic, and no two runs share an eventID."""
    assert document.write(TOLD) == document.write(export.export(DAY, TELLING))
    other = export.export(DAY, Telling(epoch=EPOCH, start_us=5, names=TELLING.names))
    ids = [{event.event_id for event in told.events} for told in (TOLD, other)]
    assert not ids[0] & {event.event_id for event in other.events if event.extra["lp:fact"].startswith("consumed")}
    assert len(ids[0]) == len(TOLD.events) - 1  # the reversal repeats the id of what it withdraws


def test_what_is_written_is_read_again():
    """Out and back is the same document."""
    assert document.to_json(document.read(document.write(TOLD))) == document.to_json(TOLD)


def test_the_genealogy_of_the_export_is_that_of_the_facts():
    """Sauce came from tomatoes and salt, under our own keys; the reversed consumption is withdrawn and remembered."""
    drawn = graph(effective.effective(TOLD.events), names=TELLING.names)
    assert set(trace.backward(drawn, SAUCE)) == {TOMATO, SALT}
    assert set(trace.forward(drawn, TOMATO)) == {SAUCE, "lot:PEEL:P-1"}
    assert {edge.role for edge in drawn.edges if edge.item == "lot:PEEL:P-1"} == {"by_product"}
    salt = [edge.quantity for edge in drawn.edges if edge.item == SALT and edge.role == "input"]
    assert salt == ["0.5"]
    assert sum(one.withdrawn for one in effective.history(TOLD.events)) == 1


def test_the_truck_and_the_customer_are_found_from_the_tomato():
    """Over the pallet as it was packed then; each edge says who reported it."""
    drawn = graph(effective.effective(TOLD.events), names=TELLING.names)
    steps = {step.key: step for step in drawn.steps}
    touched = [steps[key] for key in trace.touched(drawn, TOMATO)]
    found = {(one.kind, one.id) for step in touched for one in step.documents}
    assert {("shipment", "SH1"), ("customer", "SHOP"), ("order", "M1"), ("supplier", "ACME")} <= found
    assert all(edge.source for edge in drawn.edges)
    made = next(step for step in touched if step.equipment)
    assert made.equipment == "X1"


def test_two_holds_are_two_and_unavailable_goes_with_the_last():
    """Releasing one leaves the other in force."""
    released = [event.persistent_disposition.unset for event in by_kind("hold_released")]
    assert [len(unset) for unset in released] == [1, 2] and "unavailable" in released[1]


def test_times_are_absolute_and_the_offset_is_the_plants():
    """Berlin in winter: +01:00 beside a time in UTC with three decimals; the source event identity is the wire's."""
    event = by_kind("consumed-5")[0]
    assert (event.event_time, event.event_time_zone_offset) == ("2026-03-01T06:05:00.000Z", "+01:00")
    assert event.extra["lp:source"] == "NORTH/X1/consumed#1790000000000000"


def test_an_unknown_unit_is_no_piece():
    """Leaving the unit out would turn barrels into pieces."""
    with pytest.raises(InputError, match="UN/ECE"):
        export.export([fact(1, "consumed", ins=(part(TOMATO, "input", "1", "barrel"),))], TELLING)


def test_facts_of_truth_are_rendered_whole():
    """Ids, keys, words: everything that bears the tag."""
    raw = fact(1, "consumed", order="M1-{tag}", ins=(part("lot:TOMATO:T-{tag}", "input", "1"),))
    done = rendered(raw, Tag.of(0))
    assert (done.order, done.ins[0].item) == ("M1-0000", "lot:TOMATO:T-0000")


# --- FSMA 204 --------------------------------------------------------------------------------------------------------

SHEET = fsma.rows(DAY, TELLING)


def test_the_sheet_has_the_columns_of_the_rule():
    """Exactly these, in this order."""
    header = "cte,event_id,event_date,tlc,tlc_source,tlc_source_ref,product_description,quantity,uom,location,"
    header += (
        "counterparty_location,input_tlc,input_product_description,input_quantity,input_uom,ref_doc_type,ref_doc_number"
    )
    assert fsma.to_csv(SHEET).decode().splitlines()[0] == header


def test_a_transformation_is_one_row_per_input_and_a_filter_returns_it_whole():
    """Filter by the supplier's lot: the receipt, and every row of the step that used it, the other inputs too."""
    found = {(row.cte, row.tlc, row.input_tlc, row.input_quantity) for row in fsma.event_of(SHEET, "S-77")}
    assert found == {
        ("receiving", "S-77", "", ""),
        ("transformation", "F9", "S-77", "20"),
        ("transformation", "F9", "S-78", "0.5"),
        ("transformation", "P-1", "S-77", "20"),
        ("transformation", "P-1", "S-78", "0.5"),
    }


def test_a_shipment_names_what_was_on_the_pallet():
    """Lot, amount, customer, delivery."""
    row = next(row for row in SHEET if row.cte == "shipping")
    assert (row.tlc, row.quantity, row.uom, row.counterparty_location) == ("F9", "40", "pcs", "SHOP")
    assert (row.ref_doc_type, row.ref_doc_number, row.product_description) == ("delivery", "D1", "Tomato sauce 500 g")


def test_a_sheet_is_read_again_and_a_lacking_column_is_named():
    """What we write we read; what is missing is said."""
    assert fsma.of_csv(fsma.to_csv(SHEET)) == SHEET
    with pytest.raises(InputError, match="input_tlc"):
        fsma.of_csv(b"cte,tlc\r\n")
    assert next(csv.reader(io.StringIO(fsma.to_csv(SHEET).decode())))[0] == "cte"


def test_the_workbook_holds_the_same_and_no_formula(tmp_path):
    """Numbers as numbers, and a lot that begins with an equals sign as text."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx: pip install lotproof[xlsx]")
    hostile = fsma.Row(cte="receiving", event_id="e", event_date="d", tlc="=1+1", quantity="2.50")
    fsma.to_xlsx([*SHEET, hostile], tmp_path / "sheet.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "sheet.xlsx").active
    assert sheet.max_row == len(SHEET) + 2 and [cell.value for cell in sheet[1]] == list(fsma.COLUMNS)
    last = sheet[sheet.max_row]
    assert (last[3].value, last[3].data_type, float(last[7].value)) == ("=1+1", "s", 2.5)


# --- OCEL ------------------------------------------------------------------------------------------------------------

LOG = ocel.log(
    DAY,
    TELLING,
    [
        (
            EPOCH,
            Effect(
                posting="p1",
                client="c",
                system="mes",
                entity="consumption",
                key="k",
                field="quantity",
                delta="20",
                unit="kg",
                order="M1",
                item="TOMATO",
                lot="T-1",
                reference="NORTH/X1/consumed#1",
            ),
        )
    ],
)


def test_every_fact_is_in_the_log():
    """Orders and machine states too, and each event names who reported it."""
    assert {event.attributes.get("fact") for event in LOG.events} >= {one.id for one in DAY}
    kinds = {
        (r.object_id, r.qualifier) for event in LOG.events if event.type == "consumed" for r in event.relationships
    }
    assert {(TOMATO, "consumed"), ("job_order:M1", "for_order"), ("equipment:NORTH/X1", "on_equipment")} <= kinds


def test_the_json_log_has_the_four_parts_and_types_all_attributes():
    """Every attribute that is used is declared; every related object exists; all values are text."""
    read = json.loads(ocel.to_json(LOG))
    assert set(read) == {"objectTypes", "eventTypes", "objects", "events"}
    declared = {kind["name"]: {one["name"] for one in kind["attributes"]} for kind in read["eventTypes"]}
    objects = {one["id"] for one in read["objects"]}
    for event in read["events"]:
        assert {one["name"] for one in event["attributes"]} <= declared[event["type"]]
        assert {one["objectId"] for one in event["relationships"]} <= objects
        assert all(isinstance(one["value"], str) for one in event["attributes"])


def test_the_sqlite_log_says_the_same_as_the_json_one(tmp_path):
    """Equal events, objects, relations; what a lot was in is dated."""
    ocel.to_sqlite(LOG, tmp_path / "run.sqlite")
    opened = sqlite3.connect(tmp_path / "run.sqlite")
    read = json.loads(ocel.to_json(LOG))
    assert opened.execute("select count(*) from event").fetchone()[0] == len(read["events"])
    assert {row[0] for row in opened.execute("select ocel_id from object")} == {one["id"] for one in read["objects"]}
    relations = {(e["id"], r["objectId"], r["qualifier"]) for e in read["events"] for r in e["relationships"]}
    assert set(opened.execute("select * from event_object")) == relations
    kept = opened.execute("select parent, ocel_time from object_Lot where ocel_changed_field = 'parent'").fetchall()
    assert kept == [("unit:NORTH:006141410000000012", "2026-03-01T06:12:00.000Z")]
    for (table,) in opened.execute("select ocel_type_map from object_map_type").fetchall():
        assert "ocel_changed_field" in [row[1] for row in opened.execute(f'pragma table_info("object_{table}")')]
    opened.close()
    with pytest.raises(InputError, match="exists"):
        ocel.to_sqlite(LOG, tmp_path / "run.sqlite")
