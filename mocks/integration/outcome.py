"""
What an answer means for the posting: done, try again, or never.

The codes are those of the systems' problem documents. What a system calls transient is tried again; what it refuses
for good is raised, once, and not tried again by itself.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec
from lotproof.mocks.integration.ports import Answer

Kind = Literal["done", "again", "missing", "refused"]

TRANSIENT = (401, 408, 423, 425, 429, 500, 502, 503, 504)
IN_PROGRESS = ("idempotency-in-progress", "locked", "in-progress", "busy", "version-conflict")
THERE_ALREADY = ("unit-exists", "consignment-delivered")
MISSING = {"lots": "unknown-lot", "orders": "unknown-order", "work-orders": "unknown-order"}
"""The business exception for what is not found, by the first part of the path where it should stand."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`missing`: not sent, as what it rests on is not there. `pause_s`: the system wants to be left alone so long."""

    kind: Kind
    code: str = ""
    text: str = ""
    pause_s: float = 0.0


def judged(answer: Answer, now: datetime) -> Outcome:
    """What the answer to a posting means."""
    if answer.ok:
        return Outcome(kind="done")
    code, text, transient = problem(answer)
    pause_s = retry_after_s(answer, now)
    kind = kind_of(answer.status, code, transient or pause_s > 0)
    return Outcome(kind=kind, code=code, text=text, pause_s=pause_s)


def missing(path: str) -> Outcome:
    """The system does not know what stands under this path."""
    kind = path.strip("/").split("/")[0]
    return Outcome(kind="missing", code=MISSING.get(kind, "unknown-reference"), text=f"{path} is not there")


def is_there(answer: Answer) -> bool:
    """A lot may be known by its status only (`here` is false): it has not come yet."""
    said = answer.json()
    return bool(said.get("here", True)) if isinstance(said, dict) else True


def kind_of(status: int, code: str, transient: bool) -> Kind:
    if code in THERE_ALREADY:
        return "done"
    if transient or status in TRANSIENT or status >= 500 or code in IN_PROGRESS:
        return "again"
    return "refused"


def problem(answer: Answer) -> tuple[str, str, bool]:
    """Code, text and whether it calls itself transient, of a problem document (RFC 9457)."""
    body = answer.json()
    if not isinstance(body, dict):
        return f"http-{answer.status}", "", False
    code = str(
        body.get("code") or str(body.get("type") or "").replace("/", ":").rpartition(":")[2] or f"http-{answer.status}"
    )
    text = str(body.get("detail") or body.get("title") or "")
    return code, text, bool(body.get("transient") or body.get("retryable"))


def retry_after_s(answer: Answer, now: datetime) -> float:
    """Seconds that the answer asks to wait, given in seconds or as a date; 0 without."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
