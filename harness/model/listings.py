"""The rows that commands print with `--json`. Published as JSON Schema; from the first release on only added to."""

from typing import Literal

import msgspec


class RequirementRow(msgspec.Struct, frozen=True, kw_only=True):
    """
    One row of `lotproof list requirements --json`.

    `judged` tells whether a check exists; a row without one says why in `reason`. `learn` names the place where an
    integration can learn the rule; a claim of any of `flows` puts the row in scope; `wire` rows are judged on real
    sockets only.
    """

    id: str
    level: Literal["M", "S"]
    judged: bool
    sentence: str
    flows: tuple[str, ...]
    learn: str
    depth: int
    wire: bool
    needs: tuple[str, ...] = ()
    reason: str = ""


class FlowRow(msgspec.Struct, frozen=True, kw_only=True, rename={"source": "from"}):
    """
    One row of `lotproof list flows --json`: the traceability event map.

    `name` is the word for a claim, `act` what happens, `owner` where; it goes `from` there `to` these systems and
    writes `system.entity.field`. `requirements` are the rows that a claim of it puts in scope.
    """

    name: str
    act: str
    owner: str
    source: str
    to: tuple[str, ...]
    writes: tuple[str, ...]
    judged: bool
    requirements: tuple[str, ...]
