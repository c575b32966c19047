"""
The world's folder: what stays the same over runs, and who lives in it now.

    lock.json       who: pid and start time of the rig and of the children that it has started
    secrets.json    passwords and secrets of all clients (mode 600)
    addresses.json  the port of each endpoint
    calendar.json   where each plant's time stands, and the run tags that are used up
    clients/NAME/   world.json (mode 600) and the integration's own state
    certificates/, broker/, systems/
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.tags import Tag
from lotproof.harness.suite.processes import Child, alive, child, end
from lotproof.mocks.kit.recover import take_up

T = TypeVar("T")

YEARS_AGO = 4
MORNING = 6


def morning_after(epoch: datetime, days: int) -> datetime:
    """The first morning that lies so many days after it."""
    after = epoch + timedelta(days=days)
    morning = after.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning >= after else morning + timedelta(days=1)


class Lock(msgspec.Struct, kw_only=True):
    rig: Child
    children: list[Child] = []


class Calendar(msgspec.Struct, kw_only=True):
    """`next_day` is the first day that no run has used yet (ISO 8601)."""

    next_day: str = ""
    tags: list[str] = []


class Home:
    """
    The folder of one world; `close` gives it up, and removes it where it was made for one command only.

    Args:
        path: a folder that is kept (`--world DIR`), or None for one that goes with the command.
    """

    def __init__(self, path: Path | None) -> None:
        self.kept = path is not None
        self.path = path.resolve() if path else _new_folder()
        self.swept: list[Child] = []
        self._lock = Lock(rig=child(os.getpid(), "lotproof"))

    def open(self) -> None:
        """
        Move in; what a dead rig has left running is stopped.

        Raises:
            InputError: if a living rig uses this world, or there can be none in this folder.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise InputError(
                "no world can be kept in this folder",
                which=str(self.path),
                expected="a folder that can be made and written",
                got=str(refused),
            ) from refused
        if not self.kept:
            self._sweep_beside()
        self._take_over(self.path)
        self._write_lock()

    def close(self) -> None:
        if self.kept:
            (self.path / "lock.json").unlink(missing_ok=True)
        else:
            shutil.rmtree(self.path, ignore_errors=True)

    def started(self, pid: int, what: str, *, group: bool = False) -> None:
        """A child runs: a rig that comes after us knows whom it may stop."""
        self._lock.children = [one for one in self._lock.children if alive(one)] + [child(pid, what, group=group)]
        self._write_lock()

    def secret(self, name: str) -> str:
        """The secret of that name, made once."""
        known = self._read("secrets.json", dict[str, str]) or {}
        if name not in known:
            known[name] = secrets.token_urlsafe(18)
            self._write("secrets.json", known)
        return known[name]

    def signing_secret(self, name: str) -> str:
        """A secret for signed webhooks, as Standard Webhooks spells it."""
        import base64

        return "whsec_" + base64.b64encode(self.secret(f"webhook {name}").ljust(24, "_").encode()[:24]).decode()

    @property
    def addresses(self) -> dict[str, int]:
        """The ports that this world had last time."""
        return self._read("addresses.json", dict[str, int]) or {}

    def keep_addresses(self, ports: dict[str, int]) -> None:
        self._write("addresses.json", ports)

    def next_epoch(self, days: int, of: Callable[[datetime], datetime] = lambda earliest: earliest) -> datetime:
        """
        When the next run begins: in the morning, or where `of` moves it to. Each run ends before the one after it
        begins.
        """
        calendar = self._read("calendar.json", Calendar) or Calendar()
        first = datetime.now(UTC).replace(hour=MORNING, minute=0, second=0, microsecond=0)
        first -= timedelta(days=365 * YEARS_AGO)
        first -= timedelta(days=first.weekday())
        epoch = of(datetime.fromisoformat(calendar.next_day) if calendar.next_day else first)
        calendar.next_day = morning_after(epoch, days).isoformat()
        self._write("calendar.json", calendar)
        return epoch

    def new_tag(self) -> Tag:
        """A run tag that no run of this world has borne."""
        calendar = self._read("calendar.json", Calendar) or Calendar()
        tag = Tag.of(secrets.randbelow(32**4))
        while tag.text in calendar.tags:
            tag = Tag.of(secrets.randbelow(32**4))
        calendar.tags.append(tag.text)
        self._write("calendar.json", calendar)
        return tag

    def client_folder(self, name: str) -> Path:
        folder = self.path / "clients" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    # -- who lives here --------------------------------------------------------------------------------------------

    def _take_over(self, folder: Path) -> None:
        lock = _lock_of(folder)
        if lock is None or lock.rig == self._lock.rig:
            return
        if alive(lock.rig):
            raise InputError(
                "this world is in use",
                which=str(folder),
                got=f"a lotproof with pid {lock.rig.pid}",
                where="Wait until it has ended, or name another folder with --world.",
            )
        self.swept += [one for one in lock.children if end(one)]

    def _sweep_beside(self) -> None:
        """Worlds that dead rigs made for one command: their children are stopped, their folders removed."""
        for folder in self.path.parent.glob("world-*"):
            lock = _lock_of(folder)
            if lock and not alive(lock.rig):
                self._take_over(folder)
                take_up(folder / "systems")
                shutil.rmtree(folder, ignore_errors=True)

    def _write_lock(self) -> None:
        self._write("lock.json", self._lock)

    def _write(self, name: str, content: object) -> None:
        write_private(self.path / name, msgspec.json.format(msgspec.json.encode(content), indent=1))

    def _read(self, name: str, kind: type[T]) -> T | None:
        path = self.path / name
        if not path.exists():
            return None
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except msgspec.MsgspecError as wrong:
            raise InputError(
                "a file of the world is damaged",
                which=str(path),
                got=str(wrong),
                where="Remove it, or name another folder with --world.",
            ) from wrong


def write_private(path: Path, content: bytes) -> None:
    """A file that only its owner reads; whole or not at all."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    part.replace(path)


def _new_folder() -> Path:
    who = os.getuid() if hasattr(os, "getuid") else "user"
    above = Path(tempfile.gettempdir()) / f"lotproof-{who}"
    above.mkdir(mode=0o700, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="world-", dir=above))


def _lock_of(folder: Path) -> Lock | None:
    try:
        return msgspec.json.decode((folder / "lock.json").read_bytes(), type=Lock)
    except (OSError, msgspec.MsgspecError):
        return None
