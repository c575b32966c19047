"""OAuth2 client credentials: opaque tokens that run out soon, and that can be killed before."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Literal
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from lotproof.mocks.kit.config import ClientConfig

PER_CLIENT = 64
"""So many tokens of one client are kept; the oldest go first."""


class Token(msgspec.Struct, kw_only=True):
    client: str
    until: float
    revoked: str = ""


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: str
    expires_in: int


class TokenRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """As RFC 6749, section 5.2."""

    error: Literal["invalid_client", "unsupported_grant_type", "invalid_request"]
    error_description: str = ""


class TokenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A form; the client names itself here or by HTTP Basic."""

    grant_type: Literal["client_credentials"]
    client_id: str = ""
    client_secret: str = ""


class Tokens:
    """
    The tokens of one system.

    Args:
        clients: who may ask.
        lasts_s: how long a token is good for.
        now: the loop's time.
    """

    def __init__(self, clients: Mapping[str, ClientConfig], *, lasts_s: float, now: Callable[[], float]) -> None:
        self._clients, self._lasts_s, self._now = clients, lasts_s, now
        self._tokens: dict[str, Token] = {}

    def named(self, headers: Mapping[bytes, bytes], body: bytes) -> str:
        """The client that a token request comes from, whether or not its secret is right; '' if it does not say."""
        return _credentials(headers, body)[0]

    def request(self, headers: Mapping[bytes, bytes], body: bytes) -> TokenAnswer | TokenRefusal:
        """The answer to `POST /token`."""
        grant = _form(body).get("grant_type", "")
        client, secret = _credentials(headers, body)
        known = self._clients.get(client)
        if known is None or not hmac.compare_digest(known.secret.encode(), secret.encode()):
            return TokenRefusal(error="invalid_client", error_description="Unknown client or wrong secret.")
        if grant != "client_credentials":
            error = "unsupported_grant_type" if grant else "invalid_request"
            return TokenRefusal(error=error, error_description="Only client_credentials is granted.")  # type: ignore[arg-type]
        return TokenAnswer(access_token=self._issue(client), token_type="Bearer", expires_in=int(self._lasts_s))

    def look(self, headers: Mapping[bytes, bytes]) -> Token | None:
        """The bearer token of a request, good, dead or revoked; None if there is none that was ever given out."""
        kind, _, token = headers.get(b"authorization", b"").partition(b" ")
        return self._tokens.get(token.strip().decode("latin-1")) if kind.lower() == b"bearer" else None

    def good(self, token: Token | None) -> bool:
        return token is not None and not token.revoked and self._now() < token.until

    def revoke(self, clients: Callable[[str], bool], strike: str) -> int:
        """Kill all good tokens of these clients; how many there were."""
        hit = [t for t in self._tokens.values() if clients(t.client) and self.good(t)]
        for token in hit:
            token.revoked = strike
        return len(hit)

    def _issue(self, client: str) -> str:
        own = [text for text, token in self._tokens.items() if token.client == client]
        for text in own[: max(0, len(own) - PER_CLIENT + 1)]:
            del self._tokens[text]
        fresh = secrets.token_urlsafe(24)
        self._tokens[fresh] = Token(client=client, until=self._now() + self._lasts_s)
        return fresh


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))


def _credentials(headers: Mapping[bytes, bytes], body: bytes) -> tuple[str, str]:
    kind, _, text = headers.get(b"authorization", b"").partition(b" ")
    if kind.lower() == b"basic":
        try:
            client, _, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return unquote_plus(client), unquote_plus(secret)
    form = _form(body)
    return form.get("client_id", ""), form.get("client_secret", "")
