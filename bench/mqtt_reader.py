"""
A gmqtt client in a process of its own: says `ready` when it has subscribed, `done` when it has got them all.

    python -m bench.mqtt_reader PORT USER PASSWORD COUNT
"""

import asyncio
import sys
from typing import Any

from gmqtt import Client


class Reader:
    """Counts messages."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.done = asyncio.Event()

    def __call__(self, *_: Any) -> int:
        self.left -= 1
        if not self.left:
            self.done.set()
        return 0


async def main(port: int, user: str, password: str, count: int) -> None:
    reader = Reader(count)
    client = Client("bench-reader")
    client.set_auth_credentials(user, password)
    client.on_message = reader
    client.on_subscribe = lambda *_: print("ready", flush=True)
    await client.connect("127.0.0.1", port, version=4)
    client.subscribe("northfield/#", qos=1)
    await reader.done.wait()
    print("done", flush=True)
    await client.disconnect()


if __name__ == "__main__":
    port, user, password, count = sys.argv[1:]
    asyncio.run(main(int(port), user, password, int(count)))
