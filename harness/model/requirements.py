"""Requirements: the catalogue's rows, and how one is written down."""

from typing import Literal

import msgspec


class Requirement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One row. `learn` names the place where an integration can learn the rule; `flows` are those a claim of which puts
    the row in scope (any of them); `depth` what the row needs; `wire` is set where only real sockets can show it.
    """

    id: str
    level: Literal["M", "S"]
    sentence: str
    flows: tuple[str, ...] = ()
    learn: str = ""
    depth: int = 0
    needs: tuple[str, ...] = ()
    wire: bool = False
    judged: bool = False
    reason: str = ""
