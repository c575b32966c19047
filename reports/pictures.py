"""
A lineage as inline SVG: no script, no font, no file from elsewhere; its colours are the page's own.

What is held is told by shape and word, not by colour alone, and the drawing has a title that a screen reader reads.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from lotproof.reports.layout import Places, places
from lotproof.reports.lineage import Lineage, Link, Node
from lotproof.reports.plain import cut, visible
from markupsafe import Markup, escape

BOX_W, BOX_H, GAP_X, GAP_Y, EDGE = 142, 42, 82, 20, 14
NAME_MAX, NOTE_MAX = 20, 23
NODES_MAX = 160

WORDS = {
    "held": "HELD",
    "rejected": "REJECTED",
    "scrapped": "SCRAPPED",
    "released": "hold lifted",
    "tainted": "from a held lot",
    "unborn": "never received",
    "missing": "MISSING",
    "extra": "NOT SO",
    "asked": "asked for",
}
"""What a box says of how its lot stands, or of how the answer differs."""


Place = tuple[float, float]


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
        ' width="{width}" height="{height}" style="--own:{width}px" xmlns="http://www.w3.org/2000/svg">\n'
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
    out, into = Counter(source for source, _ in links), Counter(target for _, target in links)
    for way, path in laid.paths.items():
        bad = status[way[0]] in ("held", "rejected", "tainted")
        kind = "bad" if bad and not links[way].mark else links[way].mark
        yield _line(links[way], path, corners, kind, near=0.27 if into[way[1]] > out[way[0]] else 0.73)


def _line(link: Link, path: tuple[str, ...], corners: dict[str, Corner], kind: str, *, near: float) -> Markup:
    """A line and what passed along it, told where it has the most room: near the end with the fewer lines."""
    points = [corners[key] for key in path]
    start, end = points[0], points[-1]
    middle = BOX_H / 2
    stops = [(start.x + BOX_W, start.y + middle), *_passing(points[1:-1]), (end.x, end.y + middle)]
    curve = f"M{_n(stops[0][0])} {_n(stops[0][1])}" + "".join(_curve(one, two) for one, two in pairwise(stops))
    tail = f'<path class="{f"way {kind}".strip()}" d="{curve}"/>'
    if not link.label:
        return Markup(tail)
    one, two = (stops[0], stops[1]) if near < 0.5 else (stops[-2], stops[-1])
    return Markup(tail) + _passed(link.label, *_on_curve(one, two, near))


def _on_curve(one: Place, two: Place, share: float) -> Place:
    """The place on the line from one stop to the next after this share of it (a cubic curve that bends half way)."""
    height = 3 * share**2 - 2 * share**3
    width = 1.5 * share * (1 - share) ** 2 + 1.5 * share**2 * (1 - share) + share**3
    return one[0] + (two[0] - one[0]) * width, one[1] + (two[1] - one[1]) * height - 2


def _passed(label: str, x: float, y: float) -> Markup:
    """What passed along a line, each quantity in a row of its own."""
    rows = label.split(" + ")
    text = Markup('<tspan x="{}" y="{}">{}</tspan>')
    spans = (text.format(_n(x), _n(y + 11 * at), cut(visible(row), 13)) for at, row in enumerate(rows))
    return Markup('<text class="passed">{}</text>').format(Markup("").join(spans))


def _passing(corners: list[Corner]) -> Iterator[Place]:
    """A line that skips a layer runs level through it."""
    for corner in corners:
        yield (corner.x, corner.y + BOX_H / 2)
        yield (corner.x + BOX_W, corner.y + BOX_H / 2)


def _curve(one: Place, two: Place) -> str:
    bend = (two[0] - one[0]) / 2
    return f" C{_n(one[0] + bend)} {_n(one[1])} {_n(two[0] - bend)} {_n(two[1])} {_n(two[0])} {_n(two[1])}"


def _boxes(drawn: Lineage, corners: dict[str, Corner]) -> Iterator[Markup]:
    for node in drawn.nodes:
        yield _box(node, corners[node.key])


def _box(node: Node, corner: Corner) -> Markup:
    """A round box for orders and steps, a square one for goods; the second line is what it is."""
    word = word_of(node)
    kinds = " ".join(filter(None, ("box", str(escape(node.kind)), node.mark or node.status)))
    tip = f"{node.kind} {node.label}; {node.note}; {word}".rstrip("; ")
    shape = '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}"/>'
    return Markup('<g class="{kinds}"><title>{tip}</title>' + shape + "{name}{note}{flag}</g>").format(
        kinds=kinds,
        tip=visible(tip),
        x=_n(corner.x),
        y=_n(corner.y),
        w=BOX_W,
        h=BOX_H,
        r=BOX_H // 2 if node.kind in ("order", "step") else 4,
        name=_row("name", node.label, corner, down=18, most=NAME_MAX),
        note=_row("note", node.note or node.kind, corner, down=33, most=NOTE_MAX),
        flag=_flag(word, corner),
    )


def _row(kind: str, text: str, corner: Corner, *, down: int, most: int) -> Markup:
    """One line of text in a box; a long one is drawn closer together, a longer one cut."""
    shown = cut(visible(text), most)
    fit = Markup(' textLength="{}" lengthAdjust="spacingAndGlyphs"').format(BOX_W - 20) if len(shown) > most - 4 else ""
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(
        kind, _n(corner.x + 10), _n(corner.y + down), fit, shown
    )


def _flag(word: str, corner: Corner) -> Markup:
    if not word:
        return Markup("")
    return Markup('<text class="flag" x="{}" y="{}">{}</text>').format(_n(corner.x + BOX_W - 6), _n(corner.y - 3), word)


def _n(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
