"""A second plant that starts in mid-run: its clock, its numbers, and whose number a supplier's lot bears."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.numbers import alone, prefixes
from lotproof.harness.model.suppliers import Named, alike, named
from lotproof.harness.plan import make_plan
from lotproof.harness.play.supplier_questions import supplier_questions

from tests.plant.conftest import facts, played, truth

PLAN = make_plan("new_plant")
EPOCH = PLAN.epoch(datetime(2022, 1, 3, 6, tzinfo=UTC))
VIENNA, CHICAGO = ZoneInfo("Europe/Vienna"), ZoneInfo("America/Chicago")


def told(met: bool = True) -> list[Fact]:
    return facts(played(PLAN, lambda point: met)[1])


def lots(receipts: list[Fact]) -> list[str]:
    return [part.item.removesuffix("-{tag}") for fact in receipts for part in fact.outs]


@pytest.mark.parametrize("met", [True, False])
def test_the_second_plant_begins_while_the_first_is_at_work(met: bool) -> None:
    """The first facts are DAVEN's alone; LINZ's begin after some of them, and show on machines of LINZ."""
    plants = [fact.plant for fact in told(met)]
    begins = plants.index("LINZ")
    assert begins >= 3
    assert set(plants[begins:]) == {"DAVEN", "LINZ"} or met
    assert all(fact.stream.startswith(f"{fact.plant}/") for fact in told(met) if fact.stream)


def test_the_year_ends_in_linz_between_two_receipts_and_nowhere_else() -> None:
    """K14 comes to LINZ in the old year and in the new one by its own clock; in Davenport and in UTC it is one year."""
    oats = [fact for fact in told() if fact.kind == "received" and fact.words["supplier_lot"].startswith("K14")]
    moments = {lot: EPOCH + timedelta(microseconds=fact.at_us) for fact in oats for lot in lots([fact])}
    years = {lot: at.astimezone(VIENNA).year - EPOCH.year for lot, at in moments.items()}
    assert years == {"lot:OATS:DAVEN-1": 0, "lot:OATS:LINZ-1": 0, "lot:OATS:LINZ-3": 1, "lot:OATS:LINZ-4": 1}
    assert {at.astimezone(zone).year for at in moments.values() for zone in (UTC, CHICAGO)} == {EPOCH.year}


def test_one_number_is_three_lots_of_suppliers() -> None:
    """Prairie's of two years and Alpenkorn's are told apart; one of them is at both plants. B5 is one lot only."""
    found = named(PLAN.enterprise, told(), EPOCH)
    old, new = EPOCH.year, EPOCH.year + 1
    k14 = {one.scope: lots(receipts) for one, receipts in found.items() if one.number == "K14-{tag}"}
    assert k14 == {
        f"PRAIRIE/{old}": ["lot:OATS:DAVEN-1", "lot:OATS:LINZ-1"],
        f"PRAIRIE/{new}": ["lot:OATS:LINZ-3"],
        f"ALPENKORN/{new}": ["lot:OATS:LINZ-4"],
    }
    assert [one.scope for one in alike(found)] == sorted(k14)
    assert lots(found[Named(f"BEEWELL/{old}", "B5-{tag}")]) == ["lot:HONEY:DAVEN-2", "lot:HONEY:LINZ-2"]


def test_only_where_the_rule_is_told_is_anybody_asked() -> None:
    """By supplier and year where the enterprise says so; never where it says nothing."""
    asked = list(supplier_questions(PLAN.enterprise, told(), EPOCH))
    assert [(one["scope"].partition("/")[0], one["id"]) for one in asked] == [
        ("ALPENKORN", "K14-{tag}"),
        ("PRAIRIE", "K14-{tag}"),
        ("PRAIRIE", "K14-{tag}"),
    ]
    other = make_plan("supplier_recall").enterprise
    assert not list(supplier_questions(other, told(), EPOCH))
    assert not list(supplier_questions(PLAN.enterprise, told(), None))


def test_both_number_alike_what_comes_and_each_in_its_own_way_what_it_makes() -> None:
    """Oats 1 and honey 2 are there twice; granola is 7 here and A0007 there."""
    before = tuple(prefixes(PLAN.enterprise).values())
    own = {}
    for fact in told():
        for part in fact.outs if fact.kind in ("received", "produced") else ():
            number = part.item.split(":")[2].removesuffix("-{tag}")
            own.setdefault(fact.plant, set()).add((part.item.split(":")[1], alone(number, before)))
    assert own["DAVEN"] & own["LINZ"] == {("OATS", "1"), ("HONEY", "2")}
    assert ("GRANOLA", "7") in own["DAVEN"] and ("GRANOLA", "A0007") in own["LINZ"]


def test_honey_is_under_way_when_the_day_ends() -> None:
    """It has left DAVEN, and has come nowhere."""
    (out,) = (fact for fact in told() if fact.kind == "moved")
    assert (out.plant, out.words["from_location"], out.words["to_location"]) == ("DAVEN", "RAW", "TRANSIT")


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    _, early = played(PLAN, lambda point: True)
    _, late = played(PLAN, lambda point: True, lambda point: 0.9)
    assert truth(early) == truth(late)
