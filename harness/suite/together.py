"""What several integrations under test say of themselves as one, where they share what none of them shows alone."""

from collections.abc import Sequence

from lotproof.harness.judge.folding import AND
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.judge.together import shared
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.deadlines import slowest


def together(connectors: Sequence[Connector]) -> tuple[Connector, ...]:
    """Their joint connector, judged from postings; nothing where no row needs them all."""
    joint = Connector(
        name=AND.join(one.name for one in connectors),
        requirements=connectors[0].requirements,
        claims=tuple(flow for one in connectors for flow in one.claims),
        process=connectors[0].process,
        rhythm=slowest(tuple(one.rhythm for one in connectors)),
    )
    claims = [one.claims for one in connectors]
    return (joint,) if any(shared(row, joint, claims) for row in REQUIREMENTS.values()) else ()
