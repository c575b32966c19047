"""
The shortest story of a finding: the few ledger entries that tell how it came to be, in order of time.

    fact left -> strike -> copies on the wires -> calls (without answer, refused) -> effects -> exception
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.evidence import At, Made, Request
from lotproof.harness.judge.expect import Need
from lotproof.harness.model.verdicts import Moment

MOST = 14
"""A story that is longer is cut in its middle: how it began and how it ended is what counts."""


class Teller:
    """Tells stories of one case; what it looks up it indexes once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._by_posting: dict[str, Request] = {}
        self._tries: dict[tuple[str, str, str], list[Request]] = defaultdict(list)
        self._by_fact: dict[str, list[Made]] = defaultdict(list)
        for request in case.evidence.requests:
            self._by_posting[request.posting] = request
            self._tries[_same_request(request)].append(request)
        for made in case.evidence.made:
            self._by_fact[case.evidence.fact_of(made.effect.reference)].append(made)

    def story(self, facts: Iterable[str], made: Iterable[Made] = (), more: Iterable[Moment] = ()) -> tuple[Moment, ...]:
        """What is known about these facts and effects."""
        facts = list(dict.fromkeys(facts))[:3]
        told = {moment.entry or moment.text: moment for moment in more}
        for fact in facts:
            told.update((moment.entry, moment) for moment in self._fact(fact))
        chosen = list(made)[:6] or [one for fact in facts for one in self._by_fact.get(fact, ())[:4]]
        for one in chosen:
            told.update((moment.entry, moment) for moment in self._made(one))
        for moment in self._strikes(facts, told.values()):
            told.setdefault(moment.entry, moment)
        return _cut(sorted(told.values(), key=lambda moment: (moment.at_us, moment.entry)))

    def at(self, at: At, where: str, text: str) -> Moment:
        return Moment(at_us=self.case.evidence.since_start_us(at), where=where, text=text, entry=at.entry)

    def _fact(self, fact: str) -> Iterator[Moment]:
        here, at = self.case.facts.get(fact), self.case.evidence.left.get(fact)
        if here is None or at is None:
            return
        what = ", ".join(filter(None, [_amounts(self.case.needs.get(fact, [])), here.order and f"order {here.order}"]))
        source = self.case.evidence.source.get(fact, fact)
        yield self.at(at, here.equipment or here.system or "plant", f"{here.kind} ({source}) {what}".strip())
        for copy in self.case.copies(fact)[:3]:
            end = "confirmed" if copy.acked else "not confirmed"
            marks = " again" if copy.body.copy_no > 1 else ""
            yield self.at(copy.sent, copy.body.wire, f"delivered{marks} to {copy.body.client}, {end}")

    def _made(self, made: Made) -> Iterator[Moment]:
        request = self._by_posting.get(made.effect.posting)
        for tried in self._tries[_same_request(request)][:4] if request else ():
            yield self.request(tried)
        effect = made.effect
        amount = f"{effect.delta} {effect.unit}".strip() if effect.delta else f"= {effect.value}"
        by = "people" if made.manual else effect.client
        yield self.at(
            made.at, effect.system, f"{effect.entity}.{effect.field} {amount} by {by} {_refers(effect.reference)}"
        )

    def request(self, request: Request) -> Moment:
        """A call and how it ended."""
        answer = request.answer
        end = "no answer recorded"
        if answer:
            lost = "" if answer.delivered and answer.wire_status else ", the answer was lost"
            end = f"answered {answer.status or 'nothing'}{lost}{' (' + answer.fault + ')' if answer.fault else ''}"
        call = request.call
        return self.at(request.at, call.system, f"{call.method} {call.path} by {call.client}: {end}")

    def _strikes(self, facts: list[str], moments: Iterable[Moment]) -> Iterator[Moment]:
        """Hits that touched these facts, their identities or their postings."""
        entries = {moment.entry for moment in moments}
        for blow in self.case.evidence.blows.values():
            for hit in blow.hits:
                named = hit.body.fact in facts and bool(hit.body.fact)
                known = self.case.evidence.identity.get((hit.body.stream, hit.body.seq), "-") in facts
                posting = self._by_posting.get(hit.body.posting)
                if named or known or (posting and posting.at.entry in entries):
                    yield self.at(hit.at, blow.target, f"strike {blow.name}: {blow.fault} {hit.body.detail}".strip())


def _same_request(request: Request) -> tuple[str, str, str]:
    call = request.call
    return call.system, call.client, call.digest or call.idempotency_key or request.posting


def _amounts(needs: list[Need]) -> str:
    return next((f"{need.quantity:f} {need.unit}".strip() for need in needs if need.quantity), "")


def _refers(reference: str) -> str:
    return f"for {reference}" if reference else "without a reference"


def _cut(moments: list[Moment]) -> tuple[Moment, ...]:
    if len(moments) <= MOST:
        return tuple(moments)
    half = MOST // 2
    return (*moments[:half], *moments[-half:])
