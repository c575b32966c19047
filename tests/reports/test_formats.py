"""Each format holds what the view holds, and nothing from outside can break out of it."""

import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.model.verdicts import Finding, Moment, Verdict, Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.reports import html, junit, markdown, terminal, words, write
from lotproof.reports.plain import visible
from lotproof.reports.view import View, view

from tests.reports.page import Page
from tests.reports.story import tell

EVIL = "<script>alert(1)</script>\x1b[31m\u202e|`*[x](javascript:1)&amp;\x00]]>"


def page(told: RunFolder) -> Page:
    return Page(html.render(view(told)).decode())


def poisoned(told: RunFolder) -> View:
    """The view with every text that comes from outside replaced by a hostile one."""
    moment = Moment(at_us=1, where=EVIL, text=EVIL, entry=EVIL)
    finding = Finding(
        requirement="GEN-01",
        check=EVIL,
        subject=EVIL,
        system=EVIL,
        expected=EVIL,
        observed=EVIL,
        sentence=EVIL,
        flow=EVIL,
        timeline=(moment,),
        entries=(EVIL,),
    )
    verdicts = told.verdicts()
    row = Verdict(requirement="GEN-01", level="M", outcome="fail", reason=EVIL, sentence=EVIL, findings=(finding,))
    replaced = msgspec.structs.replace(verdicts, verdicts=(row,), integration=EVIL, notes=(EVIL,), run=EVIL)
    told.write_verdicts(replaced)
    return view(told)


# -- HTML ------------------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_but_itself(told: RunFolder) -> None:
    """No script, no style sheet, image or font from elsewhere, and a policy that forbids them."""
    seen = page(told)
    outside = [value for _, attributes in seen.tags for name, value in attributes.items() if name in ("src", "srcset")]
    links = [attributes["href"] for attributes in seen.named("a")]
    css = html.source("report.css")

    assert not seen.named("script") and not seen.named("link") and not outside
    assert all(link.startswith("#") for link in links)
    assert "url(" not in css and "@import" not in css
    assert any("default-src 'none'" in attributes.get("content", "") for attributes in seen.named("meta"))


def test_the_page_nests_and_its_links_lead_somewhere(told: RunFolder) -> None:
    """Every tag is closed where it should be, ids are unique, every link has its target, every label its owner."""
    seen = page(told)
    ids = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
    wanted = [attributes["href"][1:] for attributes in seen.named("a")]
    wanted += [attributes["aria-labelledby"] for _, attributes in seen.tags if "aria-labelledby" in attributes]

    assert seen.broken == []
    assert len(ids) == len(set(ids))
    assert set(wanted) <= set(ids)


def test_the_page_can_be_used_by_keyboard_and_screen_reader(told: RunFolder) -> None:
    """Language, headings in order, headed tables, focusable scroll areas, and titles on drawings."""
    seen = page(told)
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch(r"h[1-6]", tag)]
    scrolls = [a for tag, a in seen.tags if tag == "div" and a.get("class") == "scroll"]

    assert seen.named("html")[0]["lang"] == "en"
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert all("scope" in attributes for attributes in seen.named("th"))
    assert scrolls and all(area.get("tabindex") == "0" and area.get("aria-label") for area in scrolls)
    assert all(svg.get("role") == "img" and svg.get("aria-labelledby") for svg in seen.named("svg"))


def test_the_page_tells_the_verdict_and_every_finding(told: RunFolder) -> None:
    """Conclusion, reason, each requirement and each finding's sentence stand in the text."""
    seen = page(told).text

    assert "sauceline does not conform 3 must-requirements failed: GEN-01, QUA-01, QUA-02." in seen
    for verdict in told.verdicts().verdicts:
        assert verdict.requirement in seen
        assert all(finding.sentence in seen for finding in verdict.findings)


def test_hostile_text_stays_text_on_the_page(told: RunFolder) -> None:
    """Markup in an identifier becomes no tag; what cannot be seen is written out."""
    raw = html.render(poisoned(told)).decode()
    seen = Page(raw)

    assert not seen.named("script") and seen.broken == []
    assert not re.search(r"[\x00-\x08\x1b\u202e]", raw)
    assert r"\x1b[31m\u202e" in seen.text


def test_many_findings_are_counted_and_not_all_told(told: RunFolder) -> None:
    """Of very many findings of one requirement the page tells some, and says where the rest is."""
    verdicts = told.verdicts()
    (held,) = [v for v in verdicts.verdicts if v.requirement == "QUA-01"]
    many = msgspec.structs.replace(held, findings=held.findings * 50)
    told.write_verdicts(msgspec.structs.replace(verdicts, verdicts=(many,)))

    seen = page(told)

    assert len([a for a in seen.named("article") if "finding" in a["class"]]) == html.FINDINGS_MAX
    assert "100 findings against 1 requirement." in seen.text and "report.json" in seen.text


@pytest.mark.parametrize("outcome", ["pass", "skip", "unsure", "error"])
def test_the_page_says_why_for_each_conclusion(told: RunFolder, outcome: str) -> None:
    """A run without findings has no findings section, and the reason names what was not proven or broke."""
    verdicts = told.verdicts()
    row = Verdict(requirement="GEN-01", level="M", outcome=outcome)  # type: ignore[arg-type]
    told.write_verdicts(msgspec.structs.replace(verdicts, verdicts=(row,)))
    reason = words.because(view(told))

    assert ("GEN-01" in reason) == (outcome != "pass")
    assert reason in page(told).text
    assert "#findings" not in {a["href"] for a in page(told).named("a")}


# -- JUnit -----------------------------------------------------------------------------------------------------------


def test_junit_has_a_case_per_requirement_and_true_counts(told: RunFolder) -> None:
    """The counts of each suite and of the whole are those of its cases."""
    root = ET.fromstring(junit.render(view(told)))

    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("11", "3", "1", "2")
    for one in root.iter("testsuite"):
        assert int(one.get("tests", 0)) == len(one.findall("testcase"))
        assert int(one.get("failures", 0)) == len(one.findall("testcase/failure"))


def test_junit_is_as_red_as_the_exit_code(told: RunFolder) -> None:
    """A skipped must is an error, a failed should is skipped."""
    cases = {str(case.get("name"))[:6]: case for case in ET.fromstring(junit.render(view(told))).iter("testcase")}

    assert cases["RES-02"].find("error").get("type") == "skip"  # type: ignore[union-attr]
    assert cases["AUD-04"].find("skipped") is not None
    assert "ledger" not in ET.tostring(cases["FLOW-0"], encoding="unicode")


def test_junit_tells_the_finding(told: RunFolder) -> None:
    """A failure's text is the finding with its timeline."""
    cases = list(ET.fromstring(junit.render(view(told))).iter("failure"))

    assert any("hold H-E1-K7Q2 placed" in (failure.text or "") for failure in cases)


def test_hostile_text_is_legal_xml(told: RunFolder) -> None:
    """Characters that XML cannot bear are written out, and the document parses."""
    root = ET.fromstring(junit.render(poisoned(told)))

    assert r"\x00" in ET.tostring(root, encoding="unicode")


# -- Markdown --------------------------------------------------------------------------------------------------------


def test_markdown_is_short_and_says_what_matters(told: RunFolder) -> None:
    """Conclusion, counts, findings and the rows that did not pass stand on one page."""
    text = markdown.render(view(told)).decode()

    assert text.startswith("# sauceline 1.4.2 does not conform\n")
    assert "| 4 | 1 | 5 | 1 |" in text
    assert "| RES-02 | M | **skip** | 0 |" in text
    assert "Passed: FLOW-01" in text
    assert len(text) < 10_000


def test_hostile_text_is_no_markdown(told: RunFolder) -> None:
    """No tag, link, table cell or heading can be opened from an identifier."""
    text = markdown.render(poisoned(told)).decode()
    outside_code = re.sub(r"(`+)[^`].*?\1", "", text)

    assert "\x1b" not in text and "\u202e" not in text
    assert not re.search(r"(?<!\\)<script", outside_code)
    assert not re.search(r"(?<!\\)\[x(?<!\\)\]\(", outside_code)


# -- terminal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_verdict_table_keeps_to_the_width(told: RunFolder, width: int) -> None:
    """No line of table, scope or finding is wider than the terminal."""
    verdicts = told.verdicts()
    texts = [terminal.verdict_table(verdicts, width=width), terminal.scope_text(verdicts.scope, width=width)]
    texts += [terminal.finding_text(f, width=width) for v in verdicts.verdicts for f in v.findings]

    assert max(len(line) for text in texts for line in text.splitlines()) <= width


def test_the_verdict_table_has_a_line_per_requirement(told: RunFolder) -> None:
    """Each requirement stands once, with its verdict, in the catalogue's order."""
    lines = terminal.verdict_table(told.verdicts(), width=100).splitlines()[1:]

    assert [line.split()[0] for line in lines][:4] == ["FLOW-01", "FLOW-05", "GEN-01", "GEN-02"]
    assert "2 findings: The hold on batch A3-K7Q2" in next(line for line in lines if line.startswith("QUA-01"))


def test_colour_is_for_people_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or a pipe gets no colour, nor does a person who asks for none."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert (terminal.wants_colour(Screen()), terminal.wants_colour(io.StringIO())) == (True, False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.wants_colour(Screen())


def test_no_escape_sequence_comes_in_from_outside(told: RunFolder) -> None:
    """A finding whose texts hold escape sequences prints them as text."""
    (row,) = poisoned(told).findings

    assert "\x1b" not in terminal.finding_text(row.finding, width=80)
    assert "\x1b" in terminal.finding_text(row.finding, width=80, colour=True)
    assert "\x1b[31m" not in terminal.finding_text(row.finding, width=80, colour=True)


def test_the_last_line_says_conclusion_scope_and_counts(told: RunFolder) -> None:
    """One line says who, what, about what, and how many."""
    line = words.last_line(told.verdicts())

    assert line.startswith("sauceline does not conform (requirements 2026.1, 5 flows, depth 2, food_hold, sockets)")
    assert "4 fail" in line and "\n" not in line


def test_nothing_that_cannot_be_seen_is_hidden() -> None:
    """Control, direction and surrogate characters are written out; letters of any script stay."""
    assert visible("a\x1b\u202e\ud800\x85ä日\U000e0001") == r"a\x1b\u202e\ud800\x85ä日\U000e0001"


def test_an_integrations_name_cannot_break_the_folder(tmp_path: Path) -> None:
    """A hostile name goes through all formats into files that are there."""
    folder = tell(tmp_path / "r", name="<b>x")

    assert all(path.stat().st_size for path in write(folder))


def test_summary_counts_what_occurred(told: RunFolder) -> None:
    """The counts of a command's last lines leave out what did not occur."""
    verdicts: Verdicts = told.verdicts()

    assert terminal.summary(verdicts) == "5 pass, 4 fail, 1 skip, 1 omit"


def test_what_is_held_against_the_whole_is_told_first(told: RunFolder) -> None:
    """An integration that ended by itself is told so in every format, without a requirement's name."""
    ended = Finding(
        requirement="",
        check="ended",
        subject="sauceline",
        system="",
        expected="it runs on",
        observed="it ended",
        sentence="sauceline ended by itself while the plant ran",
    )
    told.write_verdicts(msgspec.structs.replace(told.verdicts(), against=(ended,)))
    seen = view(told)

    assert (seen.findings[0].id, words.because(seen)[:45]) == (
        "whole-1",
        "sauceline ended by itself while the plant ran",
    )
    assert ended.sentence in page(told).text
    assert "### whole-1: sauceline ended" in markdown.render(seen).decode()
    assert ET.fromstring(junit.render(seen)).get("failures") == "4"
    assert terminal.finding_text(ended).startswith("sauceline ended")


def test_a_run_that_was_broken_off_is_not_proven(told: RunFolder) -> None:
    """Ctrl-C leaves a verdict that says how far it goes."""
    seen = msgspec.structs.replace(view(told), exit_code=4, ended="interrupted: Ctrl-C")

    assert words.because(seen).startswith("The run was broken off")
