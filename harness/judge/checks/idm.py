"""IDM: idempotency. What comes twice has one effect, and what only looks alike has two."""

from collections import defaultdict
from collections.abc import Iterable

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.registry import DOUBLED, Row, judges
from lotproof.harness.judge.evidence import Blow, Copy, Made, Request
from lotproof.harness.model.facts import Fact


def struck(case: Case, *faults: str) -> list[str]:
    """The facts whose identity strikes of these faults hit."""
    hits = (hit.body for blow in case.blows(*faults) for hit in blow.hits)
    named = (hit.fact or case.evidence.identity.get((hit.stream, hit.seq), "") for hit in hits)
    return list(dict.fromkeys(fact for fact in named if fact))


def twice(case: Case, facts: Iterable[str], *wires: str) -> list[str]:
    """Those of which the client confirmed at least two copies (on these wires)."""
    return [
        fact
        for fact in facts
        if sum(bool(copy.acked) for copy in case.copies(fact) if not wires or copy.body.wire in wires) > 1
    ]


def one_effect(row: Row, facts: list[str]) -> None:
    """Each of these facts has one effect at each place where it counts."""
    row.saw(sum(bool(row.case.touched([fact])) for fact in facts))
    row.sheets(row.case.touched(facts), wrong=DOUBLED, facts=facts)


@judges("IDM-01")
def a_second_delivery_counts_once(row: Row) -> None:
    """
    Judges facts whose MQTT message came again with DUP.

    Exercised: both copies were confirmed, so the integration was alive for both. Passes: a table of stream and seq with
    a unique key; a system's own `reference` filter asked before each posting.
    """
    facts = struck(row.case, "mqtt_duplicate")
    one_effect(row, [fact for fact in facts if sum(map(_published, row.case.copies(fact))) > 1])


def _published(copy: Copy) -> bool:
    """A message on MQTT (or on the memory wire in its place) that was confirmed."""
    return bool(copy.acked) and copy.body.wire != "webhook" and copy.body.how not in ("notification", "read")


@judges("IDM-02")
def a_resend_counts_once(row: Row) -> None:
    """
    Judges facts that their source sent again under a new message id.

    Exercised: at least two copies were confirmed. Passes: stream and seq as key; a last seq per stream with a window
    for late ones.
    """
    one_effect(row, twice(row.case, struck(row.case, "floor_resend")))


@judges("IDM-03")
def a_lost_answer_counts_once(row: Row) -> None:
    """
    Judges postings that were committed and whose answer was lost.

    Exercised: each committed call without an answer that came back. Passes: the same Idempotency-Key with the same
    bytes; a look for the natural reference before posting again.
    """
    for request in lost_answers(row.case):
        places = dict.fromkeys(made_at for made_at in row.case.places_of(request))
        sheets = [row.case.sheets[place] for place in places if place.how != "last"]
        row.saw(bool(places))
        row.sheets(sheets, wrong=DOUBLED)


def lost_answers(case: Case) -> list[Request]:
    """Committed calls of the client under test whose answer did not come back to a living client."""
    own = (request for request in case.evidence.requests if request.call.client == case.evidence.client)
    return [request for request in own if request.effects and not request.known]


@judges("IDM-04")
def a_second_webhook_counts_once(row: Row) -> None:
    """
    Judges facts whose webhook came twice, or twice at once.

    Exercised: two copies were accepted. Passes: stream and seq as key; a webhook taken only as a bell to read the feed.
    """
    one_effect(row, twice(row.case, row.case.evidence.facts_told, "webhook"))


@judges("IDM-05")
def two_paths_count_once(row: Row) -> None:
    """
    Judges facts that the client confirmed on two paths: MQTT and OPC UA, or more.

    Exercised: each such fact that no other duplicate concerns. Passes: one inbox for all paths; one path as the source
    and the other to fill gaps.
    """
    other = set(struck(row.case, "mqtt_duplicate", "floor_resend", "floor_replay", "mqtt_cut", "opcua_cut"))
    other |= {fact for request in lost_answers(row.case) for fact in row.case.facts_of(request)}
    both = [fact for fact in row.case.evidence.facts_told if fact not in other and len(_paths(row.case, fact)) > 1]
    one_effect(row, both)


def _paths(case: Case, fact: str) -> set[tuple[str, bool]]:
    """The ways on which the client confirmed a fact; the memory wire has two in one."""
    copies = (copy.body for copy in case.copies(fact) if copy.acked)
    return {(copy.wire, copy.how in ("notification", "read")) for copy in copies if copy.wire != "webhook"}


@judges("IDM-06")
def twins_both_count(row: Row) -> None:
    """
    Judges facts that are alike in everything but seq.

    Exercised: each such group whose members were all confirmed. Passes: stream and seq as key; postings added up per
    order and lot over a window.
    """
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for fact in row.case.evidence.facts:
        if fact.stream and (fact.ins or fact.outs):
            groups[_looks(fact)].append(fact.id)
    for facts in groups.values():
        sheets = row.case.touched(facts)
        if len(facts) > 1 and sheets and all(row.case.confirmed(fact) for fact in facts):
            row.saw()
            row.sheets(sheets, wrong=("short", "missing"), facts=facts)


def _looks(fact: Fact) -> tuple[object, ...]:
    return fact.kind, fact.at_us, fact.equipment, fact.order, fact.operation, fact.subject, fact.ins, fact.outs


@judges("IDM-07")
def a_crash_forgets_nothing(row: Row) -> None:
    """
    Judges facts that had an effect before the integration was killed: none is made again after it.

    Exercised: each kill that hit, after which the integration came back. Passes: an inbox on disk, written with the
    outbox in one transaction; a read-back of what stands in the systems at the start.
    """
    for blow in kills(row.case):
        row.saw()
        for sheet in row.case.sheets.values():
            if row.case.claimed(sheet.place.flow) and _again_after(sheet.made, blow):
                row.sheets([sheet], wrong=DOUBLED, facts=_done_before(row.case, sheet.made, blow))


def kills(case: Case) -> list[Blow]:
    """Kills of the integration's process that hit."""
    return [blow for blow in case.evidence.blows.values() if blow.target == "process" and blow.hits]


def _again_after(made: list[Made], blow: Blow) -> bool:
    return bool(made) and made[0].at.mono_ns <= blow.hits[0].at.mono_ns < made[-1].at.mono_ns


def _done_before(case: Case, made: list[Made], blow: Blow) -> set[str]:
    """The facts that the effects refer to on both sides of the kill; without references all that left before it."""
    cut = blow.hits[0].at.mono_ns
    before = {case.evidence.fact_of(one.effect.reference) for one in made if one.at.mono_ns <= cut}
    after = {case.evidence.fact_of(one.effect.reference) for one in made if one.at.mono_ns > cut}
    both = (before & after) - {""}
    return both or ({fact for fact, left in case.left.items() if left <= cut} if "" in before | after else set())


@judges("IDM-09")
def keys_say_the_same_thing(row: Row) -> None:
    """
    Judges how calls are made again after an answer that was lost or a system that failed.

    Exercised: each call that was made again. A call made again bears the key of the first, or the client read from
    that system in between; and no key stands on two different requests. Passes: a key per posting, kept with it; no
    keys, and a read by natural reference before each second try.
    """
    last: dict[tuple[str, ...], Request] = {}
    by_key: dict[tuple[str, str], Request] = {}
    read_at: dict[str, int] = {}
    for request in row.case.evidence.requests:
        call = request.call
        if call.client != row.case.evidence.client or call.op == "token":
            continue
        if call.method == "GET":
            read_at[call.system] = request.at.mono_ns
            continue
        _reused(row, request, by_key)
        what = (call.system, call.op, call.path, call.digest)
        before = last.get(what)
        if before is not None and call.digest and _open_ended(before):
            row.saw()
            kept = call.idempotency_key and call.idempotency_key == before.call.idempotency_key
            if not kept and read_at.get(call.system, 0) < before.at.mono_ns:
                _new_key(row, before, request)
        last[what] = request


def _open_ended(request: Request) -> bool:
    """Whether the client could not know that the call had no effect."""
    return not request.known or (request.answer is not None and request.answer.wire_status >= 500)


def _reused(row: Row, request: Request, by_key: dict[tuple[str, str], Request]) -> None:
    call = request.call
    if not call.idempotency_key:
        return
    first = by_key.setdefault((call.system, call.idempotency_key), request)
    if (first.call.op, first.call.path, first.call.digest) != (call.op, call.path, call.digest):
        row.saw()
        row.find(
            f"key {call.idempotency_key} at {call.system}",
            f"Two different requests to {call.system.upper()} bear the same idempotency key: {first.call.path} and "
            f"{call.path}.",
            system=call.system,
            expected="one key per request",
            observed=call.idempotency_key,
            made=[*first.effects[:1], *request.effects[:1]],
            moments=[row.teller.request(first), row.teller.request(request)],
        )


def _new_key(row: Row, before: Request, request: Request) -> None:
    call = request.call
    keys = f"{before.call.idempotency_key or 'no key'}, then {call.idempotency_key or 'no key'}"
    row.find(
        f"{call.op} at {call.system}",
        f"A call to {call.system.upper()} {call.path} whose outcome was open was made again under another key, and "
        f"nothing was read back in between ({keys}).",
        system=call.system,
        expected="the same key, or a read in between",
        observed=keys,
        made=[*before.effects[:1], *request.effects[:1]],
        moments=[row.teller.request(before), row.teller.request(request)],
    )
