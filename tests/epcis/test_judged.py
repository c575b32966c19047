"""An integration that offers EPCIS is judged as one that offers graphs."""

import msgspec
import pytest
from lotproof.harness.judge import judge
from lotproof.harness.judge.evidence import load
from lotproof.harness.judge.scope import NOT_IN_EPCIS, omitted
from lotproof.harness.model.genealogy import Graph
from lotproof.harness.model.requirements import Requirement
from lotproof.harness.suite.certify import certify
from lotproof.harness.suite.options import Options
from lotproof.mocks.integration.variants import variants

from tests.epcis.played import EPCIS, outcomes, run

GENEALOGY = ("GEN-01", "GEN-02", "GEN-03", "GEN-04", "GEN-05", "GEN-06", "GEN-10", "GEN-11", "GEN-12", "GEN-19")


def test_a_correct_integration_that_offers_epcis_conforms():
    """Every row passes that passes with a graph; none is skipped for want of an answer."""
    verdicts = judge(run("epcis"))
    assert (verdicts.conclusion, verdicts.integration) == ("conforms", "reference-epcis")
    assert {row: outcomes("epcis")[row] for row in GENEALOGY} == dict.fromkeys(GENEALOGY, "pass")
    assert set(verdicts.scope.omitted) <= set(NOT_IN_EPCIS)


@pytest.mark.parametrize(
    "scenario", ["late_correction", "multi_plant_transfer", "rework_loop", "serial_swap", "supplier_recall"]
)
def test_it_conforms_where_things_are_taken_back_worked_over_replaced_and_sent_on(scenario):
    """Declarations, loops, components and transfers between plants over EPCIS are judged as over a graph."""
    assert judge(run("epcis", scenario=scenario)).conclusion == "conforms"


def test_the_answers_are_written_down_as_graphs():
    """One entry per question, whole, in the plant's words: the judge needs no server to judge again."""
    traces = [one for one, _ in load(run("epcis")).observed if one.what == "trace"]
    graphs = [msgspec.convert(one.answer, Graph) for one in traces]
    assert traces and all(graph.complete for graph in graphs) and not any(one.problem for one in traces)
    assert {item.kind for graph in graphs for item in graph.items} == {"lot", "unit"}


EPCIS_VARIANTS = [name for name, variant in variants().items() if variant.file == EPCIS.name]


@pytest.mark.parametrize("name", EPCIS_VARIANTS)
def test_each_vice_in_epcis_is_caught_by_its_own_row(name):
    """The rows that it is made for fall, and no other that is not named."""
    variant = variants()[name]
    played = (outcomes("epcis", name, scenario) for scenario in variant.scenarios)
    fallen = {row for told in played for row, said in told.items() if said == "fail"}
    assert set(variant.must) <= fallen <= {*variant.must, *variant.may}


def test_what_epcis_cannot_carry_is_left_out_with_its_reason():
    """Such a row is omitted for an integration that offers EPCIS, and judged for one that offers graphs."""
    row = Requirement(id="TEL-02", level="M", sentence="", judged=True)
    assert omitted(row, load(run("epcis")).connector) == NOT_IN_EPCIS["TEL-02"]
    assert omitted(row, load(run()).connector) == ""


@pytest.mark.sockets
@pytest.mark.slow
def test_it_conforms_on_sockets(tmp_path):
    """The walk goes over HTTP, page by page, to a process of its own."""
    outcome = certify(Options(integrations=(EPCIS,), size="sketch", runs=tmp_path, report=False), lambda progress: None)
    assert outcome.exit_code == 0
