"""
One business system, as a caller sees it: a token that runs out, and a will to be left alone for a while.
"""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

from lotproof.mocks.integration.outcome import retry_after_s
from lotproof.mocks.integration.ports import JSON, Answer, Clock, Http, Unreachable
from lotproof.mocks.integration.settings import Settings

FORM = "application/x-www-form-urlencoded"
EARLY_S = 2.0
"""A token is renewed this long before it runs out."""


class SystemClient:
    """
    Calls one system. No two callers fetch a token at once; a token that was refused is renewed once and the call goes
    on; while the system asks to be left alone nobody calls it.
    """

    def __init__(self, name: str, endpoint: JSON, *, http: Http, clock: Clock, settings: Settings) -> None:
        self.name, self.url = name, str(endpoint["url"]).rstrip("/")
        self.webhook_secret = str(endpoint.get("webhook_secret") or "")
        self._token_url = str(endpoint.get("token_url") or f"{self.url}/token")
        self._credentials: JSON = endpoint.get("credentials") or {}
        self._http, self._clock, self._settings = http, clock, settings
        self._token, self._token_until = "", 0.0
        self._renewing = asyncio.Lock()
        self._no_token_until = 0.0
        self._quiet_until = 0.0

    async def post(self, path: str, body: bytes, *, key: str, source: str = "") -> Answer:
        """A posting under an idempotency key; the body goes out as it is."""
        headers = {"idempotency-key": f'"{key}"', "content-type": "application/json", **trace(source, key)}
        return await self.call("POST", path, headers=headers, body=body)

    async def get(self, path: str, **query: str | int) -> Answer:
        return await self.call("GET", f"{path}?{urlencode(query)}" if query else path)

    async def listed(self, path: str, **query: str | int) -> AsyncIterator[Any]:
        """
        A paged list, whole: every page until no next one is named.

        Raises:
            Unreachable: if a page is not to be had.
        """
        cursor: Any = None
        while True:
            more: dict[str, str | int] = {**query, "limit": 200, **({"cursor": cursor} if cursor else {})}
            answer = await self.get(path, **more)
            page = answer.json()
            if not answer.ok or not isinstance(page, dict):
                raise Unreachable(f"{self.name} {path}: status {answer.status}")
            for one in page.get("items") or ():
                yield one
            following = page.get("next")
            if not following or following == cursor:
                return
            cursor = following

    async def call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """
        One request with a valid token.

        Raises:
            Unreachable: if no answer came; the request may have taken effect.
        """
        for last in (False, True):
            token = await self._valid_token()
            sent = {**(headers or {}), "authorization": f"Bearer {token}", "accept": "application/json"}
            answer = await self._request(method, self.url + path, sent, body)
            if answer.status != 401 or last:
                break
            self._forget(token)
        return answer

    def leave_alone(self, seconds: float) -> None:
        self._quiet_until = max(self._quiet_until, self._clock.monotonic() + seconds)

    @property
    def quiet_s(self) -> float:
        """How long it still wants to be left alone."""
        return max(0.0, self._quiet_until - self._clock.monotonic())

    async def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        while self.quiet_s:
            await self._clock.sleep(self.quiet_s)
        limit = self._settings.request_timeout_s
        answer = await self._http.request(method, url, headers=headers, body=body, timeout_s=limit)
        if answer.status in (429, 503):
            self.leave_alone(retry_after_s(answer, self._clock.now()))
        return answer

    async def _valid_token(self) -> str:
        async with self._renewing:
            if not self._token or self._clock.monotonic() >= self._token_until:
                await self._renewed()
            return self._token

    async def _renewed(self) -> None:
        """Ask for a token; who waited meanwhile does not ask again at once for what was just not to be had."""
        if self._clock.monotonic() < self._no_token_until:
            raise Unreachable(f"{self.name}: no token a moment ago")
        try:
            await self._renew()
        except Unreachable:
            self._no_token_until = self._clock.monotonic() + self._settings.backoff_first_s
            raise

    async def _renew(self) -> None:
        own = f"{self._credentials.get('client_id', '')}:{self._credentials.get('client_secret', '')}"
        headers = {"authorization": f"Basic {base64.b64encode(own.encode()).decode()}", "content-type": FORM}
        answer = await self._request("POST", self._token_url, headers, b"grant_type=client_credentials")
        said = answer.json()
        if not answer.ok or not isinstance(said, dict) or not said.get("access_token"):
            raise Unreachable(f"{self.name}: no token, status {answer.status}")
        lasts = float(said.get("expires_in") or 60)
        self._token = str(said["access_token"])
        self._token_until = self._clock.monotonic() + max(lasts - EARLY_S, lasts / 2)

    def _forget(self, token: str) -> None:
        if token == self._token:
            self._token = ""


def trace(source: str, key: str) -> dict[str, str]:
    """W3C trace context: one trace for each source event, one span for each posting."""
    if not source:
        return {}
    return {"traceparent": f"00-{hashlib.sha256(source.encode()).hexdigest()[:32]}-{key[:16]}-01"}
