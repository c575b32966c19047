"""
The verdict table and findings as text for a command line.

As wide as the terminal, in colour only where a person looks at it, and never with an escape sequence that came in from
outside.
"""

import os
import shutil
import textwrap
from collections.abc import Iterator
from typing import TextIO

from lotproof.harness.model.requirements import FAMILIES, family
from lotproof.harness.model.rolled import Rolled
from lotproof.harness.model.verdicts import Finding, Scope, Verdict, Verdicts
from lotproof.reports.plain import count, cut, visible

COLOURS = {"pass": "32", "fail": "1;31", "unsure": "33", "skip": "33", "omit": "2", "error": "35"}
NARROW, WIDE = 60, 140


def wants_colour(stream: TextIO) -> bool:
    """Whether a person looks at this stream and did not ask for plain text (NO_COLOR, TERM=dumb)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def width_of_terminal() -> int:
    return max(NARROW, min(WIDE, shutil.get_terminal_size((100, 24)).columns))


def verdict_table(verdicts: Verdicts | Rolled, *, width: int = 0, colour: bool = False) -> str:
    """One line per requirement by family: id, level, verdict, how often it was seen, and why or what it asks."""
    width = width or width_of_terminal()
    order = {name: place for place, name in enumerate(FAMILIES)}
    rows = sorted(verdicts.verdicts, key=lambda v: (order.get(family(v.requirement), len(order)), v.requirement))
    lines = [f"{'id':<9} {'':<1} {'verdict':<8} {'seen':>4}  why"]
    lines += [_line(verdict, width, colour) for verdict in rows]
    return "\n".join(lines)


def scope_text(scope: Scope, *, width: int = 0) -> str:
    """What the verdict is about, and what was taken out of it with the reason."""
    width = width or width_of_terminal()
    by_reason: dict[str, list[str]] = {}
    for id_, reason in sorted(scope.omitted.items()):
        by_reason.setdefault(reason, []).append(id_)
    about = (
        f"scope: requirements {visible(scope.requirements)}, depth {scope.depth}, {scope.lane}, "
        f"scenarios {visible(', '.join(scope.scenarios))}; claims {visible(', '.join(scope.claims))}; "
        f"{len(scope.inside)} rows inside, {len(scope.outside)} outside, {len(scope.omitted)} omitted"
    )
    omitted = [f"omit: {visible(reason)}: {', '.join(ids)}" for reason, ids in by_reason.items()]
    return "\n".join(_wrapped(line, width, "       ") for line in (about, *omitted))


def finding_text(finding: Finding, *, width: int = 0, colour: bool = False) -> str:
    """One finding: the sentence, expected and observed, and the timeline of how it came to be."""
    width = width or WIDE
    head = visible(f"{finding.requirement}: {finding.sentence}" if finding.requirement else finding.sentence)
    told = (("about", finding.subject), ("system", finding.system), ("expected", finding.expected))
    lines = [_paint(_wrapped(head, width, "  "), COLOURS["fail"], colour)]
    lines += [_wrapped(f"  {name:<9} {visible(text)}", width, " " * 12) for name, text in told if text]
    lines.append(_paint(_wrapped(f"  {'observed':<9} {visible(finding.observed)}", width, " " * 12), "1", colour))
    return "\n".join([*lines, *_timeline(finding, width, colour)])


def summary(verdicts: Verdicts, *, colour: bool = False) -> str:
    """The counts of what occurred, what passed first."""
    told = ((word, verdicts.counts.get(word, 0)) for word in COLOURS)
    return ", ".join(_paint(f"{number} {word}", COLOURS[word], colour) for word, number in told if number)


def _line(verdict: Verdict, width: int, colour: bool) -> str:
    word = _paint(f"{verdict.outcome:<8}", COLOURS[verdict.outcome], colour)
    why = visible(_why(verdict))
    start = f"{visible(verdict.requirement):<9} {verdict.level:<1} "
    seen = f" {verdict.exercised:>4}  "
    return f"{start}{word}{seen}{cut(why, width - 27)}".rstrip()


def _why(verdict: Verdict) -> str:
    """What a reader of the table wants to know: the first finding, the reason, or what the row asks for."""
    if verdict.findings:
        return f"{count(len(verdict.findings), 'finding')}: {verdict.findings[0].sentence}"
    return verdict.reason or verdict.sentence


def _timeline(finding: Finding, width: int, colour: bool) -> Iterator[str]:
    where_w = max((len(visible(moment.where)) for moment in finding.timeline), default=0)
    for moment in finding.timeline:
        when = f"  {moment.at_us / 1e6:>+10.3f} s  "
        entry = f"  [{visible(moment.entry)}]" if moment.entry else ""
        text = f"{when}{visible(moment.where):<{where_w}}  {visible(moment.text)}{entry}"
        wrapped = _wrapped(text, width, " " * (len(when) + where_w + 2))
        yield _paint(when, "2", colour) + wrapped[len(when) :]


def _wrapped(text: str, width: int, indent: str) -> str:
    """The text in lines of at most that width; words that are longer are broken."""
    return "\n".join(
        textwrap.wrap(
            text,
            width,
            subsequent_indent=indent,
            replace_whitespace=False,
            drop_whitespace=True,
            break_on_hyphens=False,
        )
        or [""]
    )


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour and text else text
