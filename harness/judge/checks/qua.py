"""QUA: quality. A hold blocks everywhere, reaches what was made of the lot, and ends only when it is over."""

from lotproof.harness.judge.account import Asked, Sheet
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.expect import shown


@judges("QUA-01")
def a_hold_blocks_everywhere(row: Row) -> None:
    """
    Judges the lot's status in ERP, WMS and MES after each hold on it.

    Exercised: each hold and system. Passes: three postings from one webhook; a poller that compares active holds with
    each system's status and posts what differs.
    """
    row.statuses(("held",))


@judges("QUA-02")
def a_held_lot_is_not_used(row: Row) -> None:
    """
    Judges what the plant did with a held lot after the hold had to be known everywhere: nothing that uses, moves or
    loads it can succeed if MES and WMS know.

    Exercised: each such act, refused or not. Passes: whatever blocks the lot in MES and WMS in time.
    """
    row.saw(sum(fact.kind == "refused" for fact in row.case.evidence.facts))
    for use in row.case.held_uses:
        if not use.late:
            continue
        row.saw()
        fact, lot = row.case.facts[use.fact], use.lot.removeprefix("lot:").replace(":", " lot ")
        hold = row.case.facts[use.hold].words.get("hold", use.hold)
        row.find(
            lot,
            f"{lot} was {fact.kind} though hold {hold} stood on it for longer than its deadline: nothing kept people "
            "from it.",
            expected="refused",
            observed=fact.kind,
            facts=[use.hold, use.fact],
            flow="lot_status",
        )


@judges("QUA-03")
def a_hold_reaches_descendants(row: Row) -> None:
    """
    Judges the status of what was made of a held lot, before the hold or after it; and that at the end no lot is left
    blocked that no hold, decision or disposition ever reached.

    Exercised: each descendant and system. Passes: one that walks its own genealogy; one that reads consumptions and
    productions from MES. Of what was drawn from a tank both ask what can be in it (`rules.hold_cascade_means`).
    """
    row.statuses(("cascade",))
    blocked = row.case.terms.lot_status["held"]
    for sheet in row.case.sheets_of("erp.lot.status", "wms.lot.status", "mes.lot.status"):
        if sheet.made and not any(asked.need.value == blocked for asked in sheet.asked):
            _blocked_for_nothing(row, sheet, blocked)


def _blocked_for_nothing(row: Row, sheet: Sheet, blocked: str) -> None:
    last, lot = sheet.made[-1], f"{sheet.place.get('item')} lot {sheet.place.get('lot')}"
    ours = last.effect.client == row.case.evidence.client and not last.manual
    if ours and shown(sheet.place.system, last.effect.value) == blocked:
        row.find(
            f"status of {lot}",
            f"{sheet.place.system.upper()} shows {lot} as {blocked} at the end, though no hold reaches it.",
            system=sheet.place.system,
            expected="not " + blocked,
            observed=blocked,
            made=[last],
            flow="lot_status",
        )


@judges("QUA-04")
def one_hold_outlives_another(row: Row) -> None:
    """
    Judges a lot with several holds after one was released: blocked as long as one is left, free after the last.

    Exercised: each release that leaves another hold. Passes: a count of holds of its own; a read of QMS's active holds.
    """
    _stays_blocked(row, "still")
    for sheet in row.case.sheets_of("erp.lot.status", "wms.lot.status", "mes.lot.status"):
        row.sheets([sheet], facts=[asked.fact for asked in sheet.asked if asked.need.why == "released"])


@judges("QUA-05")
def one_nonconformance_per_exceedance(row: Row) -> None:
    """
    Judges that each exceedance opened one nonconformance, in time, and that nothing else did.

    Exercised: each exceedance. Passes: one that takes the crossing event; one that follows the raw values with the
    published hysteresis and names the exceedance by the event.
    """
    row.account("qms.nonconformance.exceedance")


@judges("QUA-06")
def dispositions_move_stock(row: Row) -> None:
    """
    Judges the disposal in ERP after each disposition that takes stock away.

    Exercised: each lot disposed of. Passes: one document per disposition; one that reads dispositions in a batch.
    """
    row.account("erp.disposal.quantity")


@judges("QUA-09")
def nothing_revives_the_dead(row: Row) -> None:
    """
    Judges lots that were scrapped or rejected after a hold on them was released.

    Exercised: each such release and system. Passes: a rule of ranks of its own; a read of decision and dispositions in
    QMS before each release.
    """
    _stays_blocked(row, "dead")


def _stays_blocked(row: Row, why: str) -> None:
    """
    A release that must not free: not at the end, and not for a moment. The status with which a system itself lets a lot
    begin frees nothing: it was not blocked there before. Nor does an answer to an earlier word that is still in time.
    """
    for sheet in row.case.sheets_of("erp.lot.status", "wms.lot.status", "mes.lot.status"):
        for at, asked in enumerate(sheet.asked):
            if asked.need.why != why or not asked.must:
                continue
            row.saw()
            until = sheet.asked[at + 1].left_ns if at + 1 < len(sheet.asked) else 2**63
            _freed(row, sheet, asked, until)


def _freed(row: Row, sheet: Sheet, asked: Asked, until_ns: int) -> None:
    system, blocked = sheet.place.system, asked.need.value
    own = sheet.made[1:] if sheet.made and sheet.made[0].effect.by_rule else sheet.made
    frees = [made for made in own if shown(system, made.effect.value) != blocked]
    earlier = [one for one in sheet.asked if one.left_ns < asked.left_ns and one.need.value != blocked]
    freed = [
        made
        for number, made in enumerate(frees)
        if asked.left_ns < made.at.mono_ns < until_ns
        and (number >= len(earlier) or made.at.mono_ns > earlier[number].due_ns)
    ]
    if freed:
        system, lot = sheet.place.system.upper(), f"{sheet.place.get('item')} lot {sheet.place.get('lot')}"
        row.find(
            f"status of {lot}",
            f"{system} shows {lot} as {freed[0].effect.value} after a release, though it must stay {asked.need.value}.",
            system=sheet.place.system,
            expected=asked.need.value,
            observed=freed[0].effect.value,
            facts=[asked.fact],
            made=freed[:1],
            flow="lot_status",
        )
