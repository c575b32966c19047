"""
The report for a pull request or a chat: a page of Markdown, short, with every identifier quoted as code.

What comes from outside stands in code spans or is escaped, so that it cannot become a link, an image or HTML.
"""

import re

from lotproof.harness.model.verdicts import Finding, Verdict
from lotproof.reports.plain import count, seconds, visible
from lotproof.reports.view import View
from lotproof.reports.words import because, verb

FINDINGS_MAX = 10
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@]|:(?=//)|(?<=www)\.)")


def render(view: View) -> bytes:
    """The whole page, UTF-8."""
    parts = (heading(view), counts(view), found(view), table(view), closing(view))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def heading(view: View) -> str:
    scope = view.scope
    return "\n\n".join(
        (
            f"# {plain(view.integration)} {plain(view.version)} {verb(view.conclusion)}".replace("  ", " "),
            plain(because(view)),
            f"Run {code(view.run)}: {plain(view.title)}, seed {view.seed}, {seconds(view.took_s)}. Requirements "
            f"{plain(scope.requirements)}, depth {scope.depth}, lane {plain(scope.lane)}; claims "
            f"{', '.join(map(code, scope.claims))}.",
        )
    )


def counts(view: View) -> str:
    told = {word: number for word, number in view.counts.items() if number}
    if not told:
        return ""
    rows = (" | ".join(told), " | ".join("---:" for _ in told), " | ".join(map(str, told.values())))
    return "\n".join(f"| {row} |" for row in rows)


def found(view: View) -> str:
    """The first findings, each with its timeline."""
    if not view.findings:
        return ""
    told = [finding(row.id, row.finding) for row in view.findings[:FINDINGS_MAX]]
    rest = len(view.findings) - len(told)
    more = [f"{count(rest, 'more finding')} in report.json."] if rest else []
    return "\n\n".join(["## Findings", *told, *more])


def finding(number: str, one: Finding) -> str:
    story = [
        f"{place}. {moment.at_us / 1e6:+.3f} s, {plain(moment.where)}: {plain(moment.text)}"
        for place, moment in enumerate(one.timeline, start=1)
    ]
    head = f"### {plain(number)}: {plain(one.sentence)}"
    facts = (
        f"- about {code(one.subject)} in {plain(one.system)}\n"
        f"- expected: {plain(one.expected)}\n- observed: **{plain(one.observed)}**"
    )
    return "\n\n".join(filter(None, (head, facts, "\n".join(story))))


def table(view: View) -> str:
    """Every requirement that did not pass in full, those that passed by their ids."""
    open_ = [v for family in view.families for v in family.verdicts if v.outcome != "pass"]
    passed = [v.requirement for family in view.families for v in family.verdicts if v.outcome == "pass"]
    head = "| requirement | level | verdict | seen | why |\n|---|---|---|---:|---|\n"
    rows = head + "\n".join(map(row, open_)) if open_ else ""
    line = f"Passed: {', '.join(passed)}." if passed else "Nothing passed."
    return "\n\n".join(filter(None, ("## Requirements", rows, line)))


def row(verdict: Verdict) -> str:
    why = verdict.reason or (verdict.findings[0].sentence if verdict.findings else "")
    cells = (verdict.requirement, verdict.level, f"**{verdict.outcome}**", str(verdict.exercised), plain(why))
    return f"| {' | '.join(cells)} |"


def closing(view: View) -> str:
    hits = sum(strike.hits for strike in view.strikes)
    trouble = f"{count(len(view.strikes), 'strike')} planned, {count(hits, 'hit')}. " if view.strikes else ""
    return f"{trouble}{plain(view.settled)}"


def plain(text: str) -> str:
    """Text that stays text: nothing in it is markup, and it stays on one line."""
    return SPECIAL.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """A code span around any text; a fence longer than any run of backticks in it."""
    shown = visible(text).replace("|", "¦") or " "
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"
