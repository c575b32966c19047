"""
The queries of `judge.columns`.

    told     a row per portion of a fact and per effect: names, and beside them whole numbers that stand for them
    net      per place (side, operation run, role, lot): what one source expects and what another shows

Numbers are 64-bit hashes of names, made while a line is read: nothing has to be looked up, sorted or joined for them.
Two of a million names fall together in one of thirty million histories. Names are read again only of what is shown.
"""

TRUTH = "truth"

TABLES = (
    "create type sides as enum ('in', 'out', 'received', 'order_closed')",
    """create table told (
        source varchar, side sides, role varchar, order_name varchar, operation varchar, item varchar, lot_name varchar,
        step_name varchar, quantity decimal(18, 6), exact decimal(38, 9), at_us bigint, measure utinyint,
        ord ubigint, run ubigint, step ubigint, lot ubigint, ref ubigint)""",
    "create view passed as select * from told where side in ('in', 'out')",
    """create macro rendered(text, tag, number) as
        replace(replace(coalesce(text, ''), '{tag}', tag), '{num}', number)""",
    """create macro known_role(side, role) as
        case when side = 'in' then 'input' when coalesce(role, '') in ('', 'good') then 'output' else role end""",
    "create macro near(amount) as try_cast(amount as decimal(18, 6))",
    """create macro beyond(amount) as
        case when near(amount) is distinct from amount::decimal(38, 9) then amount::decimal(38, 9) end""",
    """create macro moment_us(time) as epoch_us(
        case when ends_with(time, 'Z') then try_cast(time as timestamp)
             else try_cast(time as timestamptz) at time zone 'UTC' end)""",
)
"""
`measure`: 1 in the item's own unit, 2 none said, 4 another; 0 in truth. `exact` is there where `quantity`, in eight
bytes, cannot hold the amount.
"""

WIDER = "alter table told alter quantity type decimal(38, 9) using coalesce(exact, quantity)"

LONGEST = 1 << 22
"""Bytes of the longest line; what duckdb sets aside for each file grows with it, and so does its time."""

NUMBERED = """hash(order_name), hash(order_name, operation), {step}, hash(item, lot_name), {ref}"""

PORTION = "struct(item varchar, role varchar, quantity varchar)[]"
LOAD_TRUTH = f"""
insert into told
with facts as (
    select *, kind in ('consumed', 'reversed') as into_it
    from read_json($path, format = 'newline_delimited', maximum_object_size = {LONGEST}, columns = {{
        kind: 'varchar', at_us: 'bigint', "order": 'varchar', operation: 'varchar', step: 'varchar',
        ins: '{PORTION}', outs: '{PORTION}'
    }}) where kind in ('consumed', 'reversed', 'produced', 'scrapped', 'received', 'order_closed')
), portions as (
    select case when into_it then 'in' when kind in ('received', 'order_closed') then kind else 'out' end as side,
           if(kind = 'reversed', -1, 1) as sign, at_us,
           rendered("order", $tag, $number) as order_name, coalesce(operation, '') as operation,
           nullif(rendered(nullif(step, "order" || '/' || operation), $tag, $number), '') as step_name,
           if(kind = 'scrapped', 'scrap', '') as lost,
           unnest(case when into_it then ins when kind = 'order_closed' then [{{'item': 'lot::', 'role': '',
                  'quantity': ''}}] when coalesce(len(outs), 0) = 0 then ins else outs end) as portion
    from facts
), named as (
    select *, known_role(side, coalesce(nullif(lost, ''), portion.role)) as role,
           split_part(portion.item, ':', 2) as item,
           rendered(substr(portion.item, length(split_part(portion.item, ':', 1)) + length(item) + 3), $tag, $number)
           as lot_name, coalesce(nullif(portion.quantity, ''), '0') as amount
    from portions where portion.item like 'lot:%' or portion.item like 'serial:%'
)
select '{TRUTH}', side, role, order_name, operation, item, lot_name, step_name, sign * near(amount),
       sign * beyond(amount), at_us, 0,
       {NUMBERED.format(step="if(step_name is null, hash(order_name, operation), hash(step_name))", ref="null")}
from named
"""

EFFECT = """struct(system varchar, entity varchar, field varchar, delta varchar, "order" varchar, operation varchar,
    item varchar, lot varchar, status varchar, event_time varchar, reference varchar, unit varchar)"""
EFFECTS = f"""read_json($path, format = 'newline_delimited', maximum_object_size = {LONGEST},
    columns = {{kind: 'varchar', body: '{" ".join(EFFECT.split())}'}})"""
LOAD_LEDGER = f"""
insert into told
with named as (
    select body.system as source, if(body.entity = 'consumption', 'in', 'out') as side, body.status as status,
           coalesce(body."order", '') as order_name, coalesce(body.operation, '') as operation,
           coalesce(body.item, '') as item, coalesce(body.lot, '') as lot_name, body.delta as amount,
           body.event_time as time, coalesce(body.unit, '') as unit, nullif(body.reference, '') as reference
    from {EFFECTS}
    where kind = 'effect' and body.field = 'quantity' and body.entity in ('consumption', 'production')
      and coalesce(body.delta, '') <> '' and (contains(body."order", $tag) or contains(body.lot, $tag))
)
select source, side, known_role(side, status), order_name, operation, item, lot_name, null, near(amount),
       beyond(amount), coalesce(moment_us(time), 0),
       case when unit = '' then 2 when own is null or unit = own then 1 else 4 end,
       {NUMBERED.format(step="hash(order_name, operation)", ref="if(reference is null, null, hash(reference))")}
from named left join units using (item)
"""

ENTRIES = f"""select kind, body::varchar from read_json($path, format = 'newline_delimited',
    maximum_object_size = {LONGEST}, columns = {{kind: 'varchar', body: 'json'}})
    where kind in (select unnest($kinds))"""

NET = (
    """create or replace temp table made as
       select step, lot, max(at_us) as last_us from told
       where source = $expected and side = 'out' and role <> 'scrap' group by step, lot""",
    """create or replace temp table net as
       with done as (select step, min(last_us) as done_us from made group by step)
       select side, role, run, lot, any_value(ord) as ord,
              sum(if(source = $expected, quantity, null)) as expected,
              sum(if(source = $observed, quantity, null)) as observed,
              sum(if(source = $expected and (side = 'out' or at_us <= coalesce(done_us, at_us)), quantity, null))
              as low,
              bit_or(measure) as measure
       from passed left join done using (step) where source in ($expected, $observed)
       group by side, role, run, lot""",
)
"""
`made`: the lots of a step, and when the last of each was made. In `net`, null stands for no row; `low` is what of the
expected had gone in before the step had made all that it made.
"""

DIFFERENT = "select * from net where coalesce(expected, 0) <> coalesce(observed, 0)"
COMPARE = f"""select distinct d.side, order_name, operation, d.role, item, lot_name,
    nullif(expected, 0) as expected, nullif(observed, 0) as observed
    from ({DIFFERENT}) d join passed using (side, role, run, lot) where source in ($expected, $observed)
    order by order_name, operation, d.side, item, lot_name, d.role limit $most"""
COUNT = f"""select count(*) filter (coalesce(observed, 0) = 0), count(*) filter (coalesce(expected, 0) = 0),
    count(*) filter (expected <> 0 and observed <> 0) from ({DIFFERENT})"""

TWICE = """select ref, side, ord, lot, count(*) as times, sum(quantity) as quantity from passed
    where source = $system and ref is not null and quantity > 0 group by all having count(*) > 1"""
REFERENCES = f"""insert into refs select distinct hash(body.reference), body.reference from {EFFECTS}
    where kind = 'effect' and hash(body.reference) in (select ref from twice)"""
DOUBLED = """select distinct reference, if(side = 'in', 'consumption', 'production') as entity, order_name, item,
    lot_name, times, twice.quantity from twice join refs using (ref) join passed using (ref, side, ord, lot)
    where source = $system order by all limit $most"""

LIVE = """create or replace temp table live as
    with rows as (
        select side, if($by_run, run, step) as step, lot, quantity, at_us from passed
        where source = $source and role <> 'scrap'
    ), taken_back as (select distinct side, step, lot from rows where quantity <= 0),
    gone as (select side, step, lot from rows semi join taken_back using (side, step, lot)
             group by all having sum(quantity) <= 0)
    select side, step, lot, at_us from rows anti join gone using (side, step, lot) where quantity > 0"""
NODES = """create or replace temp table {nodes} as
    select id, (row_number() over ())::integer - 1 as code
    from (select lot as id from live union select step from live)"""
EDGES = """select if(side = 'in', l.code, s.code)::bigint as tail, if(side = 'in', s.code, l.code)::bigint as head,
    at_us from live join {nodes} l on l.id = live.lot join {nodes} s on s.id = live.step"""
NAMES = """select distinct 'lot:' || item || ':' || lot_name from passed join wanted on id = lot
       where source = $source and role <> 'scrap'
    union select distinct 'step:' || coalesce(if($by_run, null, step_name), order_name || '/' || operation)
       from passed join wanted on id = if($by_run, run, step) where source = $source and role <> 'scrap'"""
