"""
Grading an event file that someone sends, without knowing what truly happened.

An accountant who has never seen the shop can still say: this was sold and never bought, this was used twice, this came
out of nothing. Each rule looks at the effective events of a file and names what cannot be so (`wrong`) or is worth a
question (`doubtful`: a file may begin in the middle of a story).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from lotproof.harness.epcis import document as documents
from lotproof.harness.epcis import effective, events, parts, rules, storied, trace
from lotproof.harness.epcis.remarks import Remark, Weight
from lotproof.harness.epcis.rings import rings
from lotproof.harness.epcis.standing import BARRING, Standing
from lotproof.harness.epcis.storied import (
    SHIPPING,
    File,
    Touch,
    also_used,
    balances,
    carrier,
    final,
    loaded_by,
    plus,
    rooted,
)

Found = Iterator[tuple[int, str, str]]
"""(place in the file, item, sentence)"""

Check = Callable[[File], Found]


def lint(said: documents.Document | Iterable[events.Event]) -> tuple[Remark, ...]:
    """All remarks on a document or on events: the rules of single events first, then those of the whole file."""
    document = said if isinstance(said, documents.Document) else documents.Document(events=tuple(said), cover={})
    single = rules.check(document)
    if any(remark.rule == "unreadable_time" for remark in single):
        return single  # without times nothing more can be said
    file = File(document.events)
    return (*single, *(remark for name, check in CHECKS.items() for remark in _remarks(name, check, file)))


def _remarks(name: str, check: Check, file: File) -> Iterator[Remark]:
    weight: Weight = "doubtful" if name in DOUBTFUL else "wrong"
    for place, item, sentence in check(file):
        yield Remark(rule=name, where=f"/{place}", subject=item, sentence=sentence, weight=weight)


def orphan(file: File) -> Found:
    """Used, packed or shipped, and never made, born or received: the file does not say where it came from."""
    for item, touches in file.touches.items():
        first = next((touch for touch in touches if touch.how in ("used", "built_in", "packed", "shipped")), None)
        if first and not file.origins(item) and not carrier(item) and item not in file.composed:
            yield first.place, item, f"{first.how} and nowhere made, commissioned or received"


def used_before_made(file: File) -> Found:
    """All its origins lie after a use. Equal times have no order, and are left alone."""
    for item in file.touches:
        origins, uses = file.origins(item), file.uses(item)
        first = min((touch.at for touch in origins), default=None)
        for touch in uses:
            if first is not None and touch.at < first:
                yield touch.place, item, f"used at {touch.event.event_time}, before its first origin"
                break


def used_after_end(file: File) -> Found:
    """A single thing that was used up or destroyed is touched again later; a lot only after an end without amount."""
    for item, touches in file.touches.items():
        end: Touch | None = None
        for touch in touches:
            if touch.how in ("made", "born"):
                end = None
            elif end and touch.at > end.at:
                yield touch.place, item, f"{touch.how} after it was {end.how} at {end.event.event_time}"
                break
            if final(touch):
                end = touch


def more_used_than_there_was(file: File) -> Found:
    """Per lot and unit: what was used and ended against what was made, born and received."""
    for item in file.touches:
        for uom, (came, went) in balances(file, item).items():
            if went > came:
                place = file.uses(item)[-1].place
                yield place, item, f"{went:f} {uom or 'pieces'} used, {came:f} came in"


def mass_from_nothing(file: File) -> Found:
    """A step, all whose amounts are known in one unit, puts out more than went in."""
    into: dict[str, dict[str | None, Decimal | None]] = defaultdict(dict)
    out: dict[str, dict[str | None, Decimal | None]] = defaultdict(dict)
    place: dict[str, int] = {}
    for at, event in enumerate(file.effective):
        if isinstance(event, events.TransformationEvent):
            step = event.transformation_id or event.event_id or str(at)
            place[step] = file.places[id(event)]
            for one in parts.mentions(event):
                side = into if one.side == "in" else out
                side[step][one.uom] = plus(side[step].get(one.uom, Decimal(0)), one.quantity)
    for step in into.keys() & out.keys():
        if len(into[step]) == len(out[step]) == 1 and into[step].keys() == out[step].keys() != {None}:
            (uom, went), made = next(iter(into[step].items())), next(iter(out[step].values()))
            if went is not None and made is not None and made > went:
                yield place[step], step, f"{made:f} {uom} came out of {went:f} {uom}"


def cycle_against_time(file: File) -> Found:
    """A is made of B and B of A, and no order of time allows that: rework that does run forward is legal."""
    for ring in rings(file.graph):
        if not any(item in trace.forward(file.graph, item) for item in ring):
            first = min(touch.place for item in ring for touch in file.touches.get(item, ()))
            yield first, min(ring), f"made of itself over {len(ring)} items, which no order of time allows"


def shipped_without_lineage(file: File) -> Found:
    """What left has neither ingredients nor a receipt behind it; containers are opened as they were then."""
    for event in file.effective:
        if parts.step_word(event) not in SHIPPING:
            continue
        for item in loaded_by(file, event):
            behind = trace.backward(file.graph, item, event.at)
            if not any(rooted(file, one) for one in (item, *behind)):
                yield file.places[id(event)], item, "shipped, and nothing says what it was made of or who sent it"


def two_contents_under_one_id(file: File) -> Found:
    """One eventID on events that differ, none of which is declared wrong."""
    times = Counter(event.event_id for event in file.effective)
    seen: dict[str, bytes] = {}
    for event in file.effective:
        if event.event_id and times[event.event_id] > 1:
            content = effective.content(event)
            if seen.setdefault(event.event_id, content) != content:
                yield file.places[id(event)], event.event_id, "stands on two events that differ"


def captured_twice(file: File) -> Found:
    """One event that stands in the file again, word for word: harmless where the reader knows the id."""
    ids = Counter(event.event_id for event in file.said if event.event_id and not event.error_declaration)
    seen: set[tuple[str, bytes]] = set()
    for at, event in enumerate(file.said):
        if event.event_id and ids[event.event_id] > 1 and not event.error_declaration:
            mark = (event.event_id, effective.content(event))
            if mark in seen:
                yield at, event.event_id, "the same event again"
            seen.add(mark)


def born_twice(file: File) -> Found:
    """A single thing comes to be once, unless it ended in between."""
    for item, touches in file.touches.items():
        lives: set[str] = set()
        for touch in touches:
            if touch.mention.of_class:
                continue
            if touch.how in lives and not also_used(touch):
                yield touch.place, item, f"{touch.how} again while it lived"
            lives = set() if touch.how in ("used", "ended") else lives | ({touch.how} & {"born", "made"})


def containers(file: File) -> Found:
    """In two boxes at once, taken out of where it was not, more taken out than was in."""
    for rule, event, item in file.contents.oddities:
        yield file.places[id(event)], item, rule.replace("_", " ")


def passed_on_while_barred(file: File) -> Found:
    """Used or shipped while a persistent disposition keeps it from that; containers are opened as they were then."""
    standing = Standing.of(file.effective)
    for event in file.effective:
        shipped = parts.step_word(event) in SHIPPING
        used = [one.id for one in parts.mentions(event) if one.side == "in" and storied.how(event, one) == "used"]
        for item in loaded_by(file, event) if shipped else used:
            barred = sorted(standing.at(item, event.at) & set(BARRING))
            if barred:
                said = "shipped" if shipped else "used"
                yield file.places[id(event)], item, f"{said} at {event.event_time} while {', '.join(barred)}"


def declaration_of_nothing(file: File) -> Found:
    for event in effective.orphaned_declarations(file.said):
        yield file.places[id(event)], event.event_id or "", "declares an event wrong that is not in the file"


def correction_that_is_missing(file: File) -> Found:
    for one in effective.history(file.said):
        for name in one.missing:
            yield file.places[id(one.event)], name, "named as the correction, and not in the file"


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        orphan,
        used_before_made,
        used_after_end,
        more_used_than_there_was,
        mass_from_nothing,
        cycle_against_time,
        shipped_without_lineage,
        two_contents_under_one_id,
        captured_twice,
        born_twice,
        containers,
        passed_on_while_barred,
        declaration_of_nothing,
        correction_that_is_missing,
    )
}
DOUBTFUL = {
    "orphan",
    "passed_on_while_barred",
    "mass_from_nothing",
    "captured_twice",
    "declaration_of_nothing",
    "correction_that_is_missing",
}


def grade(remarks: Iterable[Remark]) -> dict[str, int]:
    """How many remarks of each weight: `{"wrong": 0, "doubtful": 0}` is a file without any."""
    counted = Counter(remark.weight for remark in remarks)
    return {"wrong": counted["wrong"], "doubtful": counted["doubtful"]}
