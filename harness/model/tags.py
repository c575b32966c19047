"""
The run tag: what makes this run's orders, lots, serials and handling units its own.

Truth bears `{tag}`, `{num}` and `{sscc:n}`; `Tag.render` writes what the wires and systems see.
"""

import re

import msgspec

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread
SSCC = re.compile(r"\{sscc:(\d+)\}")


def check_digit(body: str) -> str:
    """GS1 check digit: weights 3, 1, 3 ... from the right (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


class Tag(msgspec.Struct, frozen=True):
    """`text` is four letters or digits; `number` seven digits of the same value, for numeric identifiers."""

    text: str

    @classmethod
    def of(cls, number: int) -> "Tag":
        """The tag of any non-negative number; numbers equal modulo 32**4 share a tag."""
        digits = ""
        for _ in range(4):
            number, rest = divmod(number, 32)
            digits = ALPHABET[rest] + digits
        return cls(digits)

    @property
    def number(self) -> str:
        value = 0
        for letter in self.text:
            value = value * 32 + ALPHABET.index(letter)
        return f"{value:07d}"

    def render(self, text: str) -> str:
        if "{" not in text:
            return text
        text = SSCC.sub(lambda found: self.sscc(int(found.group(1))), text)
        return text.replace("{tag}", self.text).replace("{num}", self.number)

    def sscc(self, serial: int) -> str:
        """An 18-digit SSCC: extension digit, prefix 061414, run number, serial, check digit; 10 000 units a run."""
        extension, rest = divmod(serial, 1000)
        body = f"{extension}061414{self.number}{rest:03d}"
        return body + check_digit(body)
