"""The exception queue answers with something that is no list of exceptions."""

from collections.abc import Mapping

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import Answer
from lotproof.mocks.integration.variants.variant import Variant


class Mumbling(Integration):
    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        answer = await super().get(path, query)
        return Answer(status=answer.status, body=b'{"many": true}') if path == "/exceptions" else answer


VARIANT = Variant(
    title="The exception queue answers with something that is no list of exceptions",
    must=("EXC-06",),
    may=("EXC-01", "EXC-02", "IDN-07", "RES-07"),
    whole=Mumbling,
)
