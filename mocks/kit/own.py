"""What the kit itself answers, in every system: tokens, the change feed, webhooks, and the rig's look at the books."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from lotproof.mocks.kit.books import books
from lotproof.mocks.kit.core import Core, query_of
from lotproof.mocks.kit.decode import decoded
from lotproof.mocks.kit.exchange import Exchange, Reply, encode, refusal
from lotproof.mocks.kit.operations import Operation, cursor_of, limit_of
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import Name
from lotproof.mocks.kit.tokens import TokenAnswer, TokenRefusal, TokenRequest
from lotproof.mocks.kit.tx import Change
from lotproof.mocks.kit.webhooks import Registration

MANY = 16
"""So many webhooks may one client have in one system."""


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are types of change; none means all."""

    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$", max_length=500)]
    events: list[Name] = []


class Webhooks(msgspec.Struct, frozen=True, kw_only=True):
    items: list[Registration]
    next: str | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the cursor to go on from, or null where nothing follows now."""

    items: list[Change]
    next: int | None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    status: Literal["ok"]


class Books(msgspec.Struct, frozen=True, kw_only=True):
    sums: list[dict[str, Any]]
    values: list[dict[str, Any]]


TABLE: tuple[Operation, ...] = (
    Operation(
        name="token",
        method="POST",
        path="/token",
        body=TokenRequest,
        answer=TokenAnswer,
        open=True,
        summary="Get a token for client credentials",
    ),
    Operation(name="changes", method="GET", path="/changes", answer=Changes, summary="What was announced, in order"),
    Operation(
        name="register_webhook",
        method="POST",
        path="/webhooks",
        body=NewWebhook,
        answer=Registration,
        status=201,
        summary="Ask to be told of changes",
    ),
    Operation(name="list_webhooks", method="GET", path="/webhooks", answer=Webhooks, summary="Who is told"),
    Operation(
        name="remove_webhook",
        method="DELETE",
        path="/webhooks/{id}",
        answer=None,
        status=204,
        refuses=("not-found",),
        summary="Ask to be told no more",
    ),
    Operation(
        name="state",
        method="GET",
        path="/state",
        answer=Books,
        roles=("rig",),
        summary="The books: net sums and last values",
    ),
    Operation(name="health", method="GET", path="/health", answer=Health, open=True, summary="Whether it is up"),
)


def perform(core: Core, exchange: Exchange) -> Reply:
    """Answer one of these."""
    try:
        return _DO[exchange.name](core, exchange)
    except RefusedError as refused:
        return refusal(refused.problem)


def _token(core: Core, exchange: Exchange) -> Reply:
    answer = core.tokens.request(exchange.headers, exchange.body)
    if isinstance(answer, TokenAnswer):
        return Reply(status=200, body=encode(answer), headers=(("cache-control", "no-store"),))
    status = 401 if answer.error == "invalid_client" else 400
    challenge = (("www-authenticate", 'Basic realm="lotproof"'),) if status == 401 else ()
    return Reply(status=status, body=encode(answer), headers=challenge, code=answer.error)


def _changes(core: Core, exchange: Exchange) -> Reply:
    query = query_of(exchange)
    after, limit = cursor_of(query, "after"), limit_of(query)
    found = core.store.rows(
        "SELECT cursor, body FROM change WHERE cursor > ? ORDER BY cursor LIMIT ?", after, limit + 1
    )
    rows = list(found)
    items = [msgspec.structs.replace(change_of(row["body"]), cursor=row["cursor"]) for row in rows[:limit]]
    following = items[-1].cursor if len(rows) > limit else None
    return Reply(status=200, body=encode(Changes(items=items, next=following)))


def _register(core: Core, exchange: Exchange) -> Reply:
    assert exchange.op
    asked: NewWebhook = decoded(exchange.op, exchange.body)
    known = core.webhooks.registered(exchange.client)
    if len(known) >= MANY and asked.url not in {one.url for one in known}:
        raise RefusedError("invalid", f"at most {MANY} webhooks; remove one", field="url")
    return Reply(status=201, body=encode(core.webhooks.register(exchange.client, asked.url, asked.events)))


def _registered(core: Core, exchange: Exchange) -> Reply:
    return Reply(status=200, body=encode(Webhooks(items=core.webhooks.registered(exchange.client))))


def _remove(core: Core, exchange: Exchange) -> Reply:
    if not core.webhooks.remove(exchange.client, exchange.path["id"]):
        raise RefusedError("not-found", f"no webhook {exchange.path['id']}")
    return Reply(status=204)


def _state(core: Core, exchange: Exchange) -> Reply:
    return Reply(status=200, body=encode(books(core.store)))


def _health(core: Core, exchange: Exchange) -> Reply:
    return Reply(status=200, body=encode(Health(status="ok")))


change_of = msgspec.json.Decoder(Change).decode

_DO: dict[str, Callable[[Core, Exchange], Reply]] = {
    "token": _token,
    "changes": _changes,
    "register_webhook": _register,
    "list_webhooks": _registered,
    "remove_webhook": _remove,
    "state": _state,
    "health": _health,
}

__all__ = ["TABLE", "TokenRefusal", "perform"]
