"""The desk: what we answer when we are asked, and what a person has us try once more."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from lotproof.mocks.integration.canonical import decode, moment
from lotproof.mocks.integration.epcis.query import Query
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.figures import Figures
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.outbox import Outbox
from lotproof.mocks.integration.ports import Answer
from lotproof.mocks.integration.sheet import Sheet
from lotproof.mocks.integration.trace import NEVER, Question, Tracer

KINDS = (
    "lot",
    "serial",
    "unit",
    "order",
    "shipment",
    "customer",
    "customer_order",
    "service_order",
    "complaint",
    "receipt",
    "return",
)


class Desk:
    def __init__(
        self,
        *,
        waits_for: Callable[[], list[str]],
        tracer: Tracer,
        exceptions: Exceptions,
        figures: Figures,
        query: Query,
        sheet: Sheet,
        inbox: Inbox,
        outbox: Outbox,
    ) -> None:
        self.waits_for, self.tracer, self.exceptions = waits_for, tracer, exceptions
        self.figures, self.query, self.sheet = figures, query, sheet
        self.inbox, self.outbox = inbox, outbox

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        name, _, rest = path.strip("/").partition("/")
        match name:
            case "ready":
                waits = self.waits_for()
                return said({"ready": not waits, "waits_for": waits}, status=503 if waits else 200)
            case "trace":
                return self.trace(query)
            case "epcis":
                return self.query.answer(rest, query)
            case "fsma204":
                return self.regulator(query.get("since", ""))
        return self.queue(name, path, query)

    def queue(self, name: str, path: str, query: Mapping[str, str]) -> Answer:
        """What stands open, and how it goes."""
        if name == "exceptions":
            return said(self.exceptions.listed(query.get("since", "")))
        if name == "figures":
            return said(self.figures.told())
        return wrong(404, f"nothing is at {path}")

    def regulator(self, since: str) -> Answer:
        """The sheet of all that happened since a moment."""
        try:
            text = self.sheet.csv(moment(since.replace(" ", "+")) if since else "")
        except ValueError as unclear:
            return wrong(400, str(unclear))
        return Answer(status=200, headers={"content-type": "text/csv; charset=utf-8"}, body=text)

    def trace(self, query: Mapping[str, str]) -> Answer:
        """The `graph` answer of the contract."""
        try:
            question = question_of(query)
        except (ValueError, msgspec.ValidationError) as unclear:
            return wrong(400, str(unclear))
        graph = self.tracer.answer(question)
        return wrong(404, f"no {question.kind} {question.id} is known") if graph is None else said(graph)

    def post(self, path: str) -> Answer:
        parts = path.strip("/").split("/")
        if len(parts) != 3 or (parts[0], parts[2]) != ("exceptions", "replay"):
            return wrong(404, f"nothing is at {path}")
        row = self.exceptions.find(parts[1])
        if row is None:
            return wrong(404, f"no exception {parts[1]}")
        return said({"id": parts[1], "replayed": self.replay(row["posting"], row["source"])}, status=202)

    def replay(self, posting: int, source: str) -> bool:
        """Try a refused posting, or a fact that waits, once more; whether there was anything to try."""
        with self.inbox.store.transaction():
            if posting:
                return self.outbox.reopen(posting)
            waiting = [row for row in self.inbox.waiting() if row["source"] == source]
            for row in waiting:
                self.inbox.redo(decode(row["body"]))
            return bool(waiting)


def question_of(query: Mapping[str, str]) -> Question:
    """
    Raises:
        ValueError: if kind, id, direction or as_of make no sense.
    """
    kind, number = query.get("kind", "lot"), query.get("id", "")
    direction = query.get("direction", "backward")
    if kind not in KINDS or not number or direction not in ("backward", "forward"):
        raise ValueError(f"expected id, direction backward or forward, and kind one of {', '.join(KINDS)}")
    until = moment(query["as_of"].replace(" ", "+")) if query.get("as_of") else NEVER
    scope, system = query.get("scope", ""), query.get("system", "")
    return Question(kind=kind, id=number, direction=direction, scope=scope, system=system, as_of=until)


def said(content: Any, status: int = 200) -> Answer:
    headers = {"content-type": "application/json"}
    return Answer(status=status, headers=headers, body=msgspec.json.encode(content))


def wrong(status: int, text: str) -> Answer:
    headers = {"content-type": "application/problem+json"}
    body = msgspec.json.encode({"type": "about:blank", "title": "not answered", "status": status, "detail": text})
    return Answer(status=status, headers=headers, body=body)
