"""
Lot numbers of plants that count for themselves: on its own floor a lot is its number alone, everywhere else the plant
stands in front (`lot_number` in the world's rules, as in `{plant}-{number}`). Inside there is only the whole number.
"""

from collections.abc import Iterable

import msgspec
from lotproof.mocks.integration.canonical import FLOOR, Event, Portion


class Numbers:
    """`rule` is '' where numbers are told apart by themselves."""

    def __init__(self, rule: str, plants: Iterable[str]) -> None:
        before = rule.partition("{number}")[0]
        self._before = {plant: before.replace("{plant}", plant) for plant in plants} if before else {}

    def whole(self, plant: str, number: str) -> str:
        """The number as everybody but the plant's own floor says it."""
        if not number or number.startswith(tuple(self._before.values())):
            return number
        return self._before.get(plant, "") + number

    def written_out(self, event: Event) -> Event:
        """A fact of the floor with whole numbers; those of systems have them."""
        if not self._before or event.system != FLOOR:
            return event
        subject = event.subject
        if subject:
            subject = msgspec.structs.replace(subject, lot=self.whole(event.plant, subject.lot))
        ins, outs = (tuple(self._portion(event, one) for one in side) for side in (event.inputs, event.outputs))
        return msgspec.structs.replace(event, inputs=ins, outputs=outs, subject=subject)

    def _portion(self, event: Event, portion: Portion) -> Portion:
        return msgspec.structs.replace(portion, lot=self.whole(event.plant, portion.lot))
