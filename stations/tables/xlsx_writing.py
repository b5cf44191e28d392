"""A workbook that holds text and nothing else."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATION: Final = '<Relationship Id="{0}" Type="' + _OFFICE + '/{1}" Target="{2}"/>'
TEXT, BOLD = 1, 2
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
        f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/></font>'
        '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}


def write_xlsx(rows: Iterable[Sequence[str]], *, columns: Sequence[str], file: IO[bytes]) -> None:
    """Write one sheet of text cells, never a formula or a number, with the header kept in sight.

    Written by hand, row by row: openpyxl needs ten times as long for the same parts. The same
    table gives the same bytes.
    """
    letters = [column_letters(index) for index in range(1, len(columns) + 1)]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in PARTS.items():
            book.writestr(member(name), HEAD + content)
        with book.open(member("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(opening(columns).encode())
            sheet.write(row(1, columns, letters, BOLD).encode())
            for number, cells in enumerate(rows, start=2):
                sheet.write(row(number, cells, letters, TEXT).encode())
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


def opening(columns: Sequence[str]) -> str:
    """A sheet up to its first row: widths, and the header kept in sight."""
    widths = "".join(
        f'<col min="{index}" max="{index}" width="{min(_WIDEST, 6 + 2 * len(name))}" '
        f'style="{TEXT}" customWidth="1"/>'
        for index, name in enumerate(columns, start=1)
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane '
        'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>"
    )


def row(number: int, texts: Sequence[str], letters: list[str], style: int) -> str:
    """One row of text cells; an empty text leaves no cell."""
    cells = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escaped(text)}</t></is></c>"
        for letter, text in zip(letters, texts, strict=True)
        if text
    )
    return f'<row r="{number}">{cells}</row>'
