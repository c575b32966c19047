"""
The queries of `judge.bulk`, over `told`, `made` and `net` of `judge.columns_sql`.

    sums     per side, order and lot: what truly passed, from the least of a step to all, and what postings say
    differ   per side, run and lot: what is on one side only

All that is not wrong is looked at in sums and counted; only what is wrong gets its names back.
"""

TAKEN_BACK = """create or replace temp table taken_back as
    select distinct step, lot from told where source = $truth and side = 'in' and quantity < 0"""

UNFIT = {
    """select count(*) from (select lot, min(at_us) as first_us from told where source = $truth and side = 'in'
                             group by lot) used
       left join (select lot, min(at_us) as since_us from told
                  where source = $truth and side in ('received', 'out') and role <> 'scrap' group by lot) known
       using (lot)
       where since_us is null or since_us > first_us""": (
        "{} lots were used that nobody had received or made: such a consumption may stand in an exception queue"
    ),
    """select count(*) from passed late join (
           select ord, min(at_us) as closed_us from told where source = $truth and side = 'order_closed' group by ord
       ) using (ord) where source = $truth and at_us >= closed_us""": (
        "{} facts left after their order was closed: they may stand in an exception queue"
    ),
    """select count(*) from (select 1 from told semi join taken_back using (step, lot)
                             where source = $truth and side = 'in' group by step, lot having sum(quantity) > 0)""": (
        "{} consumptions were taken back in part: when the rest went in is told by no sum"
    ),
}

ITEMS = "select distinct item from told where side <> 'order_closed'"

PREPARED = (
    """create or replace temp view went_in as
       select step, run, lot, at_us from told anti join taken_back using (step, lot)
       where source = 'truth' and side = 'in' and quantity > 0""",
    """create or replace temp table sums as
       with done as (select step, min(last_us) as done_us from made group by step),
       parts as (
           select side, any_value(ord) as ord, lot,
                  sum(if(side = 'out' or at_us <= coalesce(done_us, at_us), quantity, 0)) as low
           from passed left join done using (step) where source = $truth and step <> run
           group by side, step, role = 'scrap', lot
       ), every as (
           select side, ord, lot, if(expected is null, null, coalesce(low, 0)) as low, expected, observed, measure
           from net where expected is not null or observed > 0
           union all by name select * from parts
       )
       select side, ord, lot, min(low) as low, sum(expected) as high, sum(observed) filter (observed > 0) as total,
              count(*) filter (observed > 0) as edges, bit_or(if(observed > 0, measure, 0)) as measure
       from every group by side, ord, lot""",
    "create or replace temp table uses as select lot from sums group by lot having "
    "count(*) filter (side = 'in' and high > 0) > 1 and count(total) > 0",
    """create or replace temp table differ as
       with unequal as (select side, run, lot from net where coalesce(expected, 0) <> coalesce(observed, 0))
       select side, run, lot, went from (
           select side, run, lot, coalesce(sum(expected), 0) > 0 as went, coalesce(sum(observed), 0) > 0 as said
           from net semi join unequal using (side, run, lot) group by side, run, lot
       ) where went <> said""",
)

MADE_TIMELY = """select count(distinct lot) from made join (
        select step, min(at_us) as since_us from went_in group by step
    ) using (step) where since_us <= last_us"""
MADE = "select count(distinct lot) from made semi join went_in using (step)"

LACKING = """with near as (
        select step, any_value(run) as run, lot, min(at_us) as at_us from went_in
        where run in (select run from differ where went) group by step, lot
    ), out_of_it as (
        select made.*, run from made join (select distinct step, run from near) steps_near using (step)
    ), gone as (select * from differ where went), pairs as (
        select near.run, near.lot, o.lot as out_lot from near join out_of_it o using (step)
        where at_us <= last_us and ((near.run, near.lot) in (select (run, lot) from gone where side = 'in')
                                    or (o.run, o.lot) in (select (run, lot) from gone where side = 'out'))
    ), said as (
        select side, lot from told where source = $observed
        and (lot in (select lot from pairs) or lot in (select out_lot from pairs))
    )
    select distinct run, lot, out_lot, lot not in (select lot from said where side = 'in')
           or out_lot not in (select lot from said where side = 'out') as certain
    from pairs where lot <> out_lot"""
"""What went in, and the postings do not lead there."""

MORE = """with near as (
        select side, run, lot from net
        where run in (select run from differ where not went) group by side, run, lot having sum(observed) > 0
    ), extra as (select * from differ where not went), more as (
        select i.run, i.lot, o.lot as out_lot from near i join near o using (run)
        where i.side = 'in' and o.side = 'out' and (
            (i.run, i.lot) in (select (run, lot) from extra where side = 'in')
            or (o.run, o.lot) in (select (run, lot) from extra where side = 'out'))
    ), unmade as (select distinct out_lot as lot from more where out_lot not in (select lot from made)), onward as (
        select distinct lot, run from told where source = $observed and side = 'in' and lot in (select lot from unmade)
    ), further as (
        select onward.lot as through, o.lot as out_lot from onward join told o using (run)
        where o.source = $observed and o.side = 'out'
    ), pairs as (
        select * from more
        union select more.run, more.lot, further.out_lot from more join further on through = more.out_lot
    )
    select run, lot, out_lot, lot not in (select lot from went_in where lot in (select lot from pairs)) as certain
    from pairs where lot <> out_lot and out_lot in (select lot from made)"""
"""What was made has more behind it than went in; where the posted output was never made, what was made of that has."""

LOTS = """(select distinct lot, item, lot_name from told where lot in (select {lot} from {found}))"""
ORDERS = """(select distinct ord, order_name from told where ord in (select ord from {found}))"""

NAMED = f"""with runs as (select distinct run, order_name || '/' || operation as name from passed
             where run in (select run from found))
    select runs.name, l.item, l.lot_name, o.item as out_item, o.lot_name as out_lot, certain
    from found join runs using (run) join {LOTS.format(lot="lot", found="found")} l on l.lot = found.lot
    join {LOTS.format(lot="out_lot", found="found")} o on o.lot = out_lot
    order by certain desc, runs.name, l.item, l.lot_name, out_item, o.lot_name"""

SEEN_AMOUNTS = "select count(*) from sums where total is not null and low is not null"
UNEQUAL = "total is distinct from low or total is distinct from high"
AMOUNTS = f"""select *, measure & 4 <> 0 or measure & 1 = 0 as odd from sums
    where total is not null and low is not null and ({UNEQUAL} or measure <> 1)"""

SEEN_PARTS = "select count(*) from sums semi join uses using (lot) where side = 'in' and high > 0"
PARTS = f"""select *, false as odd from sums semi join uses using (lot)
    where side = 'in' and high > 0 and ({UNEQUAL})"""

WRONG = f"""create or replace temp table wrong as
    with found as materialized ({{query}})
    select side, item, lot_name, order_name, low, high, coalesce(total, 0) as total, unit, odd
    from found join {LOTS.format(lot="lot", found="found")} lots using (lot) join items using (item)
    join {ORDERS.format(found="found")} orders using (ord)
    where odd or coalesce(total, 0) not between low - half * edges and high + half * edges"""

BALANCES = """create or replace temp table balances as
    with passed_on as (
        select side, lot, ord, coalesce(high, 0) as truly,
               if(total between coalesce(low, 0) and coalesce(high, 0), coalesce(high, 0), total) as told
        from sums where total is not null
    ), both_ways as (
        select 'lot' as kind, lot, null as ord, coalesce(sum(told) filter (side = 'out'), 0) as came,
               coalesce(sum(told) filter (side = 'in'), 0) as went,
               coalesce(sum(truly) filter (side = 'out'), 0) as truly_came,
               coalesce(sum(truly) filter (side = 'in'), 0) as truly_went
        from passed_on group by lot
        union all
        select 'order', null, ord, coalesce(sum(told) filter (side = 'in'), 0),
               coalesce(sum(told) filter (side = 'out'), 0), coalesce(sum(truly) filter (side = 'in'), 0),
               coalesce(sum(truly) filter (side = 'out'), 0)
        from passed_on group by ord
    )
    select *, truly_came <> 0 or truly_went <> 0 as seen,
           abs((came - went) - (truly_came - truly_went)) * 100
               > greatest(truly_came, truly_went, 1) * $percent as wrong
    from both_ways"""

SEEN_BALANCES = "select count(*) filter (seen), count(*) filter (wrong) from balances"
TELL_BALANCE = f"""with found as (select * from balances where wrong)
    select kind, coalesce(item || ' lot ' || lot_name, order_name) as name, came, went, truly_came, truly_went
    from found left join {LOTS.format(lot="lot", found="found")} lots using (lot)
    left join {ORDERS.format(found="found")} orders using (ord)
    order by all limit $most"""
