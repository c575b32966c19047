"""
The queries of `judge.bulk`, over what was told in whole numbers (`coded` of `judge.columns`).

    sums     per side, order and lot: least and greatest of what truly passed, and what postings say
    differ   per side, run and lot: what is on one side only

All that is not wrong is looked at in sums and counted; only what is wrong gets its names back.
"""

UNFIT = {
    """select count(*) from (select lot, min(at_us) as first_us from coded where source = $truth and side = 'in'
                             group by lot) used
       left join (select lot, min(at_us) as since_us from coded
                  where source = $truth and side in ('received', 'out') and not scrap group by lot) known using (lot)
       where since_us is null or since_us > first_us""": (
        "{} lots were used that nobody had received or made: such a consumption may stand in an exception queue"
    ),
    """select count(*) from told late join (
           select "order", min(at_us) as closed_us from told
           where source = $truth and side = 'order_closed' group by all
       ) using ("order") where source = $truth and side in ('in', 'out') and at_us >= closed_us""": (
        "{} facts left after their order was closed: they may stand in an exception queue"
    ),
    """select count(*) from (select 1 from coded semi join taken_back using (step, lot)
                             where source = $truth and side = 'in' group by step, lot having sum(quantity) > 0)""": (
        "{} consumptions were taken back in part: when the rest went in is told by no sum"
    ),
}

ITEMS = "select distinct item from lots"

TAKEN_BACK = """create or replace temp table taken_back as
    select distinct step, lot from coded where source = $truth and side = 'in' and quantity < 0"""

PREPARED = (
    """create or replace temp table made as
       select step, lot, max(at_us) as last_us from coded
       where source = $truth and side = 'out' and not scrap group by step, lot""",
    """create or replace temp view went_in as
       select step, run, lot, at_us from coded anti join taken_back using (step, lot)
       where source = 'truth' and side = 'in' and quantity > 0""",
    """create or replace temp table sums as
       with done as (select step, min(last_us) as done_us from made group by step),
       posted as (
           select side, any_value(ord) as ord, lot, sum(quantity) as quantity, min(odd) as least_odd, max(odd) as odd
           from coded where source = $observed and side in ('in', 'out') group by side, run, role, lot
           having sum(quantity) > 0
       ), passed as (
           select side, any_value(ord) as ord, lot, sum(quantity) as quantity,
                  if(side = 'in', coalesce(sum(quantity) filter (at_us <= coalesce(done_us, at_us)), 0), sum(quantity))
                  as low
           from coded left join done using (step) where source = $truth and side in ('in', 'out')
           group by side, step, scrap, lot
       ), both_sides as (
           select side, ord, lot, low::{number} as low, quantity::{number} as high, null as total, 0::utinyint as odd,
                  1::utinyint as least_odd from passed
           union all select side, ord, lot, null, null, quantity::{number}, odd, least_odd from posted
       )
       select side, ord, lot, min(low) as low, sum(high)::{number} as high, sum(total)::{number} as total,
              count(total)::integer as edges,
              (max(odd) = 2 or min(least_odd) filter (total is not null) = 1) as odd
       from both_sides group by side, ord, lot""",
    """create or replace temp table uses as
       select lot, count(*) filter (side = 'in' and high > 0) as orders, count(total) as told from sums group by lot""",
    """create or replace temp table differ as
       select side, run, lot, went from (
           select side, run, lot,
                  coalesce(sum(quantity) filter (source = $truth), 0) > 0 as went,
                  coalesce(sum(quantity) filter (source = $observed), 0) > 0 as said
           from coded where source in ($truth, $observed) and side in ('in', 'out') group by side, run, lot
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
    ), told as (
        select side, lot from coded where source = $observed
        and (lot in (select lot from pairs) or lot in (select out_lot from pairs))
    )
    select distinct run, lot, out_lot, lot not in (select lot from told where side = 'in')
           or out_lot not in (select lot from told where side = 'out') as certain
    from pairs where lot <> out_lot"""
"""What went in, and the postings do not lead there."""

MORE = """with near as (
        select side, run, lot from coded
        where source = $observed and side in ('in', 'out') and run in (select run from differ where not went)
        group by side, run, lot having sum(quantity) > 0
    ), extra as (select * from differ where not went), more as (
        select i.run, i.lot, o.lot as out_lot from near i join near o using (run)
        where i.side = 'in' and o.side = 'out' and (
            (i.run, i.lot) in (select (run, lot) from extra where side = 'in')
            or (o.run, o.lot) in (select (run, lot) from extra where side = 'out'))
    ), unmade as (select distinct out_lot as lot from more where out_lot not in (select lot from made)), onward as (
        select distinct lot, run from coded where source = $observed and side = 'in' and lot in (select lot from unmade)
    ), further as (
        select onward.lot as through, o.lot as out_lot from onward join coded o using (run)
        where o.source = $observed and o.side = 'out'
    ), pairs as (
        select * from more
        union select more.run, more.lot, further.out_lot from more join further on through = more.out_lot
    )
    select run, lot, out_lot, lot not in (select lot from went_in where lot in (select lot from pairs)) as certain
    from pairs where lot <> out_lot and out_lot in (select lot from made)"""
"""What was made has more behind it than went in; where the posted output was never made, what was made of that has."""

NAMED = """select runs."order" || '/' || operation as run, l.item, l.lot, o.item as out_item, o.lot as out_lot, certain
    from ({pairs}) pairs join runs on runs.code = run join lots l on l.code = pairs.lot
    join lots o on o.code = out_lot order by certain desc, run, l.item, l.lot, out_item, out_lot"""

WRONG = "not coalesce(total, 0) between low - half * coalesce(edges, 0) and high + half * coalesce(edges, 0)"
AMOUNTS = f"""select sums.*, true as seen, {WRONG} or odd as wrong from sums join lots on lots.code = sums.lot
    join items using (item) where total is not null and low is not null"""

PARTS = f"""select sums.*, true as seen, {WRONG} as wrong from sums join uses using (lot)
    join lots on lots.code = sums.lot join items using (item)
    where side = 'in' and high > 0 and orders > 1 and told > 0"""

TELL = """select side, item, lots.lot, "order", low, high, coalesce(total, 0), unit, coalesce(odd, false)
    from ({query}) found join lots on lots.code = found.lot join items using (item)
    join (select distinct ord, "order" from runs) named using (ord) where wrong order by all limit {most}"""

BALANCES = """with told as (
        select side, lot, ord, coalesce(high, 0) as truly,
               if(total between coalesce(low, 0) and coalesce(high, 0), coalesce(high, 0), total) as told
        from sums where total is not null
    ), balances as (
        select 'lot' as kind, lot as code, coalesce(sum(told) filter (side = 'out'), 0) as came,
               coalesce(sum(told) filter (side = 'in'), 0) as went,
               coalesce(sum(truly) filter (side = 'out'), 0) as truly_came,
               coalesce(sum(truly) filter (side = 'in'), 0) as truly_went
        from told group by lot
        union all
        select 'order', ord, coalesce(sum(told) filter (side = 'in'), 0), coalesce(sum(told) filter (side = 'out'), 0),
               coalesce(sum(truly) filter (side = 'in'), 0), coalesce(sum(truly) filter (side = 'out'), 0)
        from told group by ord
    )
    select *, truly_came <> 0 or truly_went <> 0 as seen,
           abs((came - went) - (truly_came - truly_went)) * 100
               > greatest(truly_came, truly_went, 1) * $percent as wrong
    from balances"""

TELL_BALANCE = """select kind, coalesce(item || ' lot ' || lots.lot, "order") as name,
        came, went, truly_came, truly_went
    from ({query}) found left join lots on kind = 'lot' and lots.code = found.code
    left join (select distinct ord, "order" from runs) named on kind = 'order' and ord = found.code
    where wrong order by all limit {most}"""
