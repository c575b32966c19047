"""
The caller of bench/posting.py, in a process of its own: so many postings over so many connections that are kept.

    python -m bench.posting_caller PORT TOKEN LANES PATH     then seconds on standard input, a line each
"""

import asyncio
import sys
import time

BODY = (
    b'{"order":"M1","operation":"10","item":"SALT","lot":"S1","quantity":"1.5","unit":"kg","equipment":"W1",'
    b'"operator":"ann","event_time":"2021-03-01T06:00:00.000Z","reference":"NORTH/W1/consumed#17",'
    b'"source_events":["NORTH/W1/consumed#17"]}'
)


class Lane(asyncio.Protocol):
    """One connection: a posting, its answer, the next posting. Each bears a key of its own."""

    def __init__(self, head: bytes, mark: str) -> None:
        self._head, self._mark = head, mark
        self.made = 0
        self.going = False
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def go(self) -> None:
        key = b'idempotency-key: "%s-%d"\r\n\r\n' % (self._mark.encode(), self.made)
        self._transport.write(self._head + key + BODY)  # type: ignore[attr-defined]

    def data_received(self, got: bytes) -> None:
        self._answer += got
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found or not _whole(head, body):
            return
        assert head.startswith(b"HTTP/1.1 201"), self._answer
        self._answer = b""
        self.made += 1
        if self.going:
            self.go()


def _whole(head: bytes, body: bytes) -> bool:
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        return body.endswith(b"0\r\n\r\n")
    _, _, length = lower.partition(b"content-length: ")
    return len(body) >= int(length.split(b"\r\n")[0])


async def main(port: str, token: str, lanes: str, path: str) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\naccept: application/json\r\ncontent-length: {len(BODY)}\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(_lane(head, n), "127.0.0.1", int(port)) for n in range(int(lanes))]
    for line in iter(sys.stdin.readline, ""):
        await _measure([lane for _, lane in opened], float(line))


def _lane(head: bytes, number: int):  # type: ignore[no-untyped-def]
    return lambda: Lane(head, f"{time.time_ns()}-{number}")


async def _measure(lanes: list[Lane], seconds: float) -> None:
    before, start = sum(lane.made for lane in lanes), time.perf_counter()
    for lane in lanes:
        lane.going = True
        lane.go()
    await asyncio.sleep(seconds)
    made, took = sum(lane.made for lane in lanes) - before, time.perf_counter() - start
    for lane in lanes:
        lane.going = False
    await asyncio.sleep(0.3)
    print(made / took, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
