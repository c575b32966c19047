"""
The report for CI: JUnit XML, a suite per family and a case per requirement.

A CI that reads nothing but this file is as red as the exit code: a failed must is a `failure`; a must that is not
proven (`skip`, `unsure`) or that our rig broke (`error`) is an `error`; should-requirements never turn a build red. Our
own words stand in `type` and in the suites' properties.
"""

import xml.etree.ElementTree as ET

from lotproof.harness.model.verdicts import ORDER, Verdict
from lotproof.reports.plain import visible
from lotproof.reports.terminal import finding_text
from lotproof.reports.view import Family, View
from lotproof.reports.words import because


def render(view: View) -> bytes:
    """The whole document, UTF-8."""
    suites = [*whole(view), *(suite(family, view) for family in view.families)]
    root = ET.Element("testsuites", {"name": clean(f"lotproof {view.integration}"), **totals(suites, view.took_s)})
    root.extend(suites)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def whole(view: View) -> list[ET.Element]:
    """What is held against the integration as a whole: a suite with one case, only where there is something."""
    against = [row.finding for row in view.findings if not row.finding.requirement]
    if not against:
        return []
    verdict = Verdict(requirement="whole", level="M", outcome="fail", findings=tuple(against))
    return [suite(Family(name="whole", title="the integration as a whole", verdicts=(verdict,)), view)]


def suite(family: Family, view: View) -> ET.Element:
    """One family: its cases, its counts, and what the verdict is about."""
    cases = [case(verdict, view) for verdict in family.verdicts]
    counts = {
        "tests": len(cases),
        "failures": sum(one.find("failure") is not None for one in cases),
        "errors": sum(one.find("error") is not None for one in cases),
        "skipped": sum(one.find("skipped") is not None for one in cases),
    }
    element = ET.Element("testsuite", {"name": f"{family.name}: {family.title}", "time": "0"})
    element.attrib.update({name: str(number) for name, number in counts.items()})
    element.append(properties(family, view))
    element.extend(cases)
    return element


def properties(family: Family, view: View) -> ET.Element:
    """The conclusion, the scope, and the counts in our own words."""
    told: dict[str, str] = {
        "conclusion": view.conclusion,
        "exit_code": str(view.exit_code),
        "because": because(view),
        "run": view.run,
        "scenario": view.scenario,
        "seed": str(view.seed),
        "requirements": view.scope.requirements,
        "claims": ", ".join(view.scope.claims),
        "depth": str(view.scope.depth),
        "lane": view.scope.lane,
    }
    told |= {str(word): str(sum(v.outcome == word for v in family.verdicts)) for word in ORDER}
    element = ET.Element("properties")
    for name, value in told.items():
        ET.SubElement(element, "property", {"name": name, "value": clean(value)})
    return element


def case(verdict: Verdict, view: View) -> ET.Element:
    """One requirement; a failure tells each finding as text."""
    sentence = f" {verdict.sentence}" if verdict.sentence else ""
    name = clean(f"{verdict.requirement}{sentence}")
    element = ET.Element("testcase", {"classname": clean(f"lotproof.{view.scenario}"), "name": name, "time": "0"})
    tag = TAGS.get((verdict.level, verdict.outcome), "skipped")
    if verdict.outcome != "pass":
        first = verdict.findings[0].sentence if verdict.findings else ""
        message = clean(": ".join(filter(None, (verdict.outcome, verdict.reason or first))))
        attributes = {"message": message} if tag == "skipped" else {"message": message, "type": verdict.outcome}
        body = ET.SubElement(element, tag, attributes)
        body.text = clean("\n\n".join(finding_text(one) for one in verdict.findings), lines=True) or None
    return element


TAGS = {
    ("M", "fail"): "failure",
    ("M", "error"): "error",
    ("M", "skip"): "error",
    ("M", "unsure"): "error",
}
"""What a verdict is in JUnit's words; everything else that did not pass is `skipped`."""


def totals(suites: list[ET.Element], took_s: float) -> dict[str, str]:
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(one.get(name, "0")) for one in suites)) for name in names} | {"time": f"{took_s:.3f}"}


def clean(text: str, *, lines: bool = False) -> str:
    """Text that XML 1.0 can bear: everything that cannot be seen is written out, line breaks only where asked for."""
    if lines:
        return "\n".join(map(visible, text.split("\n")))
    return visible(text)
