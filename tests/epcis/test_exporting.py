"""A recorded run is exported in every format: its truth, and what its integration answered."""

import csv
import io
import json
import sqlite3
import sys

import msgspec
import pytest
from lotproof.harness.epcis import document, rules
from lotproof.harness.epcis.retold import joined, retold
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.genealogy import Edge, Graph, OwnId, Step
from lotproof.harness.suite.exporting import FORMATS, export
from lotproof.harness.suite.grading import grade

from tests.epcis import examples
from tests.epcis.make import at
from tests.epcis.played import run
from tests.epcis.story import EPOCH


def exported(tmp_path, form, of="truth", kind="graph"):
    return export(run(kind), form, of=of, out=tmp_path / f"run.{FORMATS[form][0]}")


@examples.here
@pytest.mark.parametrize("of", ["truth", "answers"])
@pytest.mark.parametrize("kind", ["graph", "epcis"])
def test_events_are_valid_and_hold_together(tmp_path, of, kind):
    """Valid against GS1's schema, and nothing in them is wrong by any rule."""
    done = exported(tmp_path, "epcis", of, kind)
    assert rules.validate(done.path.read_bytes(), examples.SCHEMA) == ()
    assert grade(done.path).exit_code in (0, 4) and done.facts and not done.left_out


def sums(path):
    """Net amounts per lot: in and out of steps."""
    found = {}
    for event in document.read(path).events:
        for side in ("input_quantities", "output_quantities"):
            for one in getattr(event, side, None) or ():
                key = (side, one.epc_class, one.uom)
                found[key] = found.get(key, 0) + one.quantity
    return found


def test_the_answers_of_a_correct_integration_tell_the_truths_amounts(tmp_path):
    """What went in and came out, lot by lot, is the same in both exports; an unknown lot apart."""
    truth, answers = (sums(exported(tmp_path, "epcis", of).path) for of in ("truth", "answers"))
    assert answers and answers.items() <= truth.items()
    assert {key[1] for key in truth.keys() - answers.keys()} <= {key[1] for key in truth if "/T9-" in key[1]}


@pytest.mark.parametrize("of", ["truth", "answers"])
def test_the_logs_and_sheets_are_read_by_others(tmp_path, of):
    """JSON and SQLite tell the same events; the sheet has rows of all three critical tracking events."""
    log = json.loads(exported(tmp_path, "ocel-json", of).path.read_bytes())
    with sqlite3.connect(exported(tmp_path, "ocel-sqlite", of).path) as opened:
        assert opened.execute("select count(*) from event").fetchone()[0] == len(log["events"]) > 0
    opened.close()
    sheet = csv.DictReader(io.StringIO(exported(tmp_path, "fsma204-csv", of).path.read_text()))
    assert {row["cte"] for row in sheet} == {"receiving", "transformation", "shipping"}


def test_an_export_can_be_made_again(tmp_path):
    """The same run gives the same bytes, and an older file gives way."""
    for form in ("epcis", "ocel-json", "fsma204-csv", "ocel-sqlite"):
        first = exported(tmp_path, form).path.read_bytes()
        assert exported(tmp_path, form).path.read_bytes() == first


def test_what_cannot_be_exported_is_said(tmp_path, monkeypatch):
    """An unknown format, an unknown subject, a missing package, an integration without a trace."""
    with pytest.raises(InputError, match="ocel-json"):
        export(run(), "ocel")
    with pytest.raises(InputError, match="answers"):
        export(run(), "epcis", of="answer")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"lotproof\[xlsx\]"):
        exported(tmp_path, "fsma204-xlsx")


def test_a_workbook_is_written_where_openpyxl_is(tmp_path):
    """As many rows as the sheet of text."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx: pip install lotproof[xlsx]")
    book = openpyxl.load_workbook(exported(tmp_path, "fsma204-xlsx").path)
    rows = exported(tmp_path, "fsma204-csv").path.read_text().splitlines()
    assert book.active.max_row == len(rows)


STEP = Step(key="s", type="operation", documents=(OwnId(system="mes", kind="order", scope="", id="M1"),))


def edge(item, side="in", role="input", **more):
    return Edge(item=item, step="s", side=side, role=role, event_time=at(1), quantity="2", unit="kg", **more)


def test_an_edge_that_two_answers_tell_is_one_fact():
    """Answers overlap: what is equal in them stands in the export once, what another source says stands beside it."""
    one = Graph(steps=(STEP,), edges=(edge("lot:A:1", source="x#1"), edge("lot:B:2", "out", "output", source="y#1")))
    more = msgspec.structs.replace(one, edges=(*one.edges, edge("lot:A:1", source="x#2")))
    told = retold(joined([one, more]), epoch=EPOCH, plant="NORTH")
    assert sorted((fact.kind, fact.system, fact.order) for fact in told.facts) == [
        ("consumed", "x#1", "M1"),
        ("consumed", "x#2", "M1"),
        ("produced", "y#1", "M1"),
    ]


def test_edges_without_time_or_item_are_left_out_and_counted():
    """Nothing is guessed: they are no facts, and the count says so."""
    bare = msgspec.structs.replace(edge("lot:A:1"), event_time=None)
    told = retold(
        Graph(steps=(STEP,), edges=(bare, edge("something"), edge("lot:A:1", role="odd"))), epoch=EPOCH, plant="N"
    )
    assert (told.facts, told.left_out) == ((), 3)
