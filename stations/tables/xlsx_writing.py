"""A workbook that holds texts, numbers and days, and never a formula."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATION: Final = '<Relationship Id="{0}" Type="' + _OFFICE + '/{1}" Target="{2}"/>'
TEXT, BOLD, NUMBER, DAY, MONEY, SHARE = 1, 2, 3, 4, 5, 6
_STYLES: Final = {"text": TEXT, "number": NUMBER, "day": DAY}
# Fifteen digits are all that a spreadsheet keeps of a number.
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6}|\.[0-9]{7,8})?")
_BEGINNING: Final = date(1899, 12, 30)
_MARCH_1900: Final = 60
_WIDEST: Final = 40
# What XML cannot hold, and what looks like the escape for it, is written as _x000A_.
_ODD: Final = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|[&<>]")
_MARKUP: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def override(part: str) -> str:
    """What the list of parts says of one sheet."""
    return f'<Override PartName="/{part}" ContentType="{_KIND}.worksheet+xml"/>'


PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        + override("xl/worksheets/sheet1.xml")
        + "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + RELATION.format("rId1", "officeDocument", "xl/workbook.xml")
        + "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="站点" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + RELATION.format("rId1", "worksheet", "worksheets/sheet1.xml")
        + RELATION.format("rId2", "styles", "styles.xml")
        + "</Relationships>"
    ),
    # Format 49 is "text": a number typed over a cell later keeps its leading zeros.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        'formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/></font>'
        '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="7"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/>'
        '<xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/>'
        '<xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}


def write_xlsx(
    rows: Iterable[Sequence[str]],
    *,
    columns: Sequence[str],
    file: IO[bytes],
    kinds: Sequence[str] = (),
) -> None:
    """Write one sheet of cells, never a formula, with the header kept in sight.

    `kinds` says of each column whether its cells are "text", "number" or "day"; what is not written
    like one stays text. Without it all are text.

    Written by hand, row by row: openpyxl needs ten times as long for the same parts. The same
    table gives the same bytes.
    """
    letters = [column_letters(index) for index in range(1, len(columns) + 1)]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in PARTS.items():
            book.writestr(member(name), HEAD + content)
        with book.open(member("xl/worksheets/sheet1.xml"), "w") as sheet:
            styles = [_STYLES[kind] for kind in kinds] or [TEXT] * len(columns)
            sheet.write(opening(columns, styles).encode())
            sheet.write(row(1, columns, letters, BOLD).encode())
            for number, cells in enumerate(rows, start=2):
                sheet.write(_typed(number, cells, letters, styles).encode())
            sheet.write(b"</sheetData></worksheet>")


def column_letters(index: int) -> str:
    """The name that a spreadsheet gives its column `index`, counted from 1: 27 is 'AA'."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def escaped(text: str) -> str:
    """Text as it may stand between the tags of a workbook; every text has such a form."""
    return _ODD.sub(_escape, text) if _ODD.search(text) else text


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:
        return f"_x005F_{found[1:]}"
    return _MARKUP.get(found) or f"_x{ord(found):04X}_"


def member(name: str) -> zipfile.ZipInfo:
    """A part of the archive."""
    # A fixed date (1980), so that two exports of the same stations are the same file.
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def opening(columns: Sequence[str], styles: Sequence[int] = ()) -> str:
    """A sheet up to its first row: widths, and the header kept in sight."""
    of_columns = styles or [TEXT] * len(columns)
    widths = "".join(
        f'<col min="{index}" max="{index}" width="{min(_WIDEST, 6 + 2 * len(name))}" '
        f'style="{of_columns[index - 1]}" customWidth="1"/>'
        for index, name in enumerate(columns, start=1)
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane '
        'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>"
    )


def _typed(number: int, texts: Sequence[str], letters: list[str], styles: Sequence[int]) -> str:
    """One row of cells of their kinds; an empty text leaves no cell."""
    cells = []
    for letter, text, style in zip(letters, texts, styles, strict=True):
        value = _value(text, style) if style != TEXT else ""
        if value:
            cells.append(f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>')
        elif text:
            cells.append(_text_cell(f"{letter}{number}", text, TEXT))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _value(text: str, style: int) -> str:
    """The number that stands for a text of this style; '' where it is none."""
    if style == NUMBER:
        return text if _NUMBER.fullmatch(text) else ""
    try:
        days = (date.fromisoformat(text) - _BEGINNING).days
    except ValueError:
        return ""
    # Sheets have a 29 February 1900: what lies before it stays text.
    return str(days) if days > _MARCH_1900 else ""


def _text_cell(place: str, text: str, style: int) -> str:
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escaped(text)}</t></is></c>"
    )


def row(number: int, texts: Sequence[str], letters: list[str], style: int) -> str:
    """One row of text cells; an empty text leaves no cell."""
    cells = "".join(
        _text_cell(f"{letter}{number}", text, style)
        for letter, text in zip(letters, texts, strict=True)
        if text
    )
    return f'<row r="{number}">{cells}</row>'
