"""
What postings alone decide, of a history that no memory holds: GEN-01, GEN-02, GEN-05, GEN-11 and GEN-19 in columns.

    columns --edges by run, sums by lot and order--> one result per row, with the first that is wrong

Where no trace is offered, MES's postings are the answer (`judge.answers.posted_graph`): one graph, asked backward from
each lot that was made. These rows say of it what the plain checks say (`checks.gen`): the same outcome, and the same
number of situations; a test holds both against each other. What stands, rightly, in an exception queue, what lay in a
tank and what was taken back in part needs the plain judge: `unfit` says so.
"""

from decimal import Decimal
from typing import Any

import msgspec
from lotproof.harness.judge import bulk_sql as sql
from lotproof.harness.judge.columns import Columns
from lotproof.harness.judge.columns_sql import TRUTH
from lotproof.harness.judge.terms import Terms

OBSERVED = "mes"
SOURCES = {"truth": TRUTH, "observed": OBSERVED}
SHOWN = 3
"""So many of what is wrong are put into words; all are counted."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One row: how many situations were looked at, how much is wrong, and the first of it in words."""

    requirement: str
    exercised: int
    wrong: int = 0
    shown: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        if self.wrong:
            return "fail"
        return "pass" if self.exercised else "skip"


def unfit(columns: Columns, terms: Terms) -> str:
    """Why the plain judge has to judge this history, or ''."""
    if terms.tanks:
        return "what lay in a tank has bounds, not sums"
    columns.run(sql.TAKEN_BACK, SOURCES)
    for query, why in sql.UNFIT.items():
        ((many,),) = columns.run(query, SOURCES)
        if many:
            return why.format(many)
    return ""


def judged(columns: Columns, terms: Terms) -> list[Told]:
    """The rows, in order, of a history that is not `unfit`; `columns` were made with the units of `terms`."""
    columns.net(TRUTH, OBSERVED)
    items = [(item, terms.units.get(item, ""), terms.half(item)) for (item,) in columns.run(sql.ITEMS)]
    columns.keep("items", "item varchar, unit varchar, half decimal(18, 9)", items)
    for script in sql.PREPARED:
        columns.run(script, SOURCES)
    percent = Decimal(str(terms.rules.get("mass_balance_percent", "2")))
    return [
        _edges(columns, "GEN-01", sql.MADE_TIMELY, sql.LACKING, LACKS, OBSERVED),
        _edges(columns, "GEN-02", sql.MADE, sql.MORE, HAS_MORE, TRUTH),
        _sums(columns, "GEN-05", sql.SEEN_AMOUNTS, sql.AMOUNTS),
        _sums(columns, "GEN-11", sql.SEEN_PARTS, sql.PARTS),
        _balances(columns, "GEN-19", percent),
    ]


Row = tuple[Any, ...]

# -- edges ------------------------------------------------------------------------------------------------------------

LACKS = "Postings do not lead from {} lot {} to {} lot {}, which went in ({})."
HAS_MORE = "Postings lead from {} lot {} to {} lot {}, which did not go in ({})."


def _edges(  # noqa: PLR0917
    columns: Columns, requirement: str, made: str, pairs: str, words: str, other: str
) -> Told:
    """
    Pairs of what went in and what was made that one side joins and the other, `other`, does not. One of them is wrong
    as soon as no other way there leads from what went in to what was made.
    """
    ((exercised,),) = columns.run(made)
    columns.run(f"create or replace temp table found as {pairs}", SOURCES)
    ((many,),) = columns.run("select count(*) from found")
    shown: list[str] = []
    for row in columns.run(sql.NAMED) if many else []:
        run, item, lot, out_item, out_lot, certain = row
        if certain or not _leads_there(columns, row, other):
            shown.append(words.format(out_item, out_lot, item, lot, run))
        if len(shown) == SHOWN:
            break
    return Told(requirement=requirement, exercised=exercised, wrong=many if shown else 0, shown=tuple(shown))


def _leads_there(columns: Columns, row: Row, source: str) -> bool:
    _, item, lot, out_item, out_lot, _ = row
    return f"lot:{item}:{lot}" in columns.trace(f"lot:{out_item}:{out_lot}", source, by_run=True)


# -- sums -------------------------------------------------------------------------------------------------------------


def _sums(columns: Columns, requirement: str, seen: str, unequal: str) -> Told:
    """How many sums are situations; of those that are not plainly right, which are beyond what rounding explains."""
    ((exercised,),) = columns.run(seen)
    columns.run(sql.WRONG.format(query=unequal))
    ((many,),) = columns.run("select count(*) from wrong")
    shown = columns.run(f"select * from wrong order by all limit {SHOWN}") if many else []
    return Told(requirement=requirement, exercised=exercised, wrong=many, shown=tuple(map(_amount, shown)))


def _balances(columns: Columns, requirement: str, percent: Decimal) -> Told:
    """What came and went of each lot and each order, against what truly did."""
    columns.run(sql.BALANCES, {"percent": percent})
    ((exercised, many),) = columns.run(sql.SEEN_BALANCES)
    shown = columns.run(sql.TELL_BALANCE, {"most": SHOWN}) if many else []
    return Told(requirement=requirement, exercised=exercised, wrong=many, shown=tuple(map(_balance, shown)))


def _amount(row: Row) -> str:
    side, item, lot, order, low, high, total, unit, odd = row
    way, no = ("into" if side == "in" else "out of"), "not, or not only, in " if odd else ""
    least = f"{low.normalize():f}" if low == high else f"{low.normalize():f} to {high.normalize():f}"
    said = f"{total.normalize():f} ({no}{unit})"
    return f"Postings say that {said} of {item} lot {lot} went {way} order {order}; it was {least} {unit}."


def _balance(row: Row) -> str:
    kind, name, came, went, truly_came, truly_went = row
    there, right = (came, went), (truly_came, truly_went)
    said, was = (" and ".join(f"{much.normalize():f}" for much in pair) for pair in (there, right))
    return f"Postings have {said} in and out of {kind} {name}; it was {was}."
