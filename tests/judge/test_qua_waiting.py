"""QUA-07 and RES-11: a system is away for long. Holds go first when it is back, and what does not need it went on."""

import msgspec
import pytest
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import Plan

from tests.judge.histories import STYLES, History, Planned, Style, at_once, outcome, tagged, verdict

HINDERED = tuple(flow.name for flow in FLOWS.values() if "erp" in (flow.owner, *flow.to))
AWAY_S = 30.0


class Night(History):
    """A history of an enterprise that says what goes first, or says nothing of it."""

    says = "first"
    end = 0.0

    def plan(self) -> Plan:
        plan = super().plan()
        rules = {**plan.enterprise["rules"], "waiting_holds": self.says, "deadline_s": {"quality_event": 3}}
        return msgspec.structs.replace(plan, enterprise={**plan.enterprise, "rules": rules})


def night(*, says: str = "first", away_s: float = AWAY_S) -> Night:
    """In the night a lot is freed, a pallet leaves, another lot is held and a limit is crossed; ERP answers nothing."""
    h = Night()
    h.says = says
    h.received("TOMATO", "T1", 400)
    h.received("TOMATO", "T2", 100)
    h.decided("TOMATO", "T1")
    h.released("M1")
    h.consumed("M1", "TOMATO", "T1", 300)
    h.produced("M1", "JAR", "J1", 100)
    h.produced("M1", "JAR", "J2", 100)
    h.packed(1, ("JAR", "J1", 100))
    h.at += 10
    start = h.at
    h.end = start + away_s
    h.decided("TOMATO", "T2")
    h.shipped("S1", 1)
    h.held("JAR", "J2", "H1")
    h.crossed("TOMATO", "T2", "D1")
    h.strike("night", "http_outage", "erp", start, h.end, start + 0.1, hinders=HINDERED)
    h.at = h.end + 20
    return h


def held_before() -> Night:
    """What is held in the night was blocked in ERP by another hold already: nothing has to go there for it."""
    h = Night()
    h.received("TOMATO", "T1", 400)
    h.received("TOMATO", "T2", 100)
    h.decided("TOMATO", "T1")
    h.held("TOMATO", "T1", "H1")
    h.at += 10
    start, h.end = h.at, h.at + AWAY_S
    h.decided("TOMATO", "T2")
    h.held("TOMATO", "T1", "H2")
    h.strike("night", "http_outage", "erp", start, h.end, start + 0.1, hinders=HINDERED)
    h.at = h.end + 20
    return h


@pytest.mark.parametrize("style", STYLES)
def test_a_second_hold_on_what_is_blocked_waits_for_nothing(style: Style) -> None:
    """What frees another lot when ERP is back passes nobody."""
    h = held_before()

    def once(planned: list[Planned]) -> list[Planned]:
        seen: set[tuple[str, str, str]] = set()
        kept = []
        for one in planned:
            name = (one.effect.system, one.effect.lot, one.effect.value)
            kept += [one] if one.effect.field != "status" or name not in seen else []
            seen.add(name)
        return kept

    assert outcome(h.carry(style, once, caught_up(h)), "QUA-07") in ("pass", "skip")


def gates(one: Planned) -> int:
    """Holds before all else."""
    return 0 if one.effect.field == "status" and one.effect.value == "blocked" else 1


def caught_up(h: Night, *, first: bool = True, later: float = 0.0):  # type: ignore[no-untyped-def]
    """What would have gone to ERP in the night goes when it is back; holds first, or in line."""

    def late(planned: list[Planned]) -> list[Planned]:
        waited = [one for one in planned if one.effect.system == "erp" and h.end - AWAY_S <= one.at < h.end]
        for place, one in enumerate(sorted(waited, key=gates if first else lambda one: one.at)):
            one.at = h.end + 0.2 + later + 0.1 * place
        return planned

    return late


def waits(h: Night):  # type: ignore[no-untyped-def]
    """The nonconformance, too, goes when ERP is back."""

    def late(planned: list[Planned]) -> list[Planned]:
        for one in planned:
            if one.effect.system == "qms" and one.effect.entity == "nonconformance":
                one.at = h.end + 0.1
        return planned

    return late


@pytest.mark.parametrize("row", ["QUA-07", "RES-11"])
@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes(row: str, style: Style) -> None:
    """Posted one by one or in batches: holds go first, and QMS hears of the limit in time."""
    h = night()
    found = verdict(h.carry(style, caught_up(h)), row)
    assert found.outcome == "pass"
    assert found.exercised


def test_a_hold_that_waits_in_line_falls() -> None:
    """The lot that was freed before it, and the delivery, came first: the finding says which."""
    h = night()
    found = verdict(h.carry(at_once, caught_up(h, first=False)), "QUA-07")
    assert found.outcome == "fail"
    assert tagged("J2") in found.findings[0].sentence


def polled(*, reads: bool = True) -> Night:
    """The same night of an integration that no webhook reaches; `reads` says whether it asks QMS what has changed."""
    h = night()
    h.entries = [one for one in h.entries if getattr(one[3], "how", "") != "webhook"]
    for second in range(int(AWAY_S)) if reads else ():
        h.call(h.end - AWAY_S + second, "qms", "changes", status=200, key="", digest="", method="GET")
    return h


@pytest.mark.parametrize(("first", "wanted"), [(True, "pass"), (False, "fail")])
def test_who_polls_was_told_too(first: bool, wanted: str) -> None:
    """A hold that was read from the feed while ERP was away waits like one that a webhook told of."""
    h = polled()
    found = verdict(h.carry(at_once, caught_up(h, first=first)), "QUA-07")
    assert found.outcome == wanted
    assert found.exercised


def test_who_never_read_the_feed_is_not_blamed() -> None:
    """Neither told nor having read of it: nothing waited for ERP."""
    h = polled(reads=False)
    assert outcome(h.carry(at_once, caught_up(h, first=False)), "QUA-07") == "skip"


def test_where_nobody_says_what_goes_first_nothing_is_judged() -> None:
    """A rule that cannot be learnt is not enforced."""
    h = night(says="")
    assert outcome(h.carry(at_once, caught_up(h, first=False)), "QUA-07") == "skip"


def test_one_queue_for_all_falls() -> None:
    """A nonconformance that waits for ERP misses its own deadline."""
    h = night()
    assert outcome(h.carry(at_once, caught_up(h), waits(h)), "RES-11") == "fail"


@pytest.mark.parametrize("row", ["QUA-07", "RES-11"])
def test_without_an_outage_nothing_is_proved(row: str) -> None:
    """A night in which every system answers leaves the rows unexercised, never passed."""
    h = night()
    h.entries = [one for one in h.entries if one[1] != "strike"]
    assert outcome(h.carry(at_once), row) == "skip"


def test_a_short_outage_does_not_tell_who_waits() -> None:
    """Back before any deadline has passed: nobody can say whether something waited."""
    h = night(away_s=3.0)
    assert outcome(h.carry(at_once), "RES-11") == "skip"
