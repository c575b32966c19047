"""
A synthetic history of any size: facts of a plant of four levels, and as many postings, in the ledger's own lines.

One posting in a thousand is missing, one names another lot, one was made twice; one consumption in two hundred came
after its order had made its lot. Written as text, as encoding nouns one by one would take longer than judging them; a
look at the first lines holds that they are what our own encoders write.
"""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Entry
from lotproof.harness.model.facts import Fact, encode
from lotproof.harness.model.tags import Tag

TAG = Tag.of(4711)
START_US = 1_790_000_000_000_000
LEVELS = (("RAW", 0.01), ("MID", 0.05), ("SUB", 0.19), ("END", 0.75))
ENTERPRISE = {"items": {item: {"unit": "kg", "decimals": 3} for item, _ in LEVELS}}
FAN_IN = (5, 20)
FACTS_AN_ITEM = 8.0
AT_ONCE = 20_000

Row = tuple[str, int, str, str, str, int]
"""A fact: kind, time, order, item, lot number, quantity in thousandths."""


def rows(facts: int) -> Iterator[Row]:
    """
    At least so many facts: what was received; then, order by order, what went in (lots made not long ago, some far more
    often) and what came out.
    """
    chance = random.Random(7)
    nodes = round(facts / FACTS_AN_ITEM)
    sizes = [max(2, int(nodes * share)) for _, share in LEVELS]
    for place in range(sizes[0]):
        yield "received", 0, "", LEVELS[0][0], f"L{place}", 1_000_000_000
    for level in range(1, len(LEVELS)):
        for place in range(sizes[level]):
            yield from order(level, place, sizes, chance)


def order(level: int, place: int, sizes: list[int], chance: random.Random) -> Iterator[Row]:
    at = (sum(sizes[1:level]) + place) * 1_000_000
    below, name = sizes[level - 1], f"P{level}{place}"
    near = place / sizes[level] * below
    picked = {pick(near, below, chance) for _ in range(chance.randint(*FAN_IN))}
    late = picked.pop() if chance.random() < 0.06 else None
    for number, lot in enumerate(sorted(picked)):
        yield "consumed", at + number * 1000, name, LEVELS[level - 1][0], f"L{lot}", 1000 + lot % 500
    yield "produced", at + 500_000, name, LEVELS[level][0], f"L{place}", 1000 * len(picked)
    if late is not None:
        yield "consumed", at + 600_000, name, LEVELS[level - 1][0], f"L{late}", 250


def pick(near: float, below: int, chance: random.Random) -> int:
    """A lot of the level below, made not long ago; one in fifty is used far more than the others."""
    lot = max(0, int(near - (chance.paretovariate(1.2) - 1) * 0.004 * below))
    return lot // 50 * 50 if chance.random() < 0.05 else min(lot, below - 1)


def write(folder: Path, facts: int) -> int:
    """Write `truth.jsonl` and `systems.jsonl`; how many facts there are."""
    folder.mkdir(parents=True, exist_ok=True)
    done = posted = 0
    chance = random.Random(8)
    with (folder / "truth.jsonl").open("w") as truth, (folder / "systems.jsonl").open("w") as ledger:
        told: list[str] = []
        postings: list[str] = []
        for row in islice(rows(facts), facts):
            told.append(fact_line(done, row))
            for changed in posted_as(row, chance):
                postings.append(effect_line(posted, done, changed))
                posted += 1
            done += 1
            if len(told) == AT_ONCE:
                truth.writelines(told)
                ledger.writelines(postings)
                told, postings = [], []
        truth.writelines(told)
        ledger.writelines(postings)
    check(folder)
    return done


def posted_as(row: Row, chance: random.Random) -> tuple[Row, ...]:
    """What an integration makes of a fact: mostly that, now and then nothing, another lot, or the same twice."""
    met = chance.random()
    if row[0] == "received":
        return ()
    if met > 0.003:
        return (row,)
    if met > 0.002:
        return ()
    if met > 0.001:
        return ((*row[:4], row[4] + "0", row[5]),)
    return row, row


def fact_line(number: int, row: Row) -> str:
    kind, at, order, item, lot, much = row
    step = f'"order":"{order}-{{tag}}","operation":"10","step":"{order}-{{tag}}/10",' if order else ""
    side, role = ("ins", "input") if kind == "consumed" else ("outs", "output")
    portion = f'{{"item":"lot:{item}:{lot}-{{tag}}","role":"{role}","quantity":"{amount(much)}","unit":"kg"}}'
    shown = f'"plant":"NORTH","stream":"NORTH/W1/{kind}","seq":{number + 1},"equipment":"W1"'
    return f'{{"id":"f{number + 1}","kind":"{kind}","at_us":{at},{shown},{step}"{side}":[{portion}]}}\n'


def effect_line(seq: int, number: int, row: Row) -> str:
    kind, at, order, item, lot, much = row
    entity, more = ("consumption", "") if kind == "consumed" else ("production", '"status":"output",')
    time_us = START_US + seq
    second, rest = divmod(at // 1000, 1000)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    day, hour = divmod(hour, 24)
    body = (
        f'"posting":"mes-{seq}","client":"integration","system":"mes","entity":"{entity}","key":"C-{seq}",'
        f'"field":"quantity","delta":"{amount(much)}","unit":"kg","order":"{order}-{TAG.text}","operation":"10",'
        f'"item":"{item}","lot":"{lot}-{TAG.text}",{more}"reference":"NORTH/W1/{kind}#{START_US + number + 1}",'
        f'"event_time":"20{22 + day // 336:02d}-{day // 28 % 12 + 1:02d}-{day % 28 + 1:02d}'
        f'T{hour:02d}:{minute:02d}:{second:02d}.{rest:03d}Z"'
    )
    head = f'"v":1,"writer":"systems","seq":{seq},"kind":"effect","id":"mes-{seq}","causes":[],"sim":null'
    return f'{{{head},"wall_ns":{time_us}000,"mono_ns":{seq + 1},"body":{{{body}}}}}\n'


def amount(thousandths: int) -> str:
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def check(folder: Path) -> None:
    """The lines are what our own encoders write, else the race would prove nothing."""
    with (folder / "truth.jsonl").open("rb") as truth, (folder / "systems.jsonl").open("rb") as ledger:
        for _ in range(100):
            line = truth.readline().rstrip()
            assert encode(msgspec.json.decode(line, type=Fact)) == line, line
            line = ledger.readline().rstrip()
            entry = msgspec.json.decode(line, type=Entry)
            again = msgspec.structs.replace(entry, body=msgspec.convert(entry.body, Effect))
            assert msgspec.json.encode(again) == line, line
