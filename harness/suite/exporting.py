"""
A recorded run in the languages of others: what truly happened, or what the integration answered.

    run folder --truth or answers--> facts, telling --one writer per format--> a file
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from lotproof.harness.epcis import document, fsma, ocel
from lotproof.harness.epcis.export import export as told_in_epcis
from lotproof.harness.epcis.ours import names_of
from lotproof.harness.epcis.retold import joined, retold
from lotproof.harness.epcis.telling import Telling, rendered
from lotproof.harness.judge.answers import TraceAnswer, asked_answers
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.evidence import Evidence, load
from lotproof.harness.model.errors import InputError, unknown
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.genealogy import Graph
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.truth import read as read_truth

Write = Callable[[list[Fact], Telling, Path], None]

SUBJECTS = ("truth", "answers")


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """The file, how many facts it tells, and how many edges of answers it could not."""

    path: Path
    facts: int
    left_out: int = 0


def _epcis(facts: list[Fact], telling: Telling, path: Path) -> None:
    path.write_bytes(document.write(told_in_epcis(facts, telling)))


def _ocel_json(facts: list[Fact], telling: Telling, path: Path) -> None:
    path.write_bytes(ocel.to_json(ocel.log(facts, telling)))


def _ocel_sqlite(facts: list[Fact], telling: Telling, path: Path) -> None:
    path.unlink(missing_ok=True)
    ocel.to_sqlite(ocel.log(facts, telling), path)


def _fsma_csv(facts: list[Fact], telling: Telling, path: Path) -> None:
    path.write_bytes(fsma.to_csv(fsma.rows(facts, telling)))


def _fsma_xlsx(facts: list[Fact], telling: Telling, path: Path) -> None:
    fsma.to_xlsx(fsma.rows(facts, telling), path)


FORMATS: dict[str, tuple[str, Write]] = {
    "epcis": ("epcis.jsonld", _epcis),
    "ocel-json": ("ocel.json", _ocel_json),
    "ocel-sqlite": ("ocel.sqlite", _ocel_sqlite),
    "fsma204-csv": ("fsma204.csv", _fsma_csv),
    "fsma204-xlsx": ("fsma204.xlsx", _fsma_xlsx),
}
"""Each format by name: how its file ends, and what writes it."""


def export(folder: RunFolder, form: str, *, of: str = "truth", out: Path | None = None) -> Exported:
    """
    Write a run in one format; without `out`, beside its reports.

    Raises:
        InputError: if the format or what is to be told is unknown, the integration offers no trace, the record cannot
            be read, or the format needs a package that is not there.
    """
    if form not in FORMATS:
        raise unknown("format", form, FORMATS, which="--format")
    if of not in SUBJECTS:
        raise unknown("subject", of, SUBJECTS, which="--of")
    ending, write = FORMATS[form]
    evidence = load(folder)
    facts, left_out = truth_of(evidence, folder) if of == "truth" else answers_of(evidence)
    path = out or folder.path / f"{of}.{ending}"
    write(facts, telling_of(evidence, facts), path)
    return Exported(path=path, facts=len(facts), left_out=left_out)


def truth_of(evidence: Evidence, folder: RunFolder) -> tuple[list[Fact], int]:
    """What truly happened, with this run's identifiers."""
    return [rendered(fact, evidence.tag) for fact in read_truth(folder.truth_file)], 0


def answers_of(evidence: Evidence) -> tuple[list[Fact], int]:
    """
    What the integration answered to trace questions, as facts.

    Raises:
        InputError: if it offers no trace.
    """
    if evidence.connector.trace.kind == "none":
        raise InputError(
            "there are no answers to export",
            which=evidence.connector.name,
            expected="an integration that offers a trace",
            got="[trace] kind = none",
            where="`--of truth` exports what truly happened.",
        )
    case = Case(evidence)
    whole = joined(_in_our_words(answer) for answer in asked_answers(case))
    told = retold(whole, epoch=epoch_of(evidence), plant=next(iter(evidence.plan.enterprise["plants"])))
    return list(told.facts), told.left_out


def _in_our_words(answer: TraceAnswer) -> Graph:
    edges = tuple(msgspec.structs.replace(edge, item=answer.item(edge)) for edge in answer.graph.edges)
    return msgspec.structs.replace(answer.graph, edges=edges)


def epoch_of(evidence: Evidence) -> datetime:
    return datetime.fromisoformat(evidence.run.epoch)


def telling_of(evidence: Evidence, facts: list[Fact]) -> Telling:
    """What facts need to be told: epoch, names, clocks, products."""
    enterprise = evidence.plan.enterprise
    return Telling(
        epoch=epoch_of(evidence),
        start_us=evidence.run.start_us,
        names=names_of(enterprise, facts),
        zones={name: str(plant.get("timezone") or "UTC") for name, plant in enterprise["plants"].items()},
        products={code: str(item.get("name") or code) for code, item in enterprise["items"].items()},
    )
