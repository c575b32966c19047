"""Strikes that are not needed are left out, however many there are."""

import msgspec
from lotproof.harness.suite.chase import fewest
from lotproof.harness.suite.schedules import Schedule

from tests.hunt.playing import kinds_of, strike

KINDS = ("floor_resend", "mqtt_cut", "opcua_cut", "http_locked", "token_revoke", "mqtt_poison")
WHOLE = Schedule(seed=3, strikes=tuple(strike(kind, "consumed") for kind in KINDS))


def test_only_what_is_needed_is_left() -> None:
    """Of six strikes the two without which nothing falls are left, in their order; where none is needed, none is."""
    needed = {"opcua_cut", "mqtt_poison"}

    left = fewest(WHOLE, lambda one: needed <= set(kinds_of(one.strikes)))

    assert kinds_of(left.strikes) == ["opcua_cut", "mqtt_poison"]
    assert fewest(WHOLE, lambda one: True) == msgspec.structs.replace(WHOLE, strikes=())
    assert fewest(WHOLE, lambda one: one == WHOLE) == WHOLE
