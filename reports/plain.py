"""
Text from outside is shown, never obeyed.

An identifier may hold anything: an escape sequence, a mark that turns the direction of writing, half a surrogate. Each
report shows such characters as `\\x1b` or `\\u202e`, in every format.
"""

import unicodedata

SILENT = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories that a reader cannot see: control, format, surrogate, private, line and paragraph separator."""


def visible(text: str) -> str:
    """The same text with every character that cannot be seen written out; a line break counts as one."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written(one) if unicodedata.category(one) in SILENT else one for one in text)


def _written(one: str) -> str:
    code = ord(one)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cut(text: str, width: int) -> str:
    """At most `width` characters; what is left out is shown as an ellipsis."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def seconds(value: float) -> str:
    """`0.42 s`, `12.3 s`, `4 min 05 s`."""
    if value >= 120:
        minutes, rest = divmod(round(value), 60)
        return f"{minutes} min {rest:02d} s"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 finding`, `3 findings`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
