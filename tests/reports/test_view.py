"""What a report knows of a run follows from its folder alone."""

import shutil

import msgspec
import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.record.folder import RunFolder
from lotproof.reports import FILES, write
from lotproof.reports.evidence import gather
from lotproof.reports.timing import identity_of
from lotproof.reports.trouble import NOWHERE
from lotproof.reports.view import view


def test_the_same_run_gives_the_same_bytes(told: RunFolder, tmp_path) -> None:
    """Every format of a copy of the run, made elsewhere and later, is equal to the byte."""
    first = [path.read_bytes() for path in write(told)]
    copy = tmp_path / "elsewhere" / "run-1"
    shutil.copytree(told.path, copy, ignore=shutil.ignore_patterns(*FILES.values()))

    assert [path.read_bytes() for path in write(RunFolder(copy))] == first


def test_reports_change_no_evidence(told: RunFolder) -> None:
    """After reporting, the run's seal still holds."""
    write(told)

    told.check_seal()


def test_an_unknown_format_is_named_with_the_nearest(told: RunFolder) -> None:
    """A format that nobody knows is an input error, and nothing is written."""
    with pytest.raises(InputError, match="Did you mean 'html'"):
        write(told, formats=("htm",))

    assert not (told.path / "report.html").exists()


def test_a_run_that_was_not_judged_has_no_report(told: RunFolder) -> None:
    """Without verdicts.json there is nothing to report, and the message names the file."""
    told.verdicts_file.unlink()

    with pytest.raises(InputError, match=r"verdicts\.json"):
        write(told)


def test_a_run_that_broke_off_is_told_as_far_as_it_goes(told: RunFolder) -> None:
    """A ledger that was cut in mid-line, without settle and end, still gives a view that says so."""
    ledger = told.segment("conductor")
    content = ledger.read_bytes()
    ledger.write_bytes(content[: content.index(b'"kind":"settle"') - 40])

    seen = view(told)

    assert seen.settled.startswith("The run did not settle")
    assert seen.genealogy.nodes


def test_strikes_bear_their_hits_and_those_that_never_began_are_told(told: RunFolder) -> None:
    """Each planned strike stands in the plan's order with its hits; one that never began has none."""
    rows = view(told).strikes

    assert [(row.strike, row.hits, row.began_s is None) for row in rows] == [
        ("twice", 1, False),
        ("lost-answer", 1, False),
        ("kill", 1, False),
        ("late-outage", 0, True),
    ]
    assert rows[1].definite is False
    assert rows[1].anchor == "3rd call of erp.goods_movements"


def test_the_grid_says_which_fault_met_which_act(told: RunFolder) -> None:
    """A hit on a message counts for its fact's flow, one on a posting for what it wrote, a kill for neither."""
    seen = view(told).grid
    met = {row.fault: dict(zip(seen.acts, row.hits, strict=True)) for row in seen.rows}

    assert met["mqtt_duplicate"]["material_issue"] == 1
    assert met["http_lost_answer"]["material_issue"] == 1
    assert met["process_kill"][NOWHERE] == 1
    assert sum(met["http_outage"].values()) == 0


def test_the_stretches_of_a_run_are_its_whole_length(told: RunFolder) -> None:
    """Making ready, playing, settling and asking add up to the time from first to last entry."""
    seen = view(told)

    assert sum(row.spent_s for row in seen.spent) == pytest.approx(seen.took_s, abs=0.01)


def test_arrivals_count_from_the_fact_to_the_effect_that_names_it(told: RunFolder) -> None:
    """An effect with the source's identity as reference tells how long its fact was on the way."""
    by_flow = {row.flow: row for row in view(told).arrivals}

    assert by_flow["material_issue"].effects == 11
    assert by_flow["material_issue"].median_s == pytest.approx(0.04, abs=0.001)
    assert by_flow["material_issue"].deadline_s == 5


@pytest.mark.parametrize("reference", ["", "x", "#", "x#", "x#1.5", "x#²", "a,b"])
def test_a_reference_of_another_make_is_no_identity(reference: str) -> None:
    """A correlation id that is not `stream#seq` names no fact."""
    assert identity_of(reference) is None


def test_findings_have_names_that_a_link_can_point_at(told: RunFolder) -> None:
    """Findings of must-requirements come first, in the catalogue's order, numbered per requirement."""
    assert [row.id for row in view(told).findings] == ["GEN-01-1", "QUA-01-1", "QUA-01-2", "QUA-02-1"]


def test_times_and_tag_come_from_the_record(told: RunFolder) -> None:
    """The moment of a report is the run's own, never that of reporting."""
    seen = view(told)

    assert (seen.tag, seen.started_at) == ("K7Q2", "2026-11-18 11:06:40 UTC")


def test_the_json_report_is_the_view(told: RunFolder) -> None:
    """report.json read back is the view itself."""
    (path,) = write(told, formats=("json",))

    assert msgspec.json.decode(path.read_bytes(), type=type(view(told))) == view(told)


def test_gathering_reads_every_segment(told: RunFolder) -> None:
    """Postings of the systems' segment and facts of the conductor's are in one view."""
    evidence = gather(told)

    assert evidence.calls and evidence.facts and evidence.traces
