"""A long answer in EPCIS ends with its first page: no link leads on."""

from collections.abc import Mapping

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.epcis.query import Query
from lotproof.mocks.integration.ports import Answer
from lotproof.mocks.integration.variants.variant import Variant


class Short(Query):
    def page(self, path: str, query: Mapping[str, str]) -> Answer:
        """Three events are enough."""
        whole = super().page(path, {**query, "perPage": "3"})
        return msgspec.structs.replace(whole, headers={k: v for k, v in whole.headers.items() if k != "link"})


VARIANT = Variant(
    title="A long answer in EPCIS ends with its first page",
    must=("GEN-03",),
    may=("REC-08", "GEN-01", "GEN-02", "GEN-05", "GEN-10", "GEN-11", "GEN-12", "GEN-19"),
    parts=Parts(query=Short),
    file="lotproof-epcis.toml",
)
