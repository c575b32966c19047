"""
When a plant's clock is turned: the next end or beginning of summer time, and what is near one. And when its year
begins.

    01:59 -05:00 --> 01:00 -06:00     ends: an hour comes twice
    01:59 -06:00 --> 03:00 -05:00     begins: an hour is left out
"""

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from lotproof.harness.model.errors import InputError

Turn = Literal["summer_time_ends", "summer_time_begins", "year_begins"]

HOUR = timedelta(hours=1)
LONGEST_DAYS = 400
"""A zone that turns its clock does so within a year."""


class Begins(msgspec.Struct, frozen=True, kw_only=True):
    """A run that begins so long before the next turn of the clock in a zone."""

    turn: Turn
    before_us: int
    zone: str

    def after(self, earliest: datetime) -> datetime:
        """The first such moment that is not before `earliest`."""
        before = timedelta(microseconds=self.before_us)
        return next_turn(self.zone, self.turn, earliest + before) - before


def next_turn(zone: str, turn: Turn, since: datetime) -> datetime:
    """
    The next moment, in UTC and to the minute, at which the clock of a zone is turned this way.

    Raises:
        InputError: if it never is.
    """
    if turn == "year_begins":
        return _new_year(zone, since)
    sign = -1 if turn == "summer_time_ends" else 1
    start = since.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1 if since.second else 0)
    day = start - timedelta(minutes=1)
    for _ in range(LONGEST_DAYS):
        later = day + timedelta(days=1)
        if sign * (offset(zone, later) - offset(zone, day)) > timedelta(0):
            return _minute(zone, day, later)
        day = later
    raise InputError(
        "this zone never turns its clock that way", which=zone, expected=turn, where="Name a plant whose zone does."
    )


def _new_year(zone: str, since: datetime) -> datetime:
    """The next midnight at which the zone's year begins, in UTC."""
    there = since.astimezone(ZoneInfo(zone))
    midnight = there.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return (midnight if midnight >= there else midnight.replace(year=there.year + 1)).astimezone(UTC)


def offset(zone: str, moment: datetime) -> timedelta:
    """How far the zone's clock is ahead of UTC at this moment."""
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def is_turning(zone: str, moment: datetime) -> bool:
    """Whether the clock is turned within an hour of this moment: each pass of an hour that comes twice is so."""
    return offset(zone, moment - HOUR) != offset(zone, moment + HOUR)


def _minute(zone: str, before: datetime, after: datetime) -> datetime:
    """The first minute of the later offset, between two moments that have different ones."""
    low, high = 0, round((after - before) / timedelta(minutes=1))
    while high - low > 1:
        middle = (low + high) // 2
        same = offset(zone, before + timedelta(minutes=middle)) == offset(zone, before)
        low, high = (middle, high) if same else (low, middle)
    return before + timedelta(minutes=high)
