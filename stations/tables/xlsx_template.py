"""An empty workbook with choices and a word for each column.

Opens in Excel, WPS and LibreOffice, and reads back through our own importer like any other list.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Final

from stations.tables import xlsx_writing
from stations.tables.xlsx_writing import column_letters, escaped

ROWS: Final = 2_000
"""How far down the lists and words reach: more than a district has."""
_OPTIONS: Final = "选项"
_LONGEST_PROMPT: Final = 250
_SHEET: Final = "xl/worksheets/sheet2.xml"
_BOOK: Final = "xl/workbook.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One empty column: its title, a word on what belongs there, and what one may choose."""

    title: str
    hint: str
    choices: Sequence[str] = ()
    only: bool = False
    """Nothing else may be written; otherwise the choices are a help."""


def write_template(columns: Sequence[Blank], *, file: IO[bytes]) -> None:
    """Write a workbook with a header and no rows. The same columns give the same bytes.

    The choices stand on a hidden sheet: a list in the rule itself ends at 255 characters.
    """
    parts = {**xlsx_writing.PARTS, _BOOK: _book()}
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    parts[types] = parts[types].replace("</Types>", xlsx_writing.override(_SHEET) + "</Types>")
    parts[relations] = parts[relations].replace(
        "</Relationships>",
        xlsx_writing.RELATION.format("rId3", "worksheet", "worksheets/sheet2.xml")
        + "</Relationships>",
    )
    titles = [column.title for column in columns]
    letters = [column_letters(n) for n in range(1, len(columns) + 1)]
    head = xlsx_writing.row(1, titles, letters, xlsx_writing.BOLD)
    rules = "".join(_rule(letter, one) for letter, one in zip(letters, columns, strict=True))
    parts["xl/worksheets/sheet1.xml"] = (
        xlsx_writing.opening(titles).removeprefix(xlsx_writing.HEAD)
        + f'{head}</sheetData><dataValidations count="{len(columns)}">{rules}</dataValidations>'
        "</worksheet>"
    )
    parts[_SHEET] = _options(columns, letters)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(xlsx_writing.member(name), xlsx_writing.HEAD + content)


def _book() -> str:
    one = '<sheet name="站点" sheetId="1" r:id="rId1"/>'
    two = f'<sheet name="{_OPTIONS}" sheetId="2" state="hidden" r:id="rId3"/>'
    return xlsx_writing.PARTS[_BOOK].replace(one, one + two)


def _rule(letter: str, column: Blank) -> str:
    title, hint = (_attribute(words) for words in (column.title, column.hint[:_LONGEST_PROMPT]))
    told = f'allowBlank="1" showInputMessage="1" promptTitle="{title}" prompt="{hint}"'
    where = f'sqref="{letter}2:{letter}{ROWS + 1}"'
    if not column.choices:
        return f"<dataValidation {told} {where}/>"
    # A warning asks, and lets a word pass that the importer may know all the same.
    kind = 'type="list" showErrorMessage="1" errorTitle="请从列表里选" ' + (
        'error="这一格只能选列表里的。"'
        if column.only
        else 'errorStyle="warning" error="列表里没有这个词，确定这样写吗？"'
    )
    source = f"{_OPTIONS}!${letter}$1:${letter}${len(column.choices)}"
    return f"<dataValidation {kind} {told} {where}><formula1>{source}</formula1></dataValidation>"


def _options(columns: Sequence[Blank], letters: list[str]) -> str:
    deepest = max((len(column.choices) for column in columns), default=0)
    rows = "".join(
        xlsx_writing.row(
            number,
            [one.choices[number - 1] if number <= len(one.choices) else "" for one in columns],
            letters,
            xlsx_writing.TEXT,
        )
        for number in range(1, deepest + 1)
    )
    return f'<worksheet xmlns="{xlsx_writing.MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _attribute(words: str) -> str:
    return escaped(words).replace('"', "&quot;")
