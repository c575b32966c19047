"""Temperatures are kept; that the machine stood, and with an alarm, is not."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Untroubled(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        told = super().conditions(step)
        return [one for one in told if one["name"] not in ("StateCurrent", "AlarmActive", "DowntimeSeconds")]


VARIANT = Variant(
    title="An operation bears neither machine state nor alarms nor downtime",
    must=("GEN-18",),
    parts=Parts(tracer=Untroubled),
    scenarios=("process_record",),
)
