"""
An event file that somebody sends, graded without knowing what truly happened.

    file --read--> document --rules, story, schema--> remarks --per rule--> Grade

What a file cannot tell by itself is left out, and the grade says what it would need.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from lotproof.harness.epcis import document as documents
from lotproof.harness.epcis import lint, rules
from lotproof.harness.epcis.effective import effective
from lotproof.harness.epcis.remarks import Remark
from lotproof.harness.epcis.sentences import SENTENCES, looked_at
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.verdicts import CONCLUSIONS

SHOWN = 100
"""So many remarks of a rule are kept; `found` says how many there are."""

Outcome = Literal["pass", "fail", "unsure", "skip", "omit"]


class RuleVerdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The verdict of one rule: `looked_at` events, `found` remarks. `fail` is wrong whatever happened; `unsure` is right
    where the file begins or ends in the middle of a story; `skip` has nothing of the kind to look at.
    """

    rule: str
    outcome: Outcome
    sentence: str
    looked_at: int = 0
    found: int = 0
    reason: str = ""
    remarks: tuple[Remark, ...] = ()


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """
    What can be said of an event file. `effective` events are those that nothing withdraws. `omitted` are requirements
    by id with what they would need; they are no part of the conclusion.
    """

    v: int = 1
    file: str
    sha256: str
    events: int
    effective: int
    conclusion: Literal["conforms", "does not conform", "not proven"]
    exit_code: int
    counts: dict[str, int]
    rules: tuple[RuleVerdict, ...]
    omitted: dict[str, str]


def grade(path: Path, *, schema: Path | None = None) -> Grade:
    """
    The grade of a file; with `schema`, GS1's JSON schema is asked too.

    Raises:
        InputError: if the file or the schema cannot be read; it says where.
        RigError: if the schema checker does not know the format `uri`.
    """
    source = _bytes(path)
    document = _document(path, source)
    remarks = [*rules.twice(source), *lint.lint(document)]
    if schema:
        remarks += _validated(source, schema)
    unread = any(remark.rule == "unreadable_time" for remark in remarks)
    verdicts = tuple(
        _verdict(rule, [one for one in remarks if one.rule == rule], document, schema=bool(schema), unread=unread)
        for rule in SENTENCES
    )
    code = _code(verdicts, len(document.events))
    return Grade(
        file=path.name,
        sha256=hashlib.sha256(source).hexdigest(),
        events=len(document.events),
        effective=len(effective(document.events)) if not unread else 0,
        conclusion=CONCLUSIONS[code],  # type: ignore[arg-type]
        exit_code=code,
        counts={word: sum(one.outcome == word for one in verdicts) for word in Outcome.__args__},  # type: ignore[attr-defined]
        rules=verdicts,
        omitted=unanswerable(),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise InputError("cannot be read", which=str(path), got=wrong.strerror or str(wrong)) from wrong


def _document(path: Path, source: bytes) -> documents.Document:
    if source.lstrip().startswith(b"<"):
        raise InputError(
            "not JSON but XML",
            which=str(path),
            expected="an EPCIS 2.0 document in JSON-LD",
            where="EPCIS 1.x and XML are not read; convert it first.",
        )
    try:
        return documents.of_json(documents.parse(source))
    except InputError as wrong:
        which = f"{path}: {wrong.which}" if wrong.which else str(path)
        raise InputError(wrong.what, which=which, expected=wrong.expected, got=wrong.got, where=wrong.where) from wrong


def _validated(source: bytes, schema: Path) -> Sequence[Remark]:
    try:
        return rules.validate(source, schema)
    except (OSError, ValueError) as wrong:
        raise InputError(
            "the schema cannot be read", which=str(schema), expected="GS1's EPCIS-JSON-Schema.json", got=str(wrong)
        ) from wrong


def _verdict(
    rule: str, remarks: list[Remark], document: documents.Document, *, schema: bool, unread: bool
) -> RuleVerdict:
    seen = looked_at(rule, document.events)
    outcome, reason = _outcome(rule, remarks, seen, schema=schema, unread=unread)
    return RuleVerdict(
        rule=rule,
        outcome=outcome,
        sentence=SENTENCES[rule],
        looked_at=seen if outcome != "omit" else 0,
        found=len(remarks),
        reason=reason,
        remarks=tuple(remarks[:SHOWN]),
    )


def _outcome(rule: str, remarks: list[Remark], seen: int, *, schema: bool, unread: bool) -> tuple[Outcome, str]:
    if rule == "schema" and not schema:
        return "omit", "needs GS1's EPCIS-JSON-Schema.json: --schema FILE"
    if unread and rule in lint.CHECKS:
        return "omit", "needs times that can be read"
    if any(remark.weight == "wrong" for remark in remarks):
        return "fail", ""
    if remarks:
        return "unsure", "the file may begin or end in the middle of a story"
    return ("pass", "") if seen else ("skip", "nothing of the kind is in the file")


def _code(verdicts: Sequence[RuleVerdict], events: int) -> int:
    """1 wherever something is wrong; 4 where something may be, or there is no event at all; else 0."""
    there = {one.outcome for one in verdicts}
    if "fail" in there:
        return 1
    return 4 if "unsure" in there or not events else 0


def unanswerable() -> dict[str, str]:
    """The requirements that are judged in a run and that no file can answer, each with what it would need."""
    return {id: _need(row.needs) for id, row in REQUIREMENTS.items() if row.judged}


def _need(needs: tuple[str, ...]) -> str:
    if "lineage" in needs or "trace" in needs:
        return 'the truth of a run: `lotproof run` with [trace] kind = "epcis"'
    return "a run: what was shown, what was posted, and what the systems took"
