"""
A lineage as inline SVG: no script, no font, no file from elsewhere; its colours are the page's own.

What is held is told by shape and word, not by colour alone, and the drawing has a title that a screen reader reads.
"""

import hashlib
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from lotproof.reports.layout import Places, places
from lotproof.reports.lineage import Lineage, Link, Node
from lotproof.reports.plain import cut, visible
from markupsafe import Markup, escape

BOX_W, BOX_H, GAP_X, GAP_Y, EDGE = 168, 44, 96, 18, 12
LETTERS = 21
NODES_MAX = 160

WORDS = {
    "held": "HELD",
    "rejected": "REJECTED",
    "scrapped": "SCRAPPED",
    "released": "hold lifted",
    "tainted": "from a held lot",
    "missing": "MISSING",
    "extra": "NOT SO",
    "asked": "asked for",
}
"""What a box says of how its lot stands, or of how the answer differs."""


class Corner(msgspec.Struct, frozen=True):
    """The upper left corner of a box."""

    x: float
    y: float


def picture(drawn: Lineage) -> Markup:
    """The drawing; empty where there is nothing to draw, or more than a page can show."""
    if not drawn.nodes or len(drawn.nodes) > NODES_MAX:
        return Markup("")
    laid = places(drawn)
    corners = _corners(laid)
    width = len(laid.columns) * (BOX_W + GAP_X) - GAP_X + 2 * EDGE
    height = max(map(len, laid.columns)) * (BOX_H + GAP_Y) - GAP_Y + 2 * EDGE
    name = "p" + hashlib.sha256(msgspec.json.encode(drawn)).hexdigest()[:12]
    inner = Markup("\n").join((*_lines(drawn, laid, corners), *_boxes(drawn, corners)))
    return Markup(
        '<svg class="lineage" role="img" aria-labelledby="{name}" viewBox="0 0 {width} {height}"'
        ' width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg">\n'
        '<title id="{name}">{title}</title>\n{inner}\n</svg>'
    ).format(name=name, width=_n(width), height=_n(height), title=visible(said(drawn)), inner=inner)


def said(drawn: Lineage) -> str:
    """What the drawing shows, in a sentence."""
    kinds = [node.kind for node in drawn.nodes]
    counted = ", ".join(f"{kinds.count(kind)} {kind}s" for kind in dict.fromkeys(kinds))
    marked = [f"{node.kind} {node.label}: {word_of(node)}" for node in drawn.nodes if word_of(node)]
    return f"{drawn.title}: {counted}." + (" " + "; ".join(marked) + "." if marked else "")


def word_of(node: Node) -> str:
    """The mark of an answer before the status of a lot."""
    return WORDS.get(node.mark) or WORDS.get(node.status, "")


def _corners(laid: Places) -> dict[str, Corner]:
    rows = laid.rows()
    return {
        key: Corner(EDGE + at * (BOX_W + GAP_X), EDGE + rows[key] * (BOX_H + GAP_Y))
        for at, column in enumerate(laid.columns)
        for key in column
    }


def _lines(drawn: Lineage, laid: Places, corners: dict[str, Corner]) -> Iterator[Markup]:
    links = {(link.source, link.target): link for link in drawn.links}
    status = {node.key: node.status for node in drawn.nodes}
    for way, path in laid.paths.items():
        bad = status[way[0]] in ("held", "rejected", "tainted")
        yield _line(links[way], path, corners, "bad" if bad and not links[way].mark else links[way].mark)


def _line(link: Link, path: tuple[str, ...], corners: dict[str, Corner], kind: str) -> Markup:
    points = [corners[key] for key in path]
    start, end = points[0], points[-1]
    middle = BOX_H / 2
    stops = [(start.x + BOX_W, start.y + middle), *_passing(points[1:-1]), (end.x, end.y + middle)]
    curve = f"M{_n(stops[0][0])} {_n(stops[0][1])}" + "".join(_curve(one, two) for one, two in pairwise(stops))
    tail = f'<path class="{f"way {kind}".strip()}" d="{curve}"/>'
    if not link.label:
        return Markup(tail)
    x, y = start.x + BOX_W + GAP_X / 2, (stops[0][1] + stops[1][1]) / 2 - 3
    return Markup(tail) + Markup('<text class="passed" x="{}" y="{}">{}</text>').format(
        _n(x), _n(y), cut(visible(link.label), 19)
    )


def _passing(corners: list[Corner]) -> Iterator[tuple[float, float]]:
    """A line that skips a layer runs level through it."""
    for corner in corners:
        yield (corner.x, corner.y + BOX_H / 2)
        yield (corner.x + BOX_W, corner.y + BOX_H / 2)


def _curve(one: tuple[float, float], two: tuple[float, float]) -> str:
    bend = (two[0] - one[0]) / 2
    return f" C{_n(one[0] + bend)} {_n(one[1])} {_n(two[0] - bend)} {_n(two[1])} {_n(two[0])} {_n(two[1])}"


def _boxes(drawn: Lineage, corners: dict[str, Corner]) -> Iterator[Markup]:
    for node in drawn.nodes:
        yield _box(node, corners[node.key])


def _box(node: Node, corner: Corner) -> Markup:
    """A rounded box for orders and steps, a square one for goods; the second line is what it is."""
    word = word_of(node)
    round_ = 22 if node.kind in ("order", "step") else 4
    kinds = " ".join(filter(None, ("box", str(escape(node.kind)), node.mark or node.status)))
    second = visible(f"{node.kind} · {node.note}" if node.note else node.kind)
    tip = f"{node.kind} {node.label}; {node.note}; {word}".rstrip("; ")
    return Markup(
        '<g class="{kinds}"><title>{tip}</title><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}"/>'
        '<text class="name" x="{tx}" y="{ty}">{label}</text><text class="note" x="{tx}" y="{ny}">{note}</text>'
        "{flag}</g>"
    ).format(
        kinds=kinds,
        tip=visible(tip),
        x=_n(corner.x),
        y=_n(corner.y),
        w=BOX_W,
        h=BOX_H,
        r=round_,
        tx=_n(corner.x + 12),
        ty=_n(corner.y + 18),
        ny=_n(corner.y + 34),
        label=cut(visible(node.label), LETTERS),
        note=cut(second, LETTERS + 4),
        flag=_flag(word, corner),
    )


def _flag(word: str, corner: Corner) -> Markup:
    if not word:
        return Markup("")
    return Markup('<text class="flag" x="{}" y="{}">{}</text>').format(_n(corner.x + BOX_W - 6), _n(corner.y - 3), word)


def _n(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
