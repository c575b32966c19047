"""Times as EPCIS writes them: ISO 8601 with a zone. Compared in UTC, kept as they were written."""

import functools
from datetime import UTC, datetime

from lotproof.harness.model.errors import InputError


@functools.lru_cache(maxsize=65_536)
def utc(text: str) -> datetime:
    """
    The moment, in UTC.

    Raises:
        InputError: if the text is no ISO 8601 time or bears no zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise InputError("not a time", which=repr(text), expected="ISO 8601 with a zone") from wrong
    if moment.tzinfo is None:
        raise InputError("a time without a zone", which=repr(text), expected="Z or an offset at its end")
    return moment.astimezone(UTC)


def text(moment: datetime) -> str:
    """UTC with exactly three decimals and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
