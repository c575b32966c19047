"""
A recorded run judged in columns: where the plain judge would need more memory than there is.

    run folder --header, plan, connector--> may it be? --columns--> the rows of `judge.bulk`
"""

import tempfile
from pathlib import Path

import msgspec
from lotproof.harness.judge.bulk import Told, judged, unfit
from lotproof.harness.judge.case import WIRES
from lotproof.harness.judge.columns import Columns
from lotproof.harness.judge.evidence import uncut
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.judge.scope import omitted, outside
from lotproof.harness.judge.terms import Terms
from lotproof.harness.model.entries import End, Run, Strike
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.tags import Tag
from lotproof.harness.record.folder import RunFolder

PLAIN = "Judge it without --columns."


def judge_in_columns(folder: RunFolder, *, memory_mib: int = 1536) -> list[Told]:
    """
    The rows that postings alone decide, as far as the integration claims their flows.

    Raises:
        InputError: if the evidence was changed, duckdb is missing, or this run needs the plain judge; it says why.
    """
    folder.check_seal()
    connector, terms = folder.connector(), Terms.of(folder.plan().enterprise)
    if connector.trace.kind != "none":
        raise _plainly(folder, "the integration offers a trace: lineage is judged by its answers")
    with (
        tempfile.TemporaryDirectory(prefix="lotproof-columns-") as spill,
        Columns(Path(spill), memory_mib=memory_mib, units=terms.units) as columns,
    ):
        tag = _tag(folder, columns)
        columns.load_truth(folder.truth_file, tag)
        columns.load_ledger(folder.segments(), tag)
        if why := unfit(columns, terms):
            raise _plainly(folder, why)
        rows = judged(columns, terms)
    claimed = {row.id for row in REQUIREMENTS.values() if not outside(row, connector) and not omitted(row, connector)}
    return [row for row in rows if row.requirement in claimed]


def _tag(folder: RunFolder, columns: Columns) -> Tag:
    """The run's tag, from its header; a run that was cut, or whose floor was struck, is none for columns."""
    tag, how = "", ""
    for kind, body in columns.entries(folder.segments(), ("run", "end", "strike")):
        if kind == "run":
            tag = msgspec.json.decode(body, type=Run).tag
        elif kind == "end":
            end = msgspec.json.decode(body, type=End)
            uncut(end, folder)
            how = end.how
        elif msgspec.json.decode(body, type=Strike).target in WIRES:
            raise _plainly(folder, "messages of the floor were struck: what nobody heard of is excused")
    if not tag or how != "played":
        raise _plainly(folder, "the run did not come to its end")
    return Tag(tag)


def _plainly(folder: RunFolder, why: str) -> InputError:
    return InputError("this run cannot be judged in columns", which=str(folder.path), got=why, where=PLAIN)
