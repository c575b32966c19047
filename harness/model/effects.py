"""
Effects: changes of a business system's state, as the system itself wrote them down in the transaction that made them.

An effect is either a `delta` (a signed quantity that adds up) or a `value` (the field's new value). The natural
references (order, operation, item, lot, location, status) are those of the plant, whatever numbers the system
itself gives; so the judge adds up rows and never parses a request.
"""

import msgspec


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One changed field of one entity.

    `posting` is the id of the request that made it; `client` who asked (or `rule:<name>` for a system's own rule);
    `key` the system's own key of the entity. `reference` is the caller's correlation id, `event_time` the source's
    time (ISO 8601) where the system has a field for it.
    """

    posting: str
    client: str
    system: str
    entity: str
    key: str
    field: str
    delta: str = ""
    value: str = ""
    unit: str = ""
    order: str = ""
    operation: str = ""
    item: str = ""
    lot: str = ""
    location: str = ""
    status: str = ""
    reference: str = ""
    event_time: str = ""

    @property
    def by_rule(self) -> bool:
        """Whether a rule of the system's own made it, and no request asked for it."""
        return self.client.startswith("rule:")
