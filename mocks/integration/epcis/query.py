"""
The EPCIS 2.0 query interface, as far as a tracer walks: `GET /events` with `MATCH_*`, times, ids and pages.

Values of one parameter are alternatives (`|`), parameters together all hold. An unknown parameter is an error, never
left aside: a filter that is not honoured would give a wrong answer.
"""

import base64
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import msgspec
from lotproof.mocks.integration.canonical import iso, moment
from lotproof.mocks.integration.epcis.names import OWN
from lotproof.mocks.integration.epcis.telling import LISTS
from lotproof.mocks.integration.ports import JSON, Answer, Clock
from lotproof.mocks.integration.store import Store

CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"lp": OWN}]
HEADERS = {
    "content-type": "application/ld+json",
    "gs1-epcis-version": "2.0.0",
    "gs1-cbv-version": "2.0.0",
    "gs1-epc-format": "Always_GS1_Digital_Link",
}
PER_PAGE = 30

COMPARED = {
    "GE_eventTime": "event_time >= ?",
    "LT_eventTime": "event_time < ?",
    "GE_recordTime": "record_time >= ?",
    "LT_recordTime": "record_time < ?",
}
MATCHED = {parameter for parameters in LISTS.values() for parameter in parameters}
STEERED = ("perPage", "nextPageToken", "orderBy", "orderDirection", "eventCountLimit", "maxEventCount")
ORDERS = {"eventTime": "event_time", "recordTime": "record_time"}


class QueryError(Exception):
    """A question that cannot be answered as it was put."""


class Query:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock

    def answer(self, path: str, query: Mapping[str, str]) -> Answer:
        """
        `events`, or `events/{eventID}`; an event that was withdrawn stands there with its declaration.
        """
        name, _, event_id = path.strip("/").partition("/")
        if name != "events":
            return problem(404, "NoSuchResourceException", path)
        try:
            asked = {**query, **({"EQ_eventID": event_id} if event_id else {})}
            return self.page(path, asked)
        except (QueryError, ValueError) as wrong:
            return problem(400, "QueryParameterException", str(wrong))

    def page(self, path: str, query: Mapping[str, str]) -> Answer:
        wheres, values = self.condition(query)
        size, offset = int(query.get("perPage", PER_PAGE)), offset_of(query)
        limit = int(query.get("eventCountLimit", 0)) or None
        column = ORDERS[query["orderBy"]] if query.get("orderBy") in ORDERS else "event_time"
        direction = "ASC" if query.get("orderDirection") == "ASC" else "DESC"
        sql = f"SELECT body FROM epcis WHERE {' AND '.join(wheres) or '1'} ORDER BY {column} {direction}, n {direction}"
        rows = self.store.rows(f"{sql} LIMIT ? OFFSET ?", *values, size + 1, offset)
        rows = rows[: max(limit - offset, 0)] if limit else rows
        more = {**query, "nextPageToken": token_of(offset + size)} if len(rows) > size else None
        link = {"link": f'<{path_of(path)}?{urlencode(more)}>; rel="next"'} if more else {}
        events = [msgspec.json.decode(row["body"]) for row in rows[:size]]
        return Answer(status=200, headers={**HEADERS, **link}, body=msgspec.json.encode(self.document(events)))

    def document(self, events: list[JSON]) -> JSON:
        results = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": events}}
        return {
            "@context": CONTEXT,
            "type": "EPCISQueryDocument",
            "schemaVersion": "2.0",
            "creationDate": iso(self.clock.now()),
            "epcisBody": {"queryResults": results},
        }

    def condition(self, query: Mapping[str, str]) -> tuple[list[str], list[str]]:
        wheres: list[str] = []
        values: list[str] = []
        for name, text in query.items():
            if name in STEERED:
                continue
            for where, said in clauses(name, text):
                wheres.append(where)
                values.extend(said)
        return wheres, values


def clauses(name: str, text: str) -> Iterator[tuple[str, list[str]]]:
    """
    Raises:
        QueryError: for a parameter that we do not know.
    """
    chosen = text.split("|")
    marks = ", ".join("?" * len(chosen))
    if name in COMPARED:
        yield COMPARED[name], [moment(text.replace(" ", "+"))]
    elif name in ("EQ_eventID", "eventType"):
        yield f"{'event_id' if name == 'EQ_eventID' else 'type'} IN ({marks})", chosen
    elif name == "EXISTS_errorDeclaration":
        yield "json_extract(body, '$.errorDeclaration') IS NOT NULL", []
    elif name in MATCHED or name.startswith("EQ_bizTransaction_"):
        yield f"n IN (SELECT n FROM mention WHERE list = ? AND id IN ({marks}))", [name, *chosen]
    else:
        raise QueryError(f"unknown parameter {name}; known are {', '.join(sorted(MATCHED | set(COMPARED)))}")


def path_of(path: str) -> str:
    return f"/epcis/{path.strip('/')}"


def token_of(offset: int) -> str:
    return base64.urlsafe_b64encode(str(offset).encode()).decode()


def offset_of(query: Mapping[str, str]) -> int:
    text = query.get("nextPageToken")
    return int(base64.urlsafe_b64decode(text)) if text else 0


def problem(status: int, kind: str, text: str) -> Answer:
    said = {"type": f"epcisException:{kind}", "title": kind, "status": status, "detail": text}
    body = msgspec.json.encode(said)
    return Answer(status=status, headers={"content-type": "application/problem+json"}, body=body)
