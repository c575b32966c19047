"""From evidence to verdicts: scope, exit codes, what ends a run early, whose fault it is."""

import msgspec
import pytest
from lotproof.harness.judge import judge
from lotproof.harness.judge.checks import checks
from lotproof.harness.judge.judgement import verdicts_of
from lotproof.harness.judge.requirements import JUDGED, REQUIREMENTS
from lotproof.harness.model.entries import Lag, Observed, ProcessEvent
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.genealogy import MAKES
from lotproof.harness.record.folder import RunFolder, pretty

from tests.judge.histories import History, again, at_once, changed, judged, lost, outcome, verdict
from tests.judge.test_flow import day


def test_every_judged_row_has_a_check_that_tells_who_passes():
    """Rows and checks are the same set; each docstring says what counts, and two builds that pass."""
    assert set(checks()) == set(JUDGED)
    assert len(JUDGED) >= 46
    for id, check in checks().items():
        assert check.__doc__, id
        assert "Exercised" in check.__doc__ or "as for ERP" in check.__doc__, id
        assert "Passes" in check.__doc__, id


def test_every_row_of_the_catalogue_is_there():
    """Unjudged rows are listed with their reason, judged ones with the place where the rule can be learnt."""
    assert len(REQUIREMENTS) == 128
    for row in REQUIREMENTS.values():
        assert row.sentence
        assert row.learn if row.judged else row.reason
        assert set(row.flows) <= set(FLOWS)


def test_a_row_without_its_flow_is_outside():
    """An adapter that claims one flow is judged on the rows of that flow, and on those that concern everybody."""
    scope = judged(History(claims=("shipment",))).scope
    assert "FLOW-10" in scope.inside
    assert {"FLOW-01", "GEN-01"} <= set(scope.outside)


def test_a_row_that_needs_more_is_omitted_with_its_reason():
    """Without an exception queue the rows about exceptions are out of the scope, and say why."""
    found = judged(History(queue=False))
    assert found.scope.omitted["EXC-02"].startswith("needs")
    assert "EXC-02" not in found.scope.inside


def test_what_the_broker_does_not_keep_is_omitted():
    """On a broker that does not queue for who is away, rows about cuts and kills leave the scope, with the reason."""
    h = History()
    h.lacks = ("offline_queue", "dup")
    omitted = judged(h).scope.omitted
    assert omitted["RES-03"] == omitted["RES-05"] == "the broker does not give: offline_queue"
    assert "IDM-01" not in omitted
    assert not {"RES-03", "RES-05"} & set(judged(History()).scope.omitted)


def test_a_row_that_the_scenario_does_not_mean_is_outside_unless_it_happened():
    """A scenario is answerable for the rows that it names; what happens all the same is judged too."""
    h = History()
    h.requires = ("FLOW-04",)
    h.received("TOMATO", "T1", 400)
    h.moved("TOMATO", "T1", 10)
    scope = judged(h.carry(at_once)).scope
    assert {"FLOW-04", "FLOW-08"} <= set(scope.inside)
    assert "FLOW-10" in scope.outside


@pytest.mark.parametrize(
    ("history", "code", "conclusion"),
    [
        (lambda: day().carry(at_once), 4, "not proven"),
        (lambda: day().carry(at_once, lost("erp.delivery.quantity")), 1, "does not conform"),
    ],
)
def test_exit_codes(history, code, conclusion):
    """Findings are 1; rows of the scope that were not exercised are 4."""
    found = judged(history())
    assert (found.exit_code, found.conclusion) == (code, conclusion)


def test_an_interrupted_run_is_judged_as_far_as_it_goes():
    """What was not due yet when the run broke off is neither lost nor proved; the whole is not proven."""
    h = History()
    h.how = "interrupted"
    h.received("TOMATO", "T1", 400)
    h.at -= 60.4
    found = judged(h)
    assert found.exit_code == 4
    assert not any(v.outcome == "fail" for v in found.verdicts)


def test_an_integration_that_ends_by_itself_is_held_against_it():
    """It belongs to no row; the conclusion is that it does not conform."""
    h = History()
    h.how = "integration died"
    h.write(2.0, "process", ProcessEvent(role="reference", what="died", code=1, detail="exit code 1"))
    found = judged(h)
    assert found.exit_code == 1
    assert "ended by itself" in found.against[0].sentence
    assert found.against[0].timeline


def test_effects_outside_the_claims_are_held_against_it():
    """An adapter that writes where it has no claim gets a finding, and the sums of that flow stay right."""
    h = History(claims=("receipt",))
    h.received("TOMATO", "T1", 400)
    h.moved("TOMATO", "T1", 10)
    found = judged(h.carry(at_once))
    assert [finding.flow for finding in found.against] == ["movement"]
    assert found.exit_code == 1


def test_another_clients_effects_are_no_fault():
    """An escort carries what is not claimed; nothing of it is judged."""
    h = History(claims=("receipt",))
    h.received("TOMATO", "T1", 400)
    h.moved("TOMATO", "T1", 10)

    def escorted(planned):
        for one in planned:
            if one.effect.entity == "movement":
                one.effect = msgspec.structs.replace(one.effect, client="escort")
        return planned

    assert judged(h.carry(at_once, escorted)).against == ()


def test_an_impossible_plant_is_our_fault():
    """A plant that uses more of a lot than there is gives an error, never a finding."""
    h = History()
    h.received("TOMATO", "T1", 10)
    h.released("M1")
    h.consumed("M1", "TOMATO", "T1", 50)
    found = judged(h)
    assert found.exit_code == 3
    assert {v.outcome for v in found.verdicts} <= {"error", "omit"}


def test_a_system_that_keeps_other_sums_is_our_fault():
    """State that is not the sum of the effect rows is an error of the rig."""
    h = day().carry(at_once)
    row = {"entity": "movement", "field": "quantity", "unit": "kg", "order": "", "operation": "", "item": "TOMATO"}
    row |= {"lot": h.facts[0].outs[0].item.split(":")[2], "location": "LINE", "status": "", "total": "7"}
    h.write(h.at + 59, "observed", Observed(what="state", source="rig", answer={"erp": {"sums": [row], "values": []}}))
    assert judged(h).exit_code == 3


def test_what_the_rig_ate_of_a_deadline_makes_it_unsure():
    """A late effect is no finding where the rig itself was late by more than a fifth of the deadline."""
    h = day()
    h.carry(at_once, changed("erp.delivery.quantity", late=20))
    assert outcome(h, "FLOW-10") == "fail"
    h.write(h.at, "lag", Lag(what="loop", late_s=3.0))
    found = verdict(h, "FLOW-10")
    assert (found.outcome, found.reason.split(":")[0]) == ("unsure", "rig-limited")


def test_a_deadline_stands_still_while_a_strike_hinders():
    """The same lateness is none when a strike took the time."""

    def late():
        h = History()
        h.received("TOMATO", "T1", 400)
        return h, changed("erp.receipt.quantity", late=12), changed("erp.lot.supplier_lot", late=12)

    h, *vices = late()
    assert outcome(h.carry(at_once, *vices), "FLOW-04") == "fail"
    h, *vices = late()
    h.strike("away", "http_outage", "erp", 0.5, 12.0, 1.5, hinders=("receipt",))
    assert outcome(h.carry(at_once, *vices), "FLOW-04") == "pass"


def test_stragglers_of_another_run_are_in_no_sum():
    """An effect on another run's lot is kept apart and noted."""
    h = day()
    planned = at_once(h)[0]
    h.carry(at_once)
    other = msgspec.structs.replace(planned.effect, key="R1-ZZZZ", lot="T1-ZZZZ", reference="", value="")
    h.effect(3.0, other)
    found = judged(h)
    assert any("other runs" in note for note in found.notes)
    assert outcome(h, "FLOW-04") == "pass"


def test_a_folder_is_judged_to_the_same_bytes(tmp_path):
    """Judging a run folder twice gives the same bytes; a changed ledger is refused."""
    h = day().carry(at_once, again("erp.movement.quantity"))
    folder = written(h, tmp_path / "run")
    first, second = pretty(judge(folder)), pretty(judge(folder))
    assert first == second
    assert judge(folder, only=("FLOW-08",)).exit_code == 1
    folder.seal()
    with folder.segment("h").open("a") as file:
        file.write("\n")
    with pytest.raises(InputError, match="changed"):
        judge(folder)


def test_an_unknown_requirement_is_an_input_error(tmp_path):
    """A name that nobody knows lists the nearest."""
    with pytest.raises(InputError, match="FLOW-0"):
        judge(written(day(), tmp_path / "run"), only=("FLOW-99",))


def written(history: History, path) -> RunFolder:
    """A history as a run folder."""
    folder = RunFolder.create(path)
    folder.write_plan(history.plan())
    folder.write_connector(history.connector)
    lines = [msgspec.json.encode(one) for one in history.ledger()]
    folder.segment("h").write_bytes(b"\n".join(lines) + b"\n")
    return folder


def test_what_a_lot_is_made_of_is_the_contracts_list():
    """Only these roles inherit."""
    assert MAKES == ("output", "co_product", "by_product", "scrap")


def test_ways_on_which_it_does_not_listen_are_out_of_scope():
    """Rows about webhooks and MQTT do not concern an integration that polls, and the scope says so."""
    h = History()
    h.call(1.0, "wms", "changes", status=200, key="", digest="", method="GET")
    omitted = judged(h).scope.omitted
    assert omitted["IDM-04"] == "it does not listen to webhooks"
    assert omitted["IDM-05"] == "it does not listen to MQTT or webhooks"
    assert {"IDM-01", "IDM-08"} <= omitted.keys()
    assert not {"IDM-04", "IDM-01"} & set(judged(History()).scope.omitted)


def test_what_arose_in_flows_of_others_is_omitted():
    """A late consumption proves nothing about who only moves stock: another seed would not either, so it is no skip."""
    h = History(claims=("movement", "operation_completion"))
    h.requires = ("ORD-02",)
    h.received("TOMATO", "T1", 400)
    h.order("started", "M1")
    h.order("closed", "M1")
    h.consumed("M1", "TOMATO", "T1", 5)
    found = verdict(h.carry(at_once), "ORD-02")
    assert (found.outcome, found.reason) == ("omit", "it arose only in flows that are not claimed")


def test_what_was_meant_for_a_claimed_flow_and_missed_is_a_skip():
    """The same row of who claims consumption is not exercised, where nothing came late."""
    h = History(claims=("material_issue",))
    h.requires = ("ORD-02",)
    h.order("started", "M1")
    h.consumed("M1", "TOMATO", "T1", 5)
    assert verdict(h.carry(at_once), "ORD-02").outcome == "skip"


def test_what_another_wrote_outside_his_claims_is_in_no_sum():
    """An adapter for shipments that posts a movement too does not make the movements of another wrong."""
    h = History(claims=("movement",))
    h.received("TOMATO", "T1", 400)
    h.moved("TOMATO", "T1", 10)
    h.carry(at_once, again("erp.movement.quantity"))
    evidence = h.evidence()
    foreign = msgspec.structs.replace(evidence.made[-1].effect, client="other")
    evidence.made[-1] = msgspec.structs.replace(evidence.made[-1], effect=foreign)
    rows = [REQUIREMENTS["FLOW-08"]]
    assert verdicts_of(evidence, rows).verdicts[0].outcome == "fail"
    evidence.run = msgspec.structs.replace(evidence.run, clients={"other": ("shipment",)})
    assert verdicts_of(evidence, rows).verdicts[0].outcome == "pass"


def escorted(*vices):
    """A history of an adapter for movements; all else is the escort's."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.moved("TOMATO", "T1", 10)
    h.received("SALT", "S1", 60)
    evidence = h.carry(at_once, *vices).evidence()
    rest = tuple(flow for flow in FLOWS if flow != "movement")
    evidence.connector = msgspec.structs.replace(evidence.connector, claims=("movement",))
    evidence.run = msgspec.structs.replace(evidence.run, clients={"escort": rest, "reference": ("movement",)})
    for at, made in enumerate(evidence.made):
        client = "reference" if made.effect.entity == "movement" else "escort"
        effect = msgspec.structs.replace(made.effect, client=client)
        evidence.made[at] = msgspec.structs.replace(made, effect=effect)
    return verdicts_of(evidence, [REQUIREMENTS["FLOW-08"]])


def test_an_escort_that_does_not_carry_its_flows_is_our_fault():
    """The receipt is missing though nobody under test has failed: exit code 3, and the adapter is not judged."""
    found = escorted(lost("erp.receipt.quantity"))
    assert found.exit_code == 3
    assert found.verdicts[0].outcome == "error" and "the escort did not carry receipt" in found.notes[0]
    assert escorted().verdicts[0].outcome == "pass"


def test_what_the_escort_could_not_do_after_somebody_else_failed_is_not_its_fault():
    """The movement is missing, and the receipt that came later too: the finding stands."""
    found = escorted(lost("erp.movement.quantity"), lost("erp.receipt.quantity", 1))
    assert (found.exit_code, found.verdicts[0].outcome) == (1, "fail")
