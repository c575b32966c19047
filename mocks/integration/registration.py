"""Our address at a system: registered once, and again wherever it has been forgotten or has changed."""

from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.ports import JSON, Unreachable
from lotproof.mocks.integration.store import Store


class Registration:
    """`url` is where the system's webhooks reach us."""

    def __init__(self, client: SystemClient, url: str, store: Store) -> None:
        self.client, self.url, self.store = client, url, store
        self.ready = False

    async def ensure(self) -> None:
        """
        The same address again is the same registration; an address that we had before is taken back.

        Raises:
            Unreachable: if the system is away or does not take it.
        """
        body = b'{"url": "%s", "events": []}' % self.url.encode()
        answer = await self.client.call("POST", "/webhooks", headers={"content-type": "application/json"}, body=body)
        said = answer.json()
        if not answer.ok or not isinstance(said, dict):
            raise Unreachable(f"{self.client.name} /webhooks: status {answer.status}")
        before = self.store.row("SELECT * FROM registration WHERE system = ?", self.client.name)
        self._keep(said)
        if before is not None and before["url"] != self.url:
            await self.client.call("DELETE", f"/webhooks/{before['id']}")
        self.ready = True

    def _keep(self, said: JSON) -> None:
        with self.store.transaction():
            row = (self.client.name, str(said.get("id")), self.url)
            self.store.run("INSERT OR REPLACE INTO registration VALUES (?, ?, ?)", *row)
