"""How the rig asks over HTTP: is it ready, what does it answer."""

import asyncio
from types import TracebackType

import aiohttp
from lotproof.harness.model.seams import Reply

ANSWER_S = 10.0
READY_S = 2.0


class Asker:
    """One pool of connections of the rig's own; it asks once and tries nothing twice."""

    async def __aenter__(self) -> "Asker":
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, url: str) -> Reply:
        """
        The answer to a GET.

        Raises:
            OSError, TimeoutError: if there is none.
        """
        limit = aiohttp.ClientTimeout(total=ANSWER_S)
        try:
            async with self._session.get(url, timeout=limit) as answer:
                return Reply(status=answer.status, headers=dict(answer.headers), body=await answer.read())
        except aiohttp.ClientError as silent:
            raise OSError(str(silent) or type(silent).__name__) from silent
        except ValueError as wrong:
            raise OSError(f"no usable URL: {wrong}") from wrong

    async def status(self, url: str) -> int:
        """The status of the answer, 0 without one."""
        try:
            async with asyncio.timeout(READY_S):
                return (await self.get(url)).status
        except (OSError, TimeoutError):
            return 0
