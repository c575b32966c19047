"""What several integrations can show as one and none of them alone."""

from collections.abc import Iterable

import msgspec
from lotproof.harness.judge.scope import omitted, outside
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.requirements import Requirement


def shared(row: Requirement, connector: Connector, claims: Iterable[tuple[str, ...]]) -> bool:
    """Whether a row concerns them together, and none of them with its own claims alone."""
    alone = (msgspec.structs.replace(connector, claims=own) for own in claims)
    return _covers(row, connector) and not any(_covers(row, one) for one in alone)


def _covers(row: Requirement, connector: Connector) -> bool:
    return not outside(row, connector) and not omitted(row, connector)
