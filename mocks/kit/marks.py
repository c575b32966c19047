"""
What the ledger keeps of a request's body: a short fingerprint, so that its reader sees whether two requests were the
same, and the source events that a posting names.
"""

import hashlib

import msgspec


class Behind(msgspec.Struct, frozen=True):
    """All that is looked at here; the body may be anything else besides."""

    source_events: tuple[str, ...] = ()


_behind = msgspec.json.Decoder(Behind)


def fingerprint(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=8).hexdigest() if body else ""


def source_events(body: bytes) -> tuple[str, ...]:
    """The source events that a posting says it follows from; none where it names none that can be read."""
    if b"source_events" not in body:
        return ()
    try:
        return _behind.decode(body).source_events
    except msgspec.MsgspecError:
        return ()
