"""Webhooks: signed as Standard Webhooks says, checked on our own clock; unsigned and stale ones are turned away."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from lotproof.mocks.integration.ports import Clock

PREFIX = "whsec_"


class Unsigned(Exception):
    """A delivery that nobody who knows the secret has sent, or that was sent long ago."""


class Seal:
    """Checks the deliveries of one system."""

    def __init__(self, secret: str, clock: Clock, max_age_s: float) -> None:
        self._key, self._clock, self._max_age_s = key_of(secret), clock, max_age_s

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """
        Args:
            headers: with names in lower case.

        Raises:
            Unsigned: if the signature is not the system's own, or too old or too new.
        """
        number, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not (number and stamp.isdigit()):
            raise Unsigned("no webhook-id or webhook-timestamp")
        if abs(self._clock.now().timestamp() - int(stamp)) > self._max_age_s:
            raise Unsigned(f"timestamp {stamp} is too far from now")
        if not any(hmac.compare_digest(self._signed(number, stamp, body), one) for one in given(headers)):
            raise Unsigned("no signature fits")

    def _signed(self, number: str, stamp: str, body: bytes) -> bytes:
        digest = hmac.new(self._key, f"{number}.{stamp}.".encode() + body, hashlib.sha256).digest()
        return base64.b64encode(digest)


def given(headers: Mapping[str, str]) -> list[bytes]:
    """The signatures of version 1; there may be several, while a secret is replaced."""
    signatures = (one.partition(",") for one in headers.get("webhook-signature", "").split())
    return [value.encode() for version, _, value in signatures if version == "v1"]


def key_of(secret: str) -> bytes:
    """A secret as it is handed out: base64 after `whsec_`; other text is taken as it is."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()
