"""
From the acts of a scenario file to a closed course: every name known, every amount and span drawn.

    - receive: {lot: TOMATO/T1, quantity: 400 to 420, ...}   -->   {do: receive, lot: TOMATO/T1, quantity: "412.5",
      after: 2 to 6 min                                             after_us: 214000000, row: 31, ...}
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

import msgspec
from lotproof.harness.model.draws import Draws
from lotproof.harness.plan import measures
from lotproof.harness.plan.names import Names
from lotproof.harness.plan.page import Page, Spot
from lotproof.harness.plan.repeats import Repeat
from lotproof.harness.plan.whole import fits
from lotproof.harness.plan.words import BESIDE_ACTS, NESTED, Word, first_word, words
from lotproof.harness.plant.acts import ACTS, AnyAct, Course

T = TypeVar("T")

USUAL_AFTER = "1 to 4 min"
"""How long an act takes where the file does not say."""


class Closing:
    """
    Closes one course: `page` says where, `names` what is known, `draws` decides what is open, `size` what is in,
    `plants` which strands belong to another plant than `names`.
    """

    def __init__(
        self, page: Page, names: Names, draws: Draws, size: str, *, plants: Mapping[str, str] | None = None
    ) -> None:
        self._page, self._names, self._draws, self._size = page, names, draws, size
        self._plants = dict(plants or {})
        self._seen: Counter[tuple[str, ...]] = Counter()

    def course(self, said: dict[str, list[dict[str, Any]]], plant: str, people: dict[str, str]) -> dict[str, Any]:
        """
        The course as plain data.

        Raises:
            InputError: naming line and nearest word.
        """
        strands = {name: self._strand(acts, name, plant) for name, acts in said.items()}
        course: dict[str, Any] = {"plant": plant, "people": people, "strands": strands}
        if self._plants:
            course["plants"] = self._plants
        msgspec.convert(course, Course)
        return course

    def _strand(self, said: Any, name: str, plant: str) -> list[dict[str, Any]]:
        self._names = self._names.at(self._plants.get(name, plant))
        return self._acts(said, (name,), ("course", name))

    def _acts(self, said: Any, key: tuple[str, ...], spot: Spot) -> list[dict[str, Any]]:
        if not isinstance(said, list):
            raise self._page.wrong(spot, "acts are a list", got=said)
        found = (act for place, one in enumerate(said) for act in self._each(one, key, (*spot, place)))
        return [act for act in found if act]

    def _each(self, said: Any, key: tuple[str, ...], spot: Spot) -> Iterator[dict[str, Any] | None]:
        """One act; or those of a `repeat`, again and again."""
        if not (isinstance(said, dict) and "repeat" in said):
            yield self._act(said, key, spot)
            return
        if len(said) > 1:
            raise self._page.wrong(spot, "nothing stands beside a repeat", got=", ".join(said))
        repeat: Repeat = self._page.convert(said["repeat"], Repeat, (*spot, "repeat"))
        for place, one in repeat.unrolled():
            yield from self._each(one, key, (*spot, "repeat", "acts", place))

    def _act(self, said: Any, key: tuple[str, ...], spot: Spot) -> dict[str, Any] | None:
        name = self._name(said, spot)
        body = self._body(said[name], name, (*spot, name))
        only = said.get("only", "")
        if only not in ("", "full", "sketch"):
            raise self._page.unknown((*spot, "only"), "size", only, ("full", "sketch"))
        if only and only != self._size:
            return None
        mine = (*key, name, str(body.get(first_word(name), "")))
        self._seen[mine] += 1
        mine = (*mine, str(self._seen[mine]))
        closed: dict[str, Any] = {"do": name, "row": self._page.line(spot)}
        closed["after_us"] = self._span(said.get("after", USUAL_AFTER), (*mine, "after"), (*spot, "after"))
        for word, value in body.items():
            where = (*spot, name, word) if isinstance(said[name], dict) else (*spot, name)
            field, given = self._field(words(name)[word], value, body, (*mine, word), where)
            closed[field] = given
        if name == "pause":
            closed["deadline_s"] = self._names.seconds(closed.get("rules", []))
        return self._whole(closed, (*spot, name))

    def _name(self, said: Any, spot: Spot) -> str:
        """Which act this is: the one key that is no word beside acts."""
        if not isinstance(said, dict):
            raise self._page.wrong(spot, "an act is written `- word: {...}`", got=said)
        named = [word for word in said if word not in BESIDE_ACTS]
        for word in named:
            if word not in ACTS:
                raise self._page.unknown((*spot, word), "act", word, (*ACTS, *BESIDE_ACTS))
        if len(named) != 1:
            raise self._page.wrong(spot, "one act stands in each entry", got=" and ".join(named) or "none")
        return str(named[0])

    def _body(self, said: Any, name: str, spot: Spot) -> dict[str, Any]:
        """The words of an act; an act of one word may be written `- start: M1`."""
        body = said if isinstance(said, dict) else {first_word(name): said}
        for word in body:
            if word not in words(name):
                raise self._page.unknown((*spot, word), f"word of {name}", word, words(name))
        for word, known in words(name).items():
            if known.required and word not in body:
                raise self._page.wrong(spot, f"{name} needs {word!r}", expected=known.meaning or known.kind)
        return body

    def _field(self, word: Word, value: Any, body: dict[str, Any], key: tuple[str, ...], spot: Spot) -> tuple[str, Any]:
        """The field of the closed act and its value."""
        if word.name in NESTED:
            inner = self._acts(value if word.shape == "many" else [value], key, spot)
            return word.field, inner if word.shape == "many" else inner[0]
        return word.field, self._value(word, value, body, key, spot)

    def _value(self, word: Word, value: Any, body: dict[str, Any], key: tuple[str, ...], spot: Spot) -> Any:
        if word.kind == "span":
            return self._span(value, key, spot)
        if word.shape == "many":
            if not isinstance(value, list):
                raise self._page.wrong(spot, f"{word.name} is a list", got=value)
            return [self._one(word, one, body, (*key, str(n)), (*spot, n)) for n, one in enumerate(value)]
        if word.shape == "map":
            if not isinstance(value, dict):
                raise self._page.wrong(spot, f"{word.name} maps one thing to another", got=value)
            return dict(self._pairs(word, value, key, spot))
        return self._one(word, value, body, key, spot)

    def _pairs(self, word: Word, value: dict[str, Any], key: tuple[str, ...], spot: Spot) -> Iterator[tuple[str, Any]]:
        for name, inner in value.items():
            if word.of_key:
                self._names.check(word.of_key, name, self._page, (*spot, name))
            yield name, self._one(word, inner, {"lot": name}, (*key, name), (*spot, name))

    def _one(self, word: Word, value: Any, body: dict[str, Any], key: tuple[str, ...], spot: Spot) -> Any:
        if word.kind == "amount":
            if value == "rest":
                return value
            decimals = self._names.decimals(body)
            least = -measures.MOST if word.name == "values" else Decimal(1).scaleb(-decimals)
            return self._drawn(lambda draw: measures.amount(value, draw, decimals, least=least), key, spot)
        if word.kind:
            self._names.check(word.kind, value, self._page, spot)
        return value

    def _span(self, text: Any, key: tuple[str, ...], spot: Spot) -> int:
        return self._drawn(lambda draw: measures.span_us(text, draw), key, spot)

    def _drawn(self, draw: Callable[[Random], T], key: tuple[str, ...], spot: Spot) -> T:
        try:
            return draw(self._draws.of(*key))
        except ValueError as wrong:
            raise self._page.wrong(spot, str(wrong)) from None

    def _whole(self, closed: dict[str, Any], spot: Spot) -> dict[str, Any]:
        """The act as its noun takes it; what only the whole act can show is checked here."""
        self._page.convert(closed, AnyAct, spot)
        fits(self._names, closed, self._page, spot)
        return closed
