"""
The case: one run's evidence, weighed. What checks look at.

    facts --Course--> needs --+
                              +--> sheets per place --> troubles
    effects ------------------+
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from lotproof.harness.judge.account import Asked, Read, Sheet, Trouble, Weigh
from lotproof.harness.judge.answers import TraceAnswer, asked_answers, past_answers, posted_answers
from lotproof.harness.judge.evidence import SECOND_NS, Blow, Copy, Evidence, Made, Request
from lotproof.harness.judge.expect import Course, Need
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.judge.partly import Partly
from lotproof.harness.judge.places import Place, place_of
from lotproof.harness.judge.queue import Queue
from lotproof.harness.judge.terms import Terms
from lotproof.harness.judge.windows import Dues
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS
from msgspec import structs

WIRES = ("mqtt", "opcua", "memory", "process", "floor")
FOREVER = 2**63 - 1


class HeldUse(NamedTuple):
    """The plant used a held lot; `late` is whether the hold had to be known everywhere by then."""

    fact: str
    lot: str
    hold: str
    late: bool


class Case:
    """
    Everything that follows from the record before any requirement is asked about.

    `needs` are all needs by fact; `sheets` the account by place; `by_fact` the places that a fact touches. `asked` says
    whether the integration was asked at the end, for exceptions and traces.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.terms = Terms.of(evidence.plan.enterprise)
        self.claims = frozenset(evidence.connector.claims)
        self.dues = Dues(evidence)
        self.queue = Queue(evidence)
        self.course = Course(self.terms)
        self.facts: dict[str, Fact] = dict(evidence.fact)
        self.left: dict[str, int] = {fact: at.mono_ns for fact, at in evidence.left.items()}
        self.needs: dict[str, list[Need]] = {}
        self.sheets: dict[Place, Sheet] = {}
        self.by_fact: dict[str, list[Place]] = defaultdict(list)
        self.held_uses: list[HeldUse] = []
        self._held_since: dict[str, str] = {}
        self._born: dict[tuple[str, str], int] = {}
        played = bool(evidence.settles) and evidence.end.how == "played"
        self.now_ns = FOREVER if played else evidence.cut_ns or evidence.end_ns
        early = ("state", "outage_trace", "repeated_trace")
        self.asked = played or any(observed.what not in early for observed, _ in evidence.observed)
        self.queue.offered &= self.asked
        self._tell()
        self._lay()
        self._weigh()

    # -- what was asked for -----------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Facts in plant order; holds that QMS placed by its own rule come in when they were placed."""
        holds = [made for made in self.evidence.made if is_rule_hold(made)]
        at = 0
        for fact in self.evidence.facts:
            while at < len(holds) and holds[at].at.mono_ns < self.left[fact.id]:
                self._take_up(hold_fact(holds[at], fact.plant), holds[at])
                at += 1
            self._take_up(fact)
        for made in holds[at:]:
            self._take_up(hold_fact(made, ""), made)
        self._withdraw()

    def _withdraw(self) -> None:
        """An order that was cancelled before it was due need not arrive; goods that came need not be stopped."""
        for fact in self.evidence.facts:
            if fact.kind == "order_cancelled":
                for field in ("order", "quantity"):
                    sheet = self.sheets.get(Place("mes", "work_order", field, (fact.order,)))
                    for at, asked in enumerate(sheet.asked if sheet else ()):
                        if asked.due_ns > self.left[fact.id] and sheet:
                            sheet.asked[at] = structs.replace(asked, must=False)
            elif fact.kind == "delivered":
                self._arrived(fact)

    def _arrived(self, fact: Fact) -> None:
        """What was handed over before the deadline need not be stopped; the plant waits so long, without grace."""
        grace_ns = round(self.dues.deadlines.grace_s * SECOND_NS)
        sheet = self.sheets.get(Place("carrier", "consignment", "stopped", (fact.words.get("shipment", ""),)))
        for at, asked in enumerate(sheet.asked if sheet else ()):
            if asked.due_ns - grace_ns > self.left[fact.id] and sheet:
                sheet.asked[at] = structs.replace(asked, must=False)

    def _take_up(self, fact: Fact, made: Made | None = None) -> None:
        if made is not None:
            if made.effect.key in self.course.holds_known:
                return
            self.facts[fact.id] = fact
            self.left[fact.id] = made.at.mono_ns
            self.evidence.left[fact.id] = made.at
        self._watch_held(fact)
        self.needs[fact.id] = self.course.tell(fact)
        for need in self.needs[fact.id]:
            self._ask(fact, need)

    def _watch_held(self, fact: Fact) -> None:
        """Note where the plant used, moved or loaded a lot that was held, though the hold was to be known by then."""
        if fact.kind not in ("consumed", "packed", "shipped", "moved") or self._into_quarantine(fact):
            return
        portions = fact.ins or fact.outs
        inside = (self.course.units.get(portion.item, (portion,)) for portion in portions)
        for lot in dict.fromkeys(portion.item for group in inside for portion in group):
            since = self._held_since.get(lot)
            if since and self.course.lots.holds(lot):
                due_ns = self.dues.due("lot_status", self.left[since])
                self.held_uses.append(HeldUse(fact.id, lot, since, self.left[fact.id] > due_ns))

    def _into_quarantine(self, fact: Fact) -> bool:
        plants = self.evidence.plan.enterprise.get("plants", {})
        there = plants.get(fact.plant, {}).get("locations", {}).get(fact.words.get("to_location", ""), {})
        return bool(there) and there.get("kind") == "quarantine"

    def _ask(self, fact: Fact, need: Need) -> None:
        if need.why in ("held", "cascade"):
            held = self.terms.key(need.place.get("item"), need.place.get("lot"))
            self._held_since.setdefault(held, fact.id)
        left_ns = self.left[fact.id]
        due_ns = self.dues.due(need.flow, left_ns)
        lot = (need.place.get("item"), need.place.get("lot"))
        if need.place.entity in ("receipt", "production"):
            self._born[lot] = max(due_ns, self._born.get(lot, 0)) if need.place.system == "erp" else due_ns
        due_ns = max(due_ns, self._born.get(lot, 0))
        must = not need.excused and self._had_to_know(fact, left_ns, due_ns)
        sheet = self.sheets.setdefault(need.place, Sheet(need.place))
        sheet.asked.append(Asked(need=need, left_ns=left_ns, due_ns=due_ns, must=must))
        if need.place not in self.by_fact[fact.id]:
            self.by_fact[fact.id].append(need.place)

    def _had_to_know(self, fact: Fact, left_ns: int, due_ns: int) -> bool:
        """
        Whether the record shows that the integration had to know of it, and had its time.

        What a system keeps in its change feed can always be read. What the floor showed is excused where no copy was
        confirmed and a strike was at work on a wire.
        """
        if due_ns > self.now_ns:
            return False
        if not fact.stream or self.confirmed(fact.id):
            return True
        return not any(
            blow.target in WIRES and blow.start.mono_ns <= due_ns and blow.end_ns >= left_ns
            for blow in self.evidence.blows.values()
        )

    # -- what was made ----------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        """What somebody wrote outside his claims is in no sum: neither in his own nor in another's."""
        carries = {**self.evidence.run.clients, self.evidence.client: tuple(self.claims)}
        for made in self.evidence.made:
            place = place_of(made.effect)
            client = made.effect.client
            if place is None or (client in carries and place.flow not in carries[client]):
                continue
            sheet = self.sheets.get(place)
            if sheet is None:
                sheet = self.sheets[place] = Sheet(place)
            sheet.made.append(made)

    @cached_property
    def outside(self) -> list[Made]:
        """Effects of the client under test on fields of flows that it does not claim."""
        own = (made for made in self.evidence.made if made.effect.client == self.evidence.client)
        placed = ((made, place_of(made.effect)) for made in own)
        return [made for made, place in placed if place is not None and place.flow not in self.claims]

    @cached_property
    def lineage(self) -> Lineage:
        """What truly went into what."""
        return Lineage(self.evidence.facts, self.terms.tanks)

    @cached_property
    def partly(self) -> Partly:
        """What answers need not tell whole."""
        return Partly(self.lineage)

    @cached_property
    def answers(self) -> list[TraceAnswer]:
        """What the integration answered to trace questions; without a trace, what its postings say."""
        if self.evidence.connector.trace.kind == "none":
            return posted_answers(self)
        return asked_answers(self)

    @cached_property
    def past_answers(self) -> list[TraceAnswer]:
        """What it answered when it was asked as of an earlier moment."""
        return past_answers(self)

    @cached_property
    def work_order_words(self) -> dict[str, list[Made]]:
        """What work orders in MES say of revision and approved lots, where MES keeps it: effects by order."""
        found: dict[str, list[Made]] = defaultdict(list)
        for made in self.evidence.made:
            effect = made.effect
            if (effect.system, effect.entity) == ("mes", "work_order") and effect.field in ORDER_WORDS:
                found[effect.order].append(made)
        return found

    def _weigh(self) -> None:
        for sheet in self.sheets.values():
            sheet.asked.sort(key=lambda asked: asked.left_ns)
            sheet.troubles = tuple(self._limited(sheet, trouble) for trouble in self._troubles(sheet))

    def _troubles(self, sheet: Sheet) -> list[Trouble]:
        how = sheet.place.how
        if how == "sum":
            half = self.terms.half(sheet.place.get("item"))
            return Weigh(sheet, self.evidence, half, self.now_ns).troubles()
        read = Read(sheet, self.now_ns)
        if how == "one":
            return read.one()
        is_status = sheet.place.path[1:] == ("lot", "status")
        return read.last("free" if is_status else "")

    def _limited(self, sheet: Sheet, trouble: Trouble) -> Trouble:
        """Mark what was late only because the rig was."""
        if trouble.wrong != "late":
            return trouble
        spans = [(a.left_ns, a.due_ns) for a in sheet.asked if a.fact in trouble.facts]
        limited = bool(spans) and all(self.dues.rig_limited(sheet.place.flow, *span) for span in spans)
        return structs.replace(trouble, limited=limited)

    # -- asking -----------------------------------------------------------------------------------------------------

    def copies(self, fact: str) -> list[Copy]:
        """Copies of a fact on their way to the client under test."""
        return [copy for copy in self.evidence.copies.get(fact, ()) if copy.body.client == self.evidence.client]

    def confirmed(self, fact: str) -> bool:
        return any(copy.acked for copy in self.copies(fact))

    def blows(self, *faults: str) -> list[Blow]:
        """The strikes of these faults that hit something."""
        return [blow for blow in self.evidence.blows.values() if blow.fault in faults and blow.hits]

    def claimed(self, flow: str) -> bool:
        return flow in self.claims

    def sheets_of(self, *paths: str) -> Iterator[Sheet]:
        """Sheets of `system.entity.field`, where the flow is claimed."""
        wanted = {tuple(path.split(".")) for path in paths}
        found = [one for path in wanted for one in self._sheets_by_path.get(path, ())]
        for _, sheet in sorted(found, key=lambda one: one[0]):
            if self.claimed(sheet.place.flow):
                yield sheet

    @cached_property
    def _sheets_by_path(self) -> dict[tuple[str, ...], list[tuple[int, Sheet]]]:
        """The sheets with their number, so that those of several paths stand in the order of the account."""
        found: dict[tuple[str, ...], list[tuple[int, Sheet]]] = defaultdict(list)
        for number, (place, sheet) in enumerate(self.sheets.items()):
            found[place.path].append((number, sheet))
        return found

    @cached_property
    def facts_by_order(self) -> dict[str, list[Fact]]:
        """The facts of each order, in plant order."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.evidence.facts:
            found[fact.order].append(fact)
        return found

    def touched(self, facts: Iterable[str]) -> list[Sheet]:
        """The claimed sheets on which these facts count."""
        places = dict.fromkeys(place for fact in facts for place in self.by_fact.get(fact, ()))
        return [self.sheets[place] for place in places if self.claimed(place.flow)]

    def places_of(self, request: Request) -> list[Place]:
        """Where the effects of a posting count, as far as the flow is claimed."""
        placed = (place_of(made.effect) for made in request.effects)
        return [place for place in placed if place is not None and place in self.sheets and self.claimed(place.flow)]

    def facts_of(self, request: Request) -> set[str]:
        """The facts that the effects of a posting refer to."""
        return {self.evidence.fact_of(made.effect.reference) for made in request.effects} - {""}

    @cached_property
    def _waits(self) -> dict[str, float]:
        """What each posting that an outage refused was told to wait, by its id."""
        waits: dict[str, float] = {}
        for plan in self.evidence.plan.trouble:
            blow = self.evidence.blows.get(plan.name)
            if blow and plan.fault == "http_outage" and str(plan.settings.get("status", "503")) == "503":
                wait_s = float(plan.settings.get("retry_after_s", 1))
                waits.update((hit.body.posting, wait_s) for hit in blow.hits if hit.body.posting)
        return waits

    def retry_after_s(self, request: Request) -> float:
        """The Retry-After that this call was answered with, or 0."""
        return self._waits.get(request.posting, 0.0) if request.known else 0.0

    def is_in(self, sheet: Sheet, fact: str) -> bool:
        """Whether a fact that need not be there has its effect here: by correlation id, else as the sum says."""
        weigh = Weigh(sheet, self.evidence, self.terms.half(sheet.place.get("item")), self.now_ns)
        asked = sum((a.need.quantity for a in sheet.asked if a.fact == fact), Decimal(0))
        if fact in weigh.by_fact:
            return abs(weigh.by_fact[fact]) >= abs(asked) - weigh.slack
        others = sum((a.need.quantity for a in sheet.asked if a.must), Decimal(0))
        return abs(weigh.total - others) >= abs(asked) - weigh.slack

    def excused(self, why: str) -> list[str]:
        """The facts that the exception queue may bear for this reason, in plant order."""
        return self._excused.get(why, [])

    @cached_property
    def _excused(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for fact, needs in self.needs.items():
            for need in needs:
                if need.excused:
                    found[need.excused][fact] = None
        return {why: list(facts) for why, facts in found.items()}

    @cached_property
    def open_lots(self) -> set[str]:
        """Lots of consumptions that stand, rightly, in the exception queue: they may be named or not. Found once."""
        ids = [fact for why in ("unknown lot", "after close") for fact in self.excused(why)]
        ids += [fact for fact in self.needs if self.facts[fact].stream and not self.knew(fact)]
        return {portion.item for fact in ids for portion in self.facts[fact].ins}

    @cached_property
    def consumptions(self) -> dict[str, list[Fact]]:
        """What went into each order, and what was taken back. Found once."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.evidence.facts:
            if fact.kind in ("consumed", "reversed"):
                found[fact.order].append(fact)
        return found

    @cached_property
    def ways(self) -> set[str]:
        """On which ways facts reached the integration: MQTT, OPC UA, webhooks, polls. Found once."""
        client = self.evidence.client
        every = (copy.body for copies in self.evidence.copies.values() for copy in copies)
        told = {way(body.wire, body.how) for body in every if body.client == client}
        calls = (request.call for request in self.evidence.requests)
        return told | {"polls" for call in calls if call.client == client and call.op == "changes"}

    @cached_property
    def deaf_to_samples(self) -> bool:
        """Whether values of which something is promised were measured, and none was sent to the integration."""
        promised = self.terms.rules.get("telemetry")
        samples = [fact.id for fact in self.evidence.facts if promised and fact.kind == "sampled"]
        return bool(samples) and not any(map(self.copies, samples))

    def troubled(self, fact: str) -> list[Trouble]:
        """What is wrong with a fact at the claimed places where it counts."""
        return [t for sheet in self.touched([fact]) for t in sheet.troubles if fact in t.facts]

    def knew(self, fact: str) -> bool:
        """Whether the record shows that the integration had to know of a fact and had its time."""
        left = self.left[fact]
        flows = {need.flow for need in self.needs.get(fact, ())} or {"order_status"}
        return self._had_to_know(self.facts[fact], left, max(self.dues.due(flow, left) for flow in flows))

    def due_of(self, flow: str, fact: str) -> int:
        return self.dues.due(flow, self.left[fact])

    def seconds(self, span_ns: int) -> str:
        return f"{span_ns / SECOND_NS:.1f} s"


def way(wire: str, how: str) -> str:
    """On which way a copy came."""
    if how == "webhook":
        return "webhooks"
    return "OPC UA" if wire == "opcua" or how in ("read", "notification") else "MQTT"


ORDER_WORDS = ("bom_revision", "approved_lots")


def is_rule_hold(made: Made) -> bool:
    """Whether QMS placed a hold by its own rule."""
    effect = made.effect
    path = (effect.system, effect.entity, effect.field, effect.value)
    return path == ("qms", "hold", "status", "active") and effect.by_rule


def hold_fact(made: Made, plant: str) -> Fact:
    """The hold that QMS placed by its rule, as a fact: it follows from what the integration did, so truth has none."""
    effect = made.effect
    return Fact(
        id=f"hold:{effect.key}",
        kind="hold_placed",
        at_us=0,
        plant=plant,
        system="qms",
        order=effect.order,
        subject=f"lot:{effect.item}:{effect.lot}",
        words={"hold": effect.key, "reason": "placed by QMS's own rule"},
    )


def flows_from(owner: str) -> tuple[str, ...]:
    """The flows that begin in a system or on the floor."""
    return tuple(flow.name for flow in FLOWS.values() if flow.owner == owner)
