"""
The reference integration as a process: `python -m lotproof.mocks.integration`.

It reads LOTPROOF_WORLD (the path of world.json), LOTPROOF_PORT (where it listens) and LOTPROOF_STATE (the folder that
it keeps), and LOTPROOF_PUBLIC_URL where the systems reach it under another address.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.settings import FLOWS, Settings
from lotproof.mocks.integration.sockets import PooledHttp, ports_on, serve

HOST, PORT = "127.0.0.1", 8080
INPUT = 2
"""Exit code for what the caller has to put right."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("integration").setLevel(logging.DEBUG if asked.verbose else logging.WARNING)
    for noisy in ("asyncua", "gmqtt"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        world = world_of(os.environ)
        port = int(os.environ.get("LOTPROOF_PORT") or PORT)
        settings = settings_of(os.environ, asked.flows, port)
    except (OSError, KeyError, ValueError, msgspec.MsgspecError) as wrong:
        print(f"cannot start: {type(wrong).__name__}: {wrong}", file=sys.stderr)
        return INPUT
    folder = Path(os.environ.get("LOTPROOF_STATE") or "state")
    try:
        asyncio.run(work(world, settings, folder, port=port, variant=asked.variant))
    except OSError as taken:
        print(f"cannot start: {taken}", file=sys.stderr)
        return INPUT
    return 0


async def work(world: JSON, settings: Settings, folder: Path, *, port: int, variant: str) -> None:
    """Until somebody asks it to end."""

    def make(http: PooledHttp) -> Integration:
        ports = ports_on(world, folder, http)
        if not variant:
            return Integration(world, settings, ports)
        from lotproof.mocks.integration.variants import named

        return named(variant).build(world, settings, ports)

    task = asyncio.ensure_future(serve(make, host=HOST, port=port))
    for end in (signal.SIGTERM, signal.SIGINT):
        try:
            asyncio.get_running_loop().add_signal_handler(end, task.cancel)
        except NotImplementedError:
            signal.signal(end, lambda *_: task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        return


def world_of(env: Mapping[str, str]) -> JSON:
    world: JSON = msgspec.json.decode(Path(env["LOTPROOF_WORLD"]).read_bytes(), type=dict)
    return world


def settings_of(env: Mapping[str, str], flows: str, port: int) -> Settings:
    """
    Raises:
        ValueError: if a flow is named that there is not.
    """
    chosen = tuple(name.strip() for name in flows.split(",") if name.strip()) if flows else FLOWS
    for name in chosen:
        if name not in FLOWS:
            raise ValueError(f"unknown flow {name!r}; there are {', '.join(FLOWS)}")
    url = env.get("LOTPROOF_PUBLIC_URL") or f"http://{HOST}:{port}"
    return Settings(flows=chosen, public_url=url)


def parser() -> argparse.ArgumentParser:
    parsed = argparse.ArgumentParser(prog="python -m lotproof.mocks.integration", description=__doc__)
    parsed.add_argument("--flows", default="", help="only these flows, separated by commas")
    parsed.add_argument("--variant", default="", help="a faulty variant, by name")
    parsed.add_argument("--verbose", action="store_true", help="tell what goes on")
    return parsed


if __name__ == "__main__":
    sys.exit(main())
