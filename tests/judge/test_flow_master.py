"""FLOW-12: a revision is in MES before it is used, and what has started keeps its own."""

import msgspec
import pytest
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.facts import Fact

from tests.judge.histories import STYLES, History, Style, again, at_once, changed, lost, outcome, tagged, verdict

ROW = "FLOW-12"
BOM = "mes.bom.revision"
PARTS = "10 TOMATO 0.8, 10 SALT 0.02"


class Kitchen(History):
    """A history in which bills of material are revised."""

    def revised(self, revision: str = "C", item: str = "SAUCE", components: str = PARTS) -> Fact:
        words = {"item": item, "revision": tagged(revision), "components": components}
        return self.fact("bom_revised", system="erp", words=words)

    def by(self, order: str, revision: str) -> Fact:
        """An order that is released by this revision."""
        fact = self.released(order)
        fact.words["bom_revision"] = revision
        return fact


def day(*, wait: float = 10.0) -> Kitchen:
    """M1 starts by B; C is published; after a while M2 starts by C."""
    h = Kitchen()
    h.by("M1", "B")
    h.at += 8
    h.order("started", "M1")
    h.revised()
    h.by("M2", tagged("C"))
    h.at += wait
    h.order("started", "M2")
    return h


@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes(style: Style) -> None:
    """Posted at once or in a batch: the revision used and the order that was under way are both looked at."""
    found = verdict(day().carry(style), ROW)

    assert found.outcome == "pass", [one.sentence for one in found.findings]
    assert found.exercised == 2


@pytest.mark.parametrize(
    "vice", [lost(BOM), again(BOM), changed(BOM, late=20)], ids=["never told", "told twice", "told after its use"]
)
def test_a_revision_that_is_not_there_once_falls(vice) -> None:  # type: ignore[no-untyped-def]
    """Missing, twice, or late for its first use."""
    assert outcome(day().carry(at_once, vice), ROW) == "fail"


def test_late_and_still_before_its_use_is_in_time() -> None:
    """The first use is what counts."""
    assert outcome(day(wait=40).carry(at_once, changed(BOM, late=20)), ROW) == "pass"


def test_what_is_used_sooner_than_anybody_can_know_is_not_judged() -> None:
    """Published within the deadline before its first use: only the order under way is looked at."""
    found = verdict(day(wait=0.5).carry(at_once, changed(BOM, late=20)), ROW)

    assert (found.outcome, found.exercised) == ("pass", 1)


@pytest.mark.parametrize(("told", "expected"), [("10 SALT 0.020, 10 TOMATO 0.8", "pass"), ("10 TOMATO 0.8", "fail")])
def test_components_are_those_that_erp_published(told: str, expected: str) -> None:
    """In whatever order and spelling of numbers they stand, none may lack."""
    h = day().carry(at_once)
    bom = next(body for _, kind, _, body in h.entries if kind == "effect" and body.entity == "bom")
    shown = msgspec.structs.replace(bom, field="components", value=told)
    h.effect(h.left["f3"] + 0.3, shown)

    assert outcome(h, ROW) == expected


@pytest.mark.parametrize(("order", "expected"), [("M1", "fail"), ("M2", "pass")])
def test_what_has_started_keeps_its_revision(order: str, expected: str) -> None:
    """MES is told revision C for an order: one that had started by B, or one that bears it anyway."""
    h = day().carry(at_once)
    words = {"system": "mes", "entity": "work_order", "field": "bom_revision", "order": tagged(order)}
    h.effect(h.left["f3"] + 0.3, Effect(posting="", client="", key="WO-1", value=tagged("C"), item="SAUCE", **words))
    found = verdict(h, ROW)

    assert found.outcome == expected
    assert all(tagged("M1") in one.sentence for one in found.findings)


def test_a_day_without_a_revision_proves_nothing() -> None:
    """Orders that start by the revision that always was leave the row unexercised."""
    h = Kitchen()
    h.by("M1", "B")
    h.at += 8
    h.order("started", "M1")

    assert outcome(h.carry(at_once), ROW) == "skip"


def test_an_answer_that_was_lost_makes_no_finding() -> None:
    """Whether MES took it is known from MES itself."""
    h = day()
    planned = at_once(h)
    for one in planned:
        h.effect(one.at, one.effect, lost=one.effect.entity == "bom")

    assert outcome(h, ROW) == "pass"
