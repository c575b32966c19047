"""A scenario that needs a date takes the next one of its kind, by the clock of its plant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.zones import is_turning, next_turn
from lotproof.harness.plan import make_plan
from lotproof.harness.plan.make import plain

MORNING = datetime(2022, 1, 3, 6, tzinfo=UTC)
TURNS = {
    ("America/Chicago", "summer_time_ends"): datetime(2022, 11, 6, 7, tzinfo=UTC),
    ("America/Chicago", "summer_time_begins"): datetime(2022, 3, 13, 8, tzinfo=UTC),
    ("Europe/Berlin", "summer_time_ends"): datetime(2022, 10, 30, 1, tzinfo=UTC),
    ("Australia/Lord_Howe", "summer_time_ends"): datetime(2022, 4, 2, 15, tzinfo=UTC),
}


@pytest.mark.parametrize("zone, turn", TURNS)
def test_the_next_turn_of_a_clock_is_found_to_the_minute(zone: str, turn) -> None:
    """Also by half an hour, and on either side of the equator; one that has come is not the next."""
    there = TURNS[zone, turn]
    assert next_turn(zone, turn, MORNING) == there
    assert next_turn(zone, turn, there) == there
    assert next_turn(zone, turn, there + timedelta(minutes=1)).year == 2023


@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/Chicago", "Asia/Tokyo"])
def test_a_year_begins_at_midnight_by_the_clock_of_its_zone(zone: str) -> None:
    """Also where no clock is ever turned; midnight itself is the next one, a minute later it is a year away."""
    there = next_turn(zone, "year_begins", MORNING)
    assert there.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime(2023, 1, 1)
    assert next_turn(zone, "year_begins", there) == there
    later = next_turn(zone, "year_begins", there + timedelta(minutes=1))
    assert later.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime(2024, 1, 1)


def test_a_zone_that_never_turns_is_the_users_mistake() -> None:
    """The error names the zone and what was asked of it."""
    with pytest.raises(InputError, match="Asia/Tokyo"):
        next_turn("Asia/Tokyo", "summer_time_ends", MORNING)


def test_both_passes_of_an_hour_are_near_its_turn() -> None:
    """An hour before and an hour after, and not longer."""
    turn = TURNS["America/Chicago", "summer_time_ends"]
    minutes = {minute: is_turning("America/Chicago", turn + timedelta(minutes=minute)) for minute in (-61, -59, 59, 61)}
    assert minutes == {-61: False, -59: True, 59: True, 61: False}


@pytest.mark.parametrize(
    "earliest", [MORNING, datetime(2022, 11, 6, 4, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)]
)
def test_the_night_begins_three_hours_before(earliest: datetime) -> None:
    """In whatever year a world's calendar stands, and never before the day that is free."""
    epoch = make_plan("dst_night").epoch(earliest)
    zone = ZoneInfo("America/Chicago")
    before, after = (epoch + timedelta(hours=3, minutes=minutes) for minutes in (-1, 0))
    assert epoch >= earliest
    assert [moment.astimezone(zone).strftime("%H:%M %z") for moment in (before, after)] == [
        "01:59 -0500",
        "01:00 -0600",
    ]


def test_a_scenario_without_a_date_begins_at_once_and_its_plan_says_nothing_of_it() -> None:
    """What needs no date has none in its plan."""
    plan = make_plan("food_hold")
    assert plan.epoch(MORNING) == MORNING
    assert "begins" not in plain(plan)


@pytest.mark.parametrize(
    "said, word",
    [
        ("{turn: summer_time_stops, before: 3 h}", "summer_time_ends"),
        ("{turn: summer_time_ends, before: soon}", "soon"),
    ],
)
def test_a_wrong_date_is_named_with_its_line(tmp_path: Path, said: str, word: str) -> None:
    """An unknown turn gives the nearest word, a span that is none is shown."""
    import lotproof.scenarios

    text = (Path(next(iter(lotproof.scenarios.__path__))) / "dst_night" / "scenario.yaml").read_text()
    file = tmp_path / "scenario.yaml"
    file.write_text(text.replace("{turn: summer_time_ends, before: 3 h}", said))
    with pytest.raises(InputError) as wrong:
        make_plan(file)
    assert word in str(wrong.value)
    assert "line 8" in str(wrong.value)


def test_a_plan_is_read_back_with_its_date() -> None:
    """What plan.json bears makes the same plan."""
    plan = make_plan("dst_night")
    assert msgspec.convert(plain(plan), type(plan)).begins == plan.begins
