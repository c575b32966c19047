"""
Somebody's FSMA 204 sheet as a table of texts, whether it comes as CSV or as a workbook.

What it lacks is for the reader to say: columns may stand in any order, and none is asked for here.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile

import msgspec
from lotproof.harness.model.errors import InputError

WORKBOOK = b"PK\x03\x04"
"""How a workbook begins: it is a ZIP archive."""


class Unreadable(InputError):
    """A workbook that cannot be read here, whoever wrote it: openpyxl is not installed."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The first row names the columns; each further row has a text for each of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def named(self) -> list[dict[str, str]]:
        """Each row by its columns' names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def table(source: bytes) -> Table:
    """
    The table in the bytes of a CSV file or of a workbook's first sheet.

    Raises:
        Unreadable: if it is a workbook, and openpyxl is not installed.
        InputError: if it is neither, or is empty.
    """
    lines = [*(_of_workbook(source) if source.startswith(WORKBOOK) else _of_csv(source))]
    if not lines or not any(lines[0]):
        raise InputError("the sheet has no first row", expected="the names of its columns")
    names = tuple(name.strip().lower() for name in lines[0])
    rows = [(*line, *[""] * len(names))[: len(names)] for line in lines[1:] if any(line)]
    return Table(columns=names, rows=tuple(rows))


def _of_csv(source: bytes) -> Iterable[tuple[str, ...]]:
    try:
        return [tuple(line) for line in csv.reader(io.StringIO(source.decode("utf-8-sig"), newline=""))]
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise InputError("the sheet is no CSV in UTF-8", got=str(wrong)) from wrong


def _of_workbook(source: bytes) -> Iterable[tuple[str, ...]]:
    try:
        from openpyxl import load_workbook
    except ImportError as missing:
        raise Unreadable("a workbook needs openpyxl", which="lotproof[xlsx]") from missing
    try:
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=True)
        return [tuple(map(_text, line)) for line in book.worksheets[0].iter_rows(values_only=True)]
    except (BadZipFile, ValueError, KeyError, OSError, IndexError) as wrong:
        raise InputError("the workbook cannot be read", got=str(wrong) or type(wrong).__name__) from wrong


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{Decimal(str(cell)):f}" if isinstance(cell, int | float | Decimal) else str(cell)
