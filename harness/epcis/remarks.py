"""Remarks: what is wrong or doubtful in an event file, as data: pencil marks, no judgement."""

from typing import Literal

import msgspec

Weight = Literal["wrong", "doubtful"]


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """
    `rule` is the rule's name; `where` the event (its JSON pointer in the list, `/3/childEPCs/1`); `subject` the
    identifier that it is about. `doubtful` may be right in the world, and is worth a look.
    """

    rule: str
    where: str
    subject: str
    sentence: str
    weight: Weight = "wrong"
