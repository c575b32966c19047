"""RES: resilience. Whatever was away for a while: nothing lost, nothing twice, caught up afterwards."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lotproof.harness.judge.account import Sheet, Wrong
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.idm import kills
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import SECOND_NS, Blow, Request

HTTP = ("http_outage", "http_locked", "http_lost_answer")
TROUBLED: tuple[Wrong, ...] = ("short", "missing", "by hand", "over", "twice", "late", "overwritten")
BEFORE_NS = SECOND_NS
"""A fact that left so shortly before a strike is concerned too: its calls are still to be made."""

SOON_S = 0.02
"""A retry that comes sooner than this came without a pause."""


def concerned(case: Case, blow: Blow) -> list[str]:
    """The facts that left while a strike was at work, or shortly before."""
    start, end = blow.start.mono_ns - BEFORE_NS, blow.end_ns
    return [fact for fact, left in case.left.items() if start <= left <= end]


def survived(row: Row, facts: list[str], sheets: Iterable[Sheet]) -> None:
    """Nothing of these facts is lost, doubled or never caught up."""
    chosen = list(sheets)
    row.saw(sum(sheet.exercised > 0 for sheet in chosen))
    row.sheets(chosen, wrong=TROUBLED, facts=facts)


def _away(row: Row, *systems: str) -> None:
    for blow in row.case.blows(*HTTP):
        if blow.target in systems:
            facts = _refused(row.case, blow) or concerned(row.case, blow)
            survived(row, facts, [s for s in row.case.touched(facts) if s.place.system == blow.target])


def _refused(case: Case, blow: Blow) -> list[str]:
    """
    The facts whose postings were hit, where the record tells: each was made again later, and names its facts. Else
    nothing: then all that left in that time are concerned.
    """
    hit = {one.body.posting for one in blow.hits}
    own = [request for request in case.evidence.requests if request.call.client == case.evidence.client]
    todo = {name: False for request in own if request.posting in hit and _posts(request) for name in names(request)[:1]}
    facts: set[str] = set()
    for request in own:
        for name in names(request) if request.effects else ():
            if name in todo:
                todo[name] = True
                facts |= case.facts_of(request)
    return sorted(facts) if todo and all(todo.values()) else []


def _posts(request: Request) -> bool:
    return request.call.method != "GET" and request.call.op != "token"


@judges("RES-01")
def erp_was_away(row: Row) -> None:
    """
    Judges the effects in ERP of the facts that left while calls to it failed.

    Exercised: each place in ERP that such a fact concerns, where a call was hit. Passes: an outbox that tries again
    with the same key; a batch that is kept until it is answered.
    """
    _away(row, "erp")


@judges("RES-02")
def another_system_was_away(row: Row) -> None:
    """
    Judges the same in MES, QMS and WMS.

    Exercised: as for ERP. Passes: as for ERP; one that reads from the system what it has, and posts the rest.
    """
    _away(row, "mes", "qms", "wms")


@judges("RES-03")
def the_broker_connection_was_cut(row: Row) -> None:
    """
    Judges the facts around a cut of the MQTT connection, whether the cut message had arrived or not.

    Exercised: each place that the cut message or a fact of that time concerns. Passes: a persistent session with manual
    acknowledgement; a client that fills its gap from the cards on OPC UA.
    """
    for blow in row.case.blows("mqtt_cut", "broker_restart"):
        hit = {row.case.evidence.identity.get((one.body.stream, one.body.seq), "") for one in blow.hits}
        facts = [fact for fact in concerned(row.case, blow) if row.case.facts[fact].stream or fact in hit]
        facts += sorted(hit - set(facts) - {""})
        survived(row, facts, row.case.touched(facts))


@judges("RES-05")
def the_integration_was_killed(row: Row) -> None:
    """
    Judges the facts around a kill of the integration's process.

    Exercised: each place that they concern, where a kill hit. Passes: an inbox and an outbox on disk; no state at all,
    and a read of every feed from the beginning.
    """
    for blow in kills(row.case):
        facts = concerned(row.case, blow)
        survived(row, facts, row.case.touched(facts))


@judges("RES-07")
def poison_stops_nothing(row: Row) -> None:
    """
    Judges that a message that cannot be read was raised, and that what came after it on the floor went on in time.

    Exercised: each poison that reached the client. Passes: one that raises and confirms it; one that puts it aside into
    a dead-letter topic and raises that.
    """
    for blow in row.case.blows("mqtt_poison"):
        row.saw(len(blow.hits))
        at = blow.start.mono_ns
        after = [
            f for f, left in row.case.left.items() if at <= left <= at + 10 * SECOND_NS and row.case.facts[f].stream
        ]
        row.sheets(row.case.touched(after), wrong=("short", "missing", "by hand", "late"), facts=after)
        _poison_raised(row, blow)


def _poison_raised(row: Row, blow: Blow) -> None:
    queue, at = row.case.queue, blow.hits[0].at
    if not queue.offered:
        row.notes.append("raised: needs depth 2")
        return
    within = at.mono_ns + round(row.case.dues.deadlines.longest_s * SECOND_NS)
    raised = [one for one in queue.raised if not one.fact and at.mono_ns - BEFORE_NS <= one.raised_ns <= within]
    if len(raised) < len(blow.hits):
        row.find(
            f"poison {blow.name}",
            f"{len(blow.hits)} message(s) that cannot be read came at the strike {blow.name}; the exception queue "
            f"shows {len(raised)}.",
            expected=str(len(blow.hits)),
            observed=str(len(raised)),
            moments=[row.teller.at(at, blow.target, f"strike {blow.name}: {blow.hits[0].body.detail}")],
        )


@judges("RES-08")
def retries_leave_room(row: Row) -> None:
    """
    Judges the pauses between calls that are made again after a failure.

    Exercised: each call made again. Retry-After is waited for; without it no two tries follow at once, and of several
    the pauses do not shrink to nothing. What it was told before it was killed it need not remember. A call for a token
    bears nothing that tells one asker from another, so two askers are no retry. Passes: doubling with jitter; a fixed
    pause of two seconds that is declared; several workers that each fetch a token of their own.
    """
    for tries in _tried_again(row.case):
        for before, again in pairwise(tries):
            if not _reborn(row.case, before.at.mono_ns, again.at.mono_ns):
                row.saw()
                _too_soon(row, before, again)


def _reborn(case: Case, since_ns: int, until_ns: int) -> bool:
    """Whether the integration was started anew between two moments."""
    starts = (at.mono_ns for event, at in case.evidence.process if event.what == "started")
    return any(since_ns <= start <= until_ns for start in starts)


def _tried_again(case: Case) -> Iterator[list[Request]]:
    """Calls of one request that failed for the time being, with the one that followed each."""
    chains: dict[tuple[str, ...], list[Request]] = defaultdict(list)
    for request in case.evidence.requests:
        call = request.call
        if call.client != case.evidence.client or call.method == "GET" or call.op == "token":
            continue
        if not (call.digest or call.idempotency_key):
            continue
        chain = chains[call.system, call.op, call.path, call.idempotency_key or call.digest]
        if chain and not failed(chain[-1]):
            yield chain
            chain = chains[call.system, call.op, call.path, call.idempotency_key or call.digest] = []
        chain.append(request)
    yield from (chain for chain in chains.values() if len(chain) > 1)


def failed(request: Request) -> bool:
    """Whether the answer was one that says: later, or none at all."""
    answer = request.answer
    return answer is None or not request.known or answer.wire_status in (423, 429, 500, 502, 503, 504)


def _too_soon(row: Row, before: Request, again: Request) -> None:
    ended = before.answered or before.at
    pause_s = (again.at.mono_ns - ended.mono_ns) / SECOND_NS
    asked_s = row.case.retry_after_s(before)
    least_s = asked_s * 0.9 if asked_s else SOON_S
    if pause_s >= least_s:
        return
    system = before.call.system.upper()
    wanted = f"after Retry-After of {asked_s:g} s" if asked_s else "after a pause"
    row.find(
        f"{before.call.op} at {system}",
        f"A call to {system} {before.call.path} that had failed was made again too soon; expected {wanted}.",
        system=before.call.system,
        expected=wanted,
        observed="at once" if pause_s < SOON_S else "sooner",
        moments=[row.teller.request(before), row.teller.request(again)],
    )


@judges("RES-10")
def nothing_stays_half_posted(row: Row) -> None:
    """
    Judges facts that two systems must bear: in both, in neither with an exception, never in one alone.

    Exercised: each such fact. Passes: two postings of one outbox; a saga that takes the first back and raises.
    """
    for fact in row.case.needs:
        sheets = [s for s in row.case.touched([fact]) if s.place.how == "sum" and s.exercised]
        systems = {sheet.place.system for sheet in sheets}
        if len(systems) < 2 or not any(a.must and a.fact == fact for sheet in sheets for a in sheet.asked):
            continue
        row.saw()
        lacking = {
            s.place.system for s in sheets for t in s.troubles if t.wrong in ("short", "missing") and fact in t.facts
        }
        if lacking and lacking < systems and not row.case.queue.about(fact):
            _half(row, fact, lacking, systems)


def _half(row: Row, fact: str, lacking: set[str], systems: set[str]) -> None:
    what = row.case.facts[fact]
    there, gone = " and ".join(sorted(systems - lacking)).upper(), " and ".join(sorted(lacking)).upper()
    row.find(
        f"{what.kind} of order {what.order} ({row.case.evidence.source.get(fact, fact)})",
        f"A {what.kind} of order {what.order} is in {there} but not in {gone}, and nothing was raised.",
        system=sorted(lacking)[0],
        expected="in both, or raised",
        observed=f"in {there} alone",
        facts=[fact],
    )


@judges("RES-12")
def transient_refusals_are_tried_again(row: Row) -> None:
    """
    Judges calls that a system refused for the time being (locked, in progress): they were made again until they were
    done.

    Exercised: each such refusal. Passes: a retry of the same bytes; a later batch that bears what the first one bore.
    """
    own = [
        r for r in row.case.evidence.requests if r.call.client == row.case.evidence.client and r.call.method != "GET"
    ]
    done = done_requests(own)
    for request in own:
        answer = request.answer
        if answer and request.known and (answer.wire_status == 423 or answer.problem == "idempotency-in-progress"):
            row.saw()
            gave_up(row, request, done, "called transient")


def done_requests(own: list[Request]) -> dict[tuple[str, ...], int]:
    """When each request was last answered well, by what makes it the same."""
    done: dict[tuple[str, ...], int] = {}
    for request in own:
        if request.answer and 200 <= request.answer.status < 300:
            for same in names(request):
                done[same] = request.at.mono_ns
    return done


def names(request: Request) -> list[tuple[str, ...]]:
    """What makes two calls the same request: its bytes, or its key."""
    call = request.call
    return [(call.system, call.op, call.path, word) for word in (call.digest, call.idempotency_key) if word]


def gave_up(row: Row, request: Request, done: dict[tuple[str, ...], int], what: str) -> None:
    """A call that was to be made again was not, and something is missing in that system."""
    if any(done.get(name, 0) > request.at.mono_ns for name in names(request)):
        return
    start, end = request.at.mono_ns - 5 * SECOND_NS, request.at.mono_ns
    facts = [fact for fact, left in row.case.left.items() if start <= left <= end]
    sheets = [s for s in row.case.touched(facts) if s.place.system == request.call.system]
    wrongs = [
        t
        for s in sheets
        for t in s.troubles
        if t.wrong in ("short", "missing", "by hand") and set(t.facts) & set(facts)
    ]
    if wrongs:
        system = request.call.system.upper()
        row.find(
            f"{request.call.op} at {system}",
            f"{system} refused a call to {request.call.path} with what it {what}, and the call was never made again.",
            system=request.call.system,
            expected="tried again",
            observed="given up",
            facts=wrongs[0].facts,
            moments=[row.teller.request(request)],
        )
