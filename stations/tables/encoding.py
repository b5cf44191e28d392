"""The text of bytes in an unknown encoding."""

import re
from typing import Final

from stations.remarks import Remark
from stations.tables.model import FileRefused

_BOM: Final = "\ufeff"
_QUOTED: Final = re.compile(r'"[^"]*+"?')
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_LINES: Final = re.compile(rb"\r\n|\r|\n")
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"%PDF-", b"SQLite format 3\x00", b"\x89PNG", b"GIF8")
"""How files begin that are no text, however few NULs they hold."""
_FEW_NULS: Final = 8
_NULS_AMONG: Final = 20
_HAN: Final = re.compile("[\u4e00-\u9fff]")


def decode(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    """The text of a file and what to tell about it: BOM first, then UTF-8, then GB18030.

    A few NULs stay for what reads the cells, which refuses each where it stands.
    Raises FileRefused 'encoding' or 'not_text', naming the row where the bytes stop making sense.
    """
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise FileRefused("encoding.utf32")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(_utf16(data)), ()
    if b"\x00" in data and data.startswith(_PROGRAMS):
        raise _not_text()
    _check_nuls(data.count(b"\x00"), len(data))
    try:
        return _checked(data.decode("utf-8")), ()
    except UnicodeDecodeError as error:
        text = _checked(_gb18030(data, failed_at=error.start))
        return text, (Remark("encoding_guessed"),)


def row_at(before: str) -> int:
    """Number of the spreadsheet row that follows the text `before`; quoted line breaks are one."""
    return len(_LINE_END.findall(_QUOTED.sub("", before))) + 1


def _checked(text: str) -> str:
    text = text.lstrip(_BOM)
    _check_nuls(text.count("\x00"), len(text))
    return text


def _check_nuls(count: int, length: int) -> None:
    """Refuses what is no text: a program, or UTF-16 that does not say so."""
    if count > max(_FEW_NULS, length // _NULS_AMONG):
        raise _not_text()


def _utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-16", "replace")
        raise FileRefused("encoding.utf16", row=row_at(before)) from None


def _gb18030(data: bytes, *, failed_at: int) -> str:
    row = row_at(data[:failed_at].decode("utf-8"))
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise FileRefused("encoding.neither", row=row) from None
    # Two files pasted together decode as GB18030 without an error, half of them into nonsense.
    # Two Han characters in one line of valid UTF-8 are next to impossible in real GB18030.
    if any(_is_utf8_chinese(line) for line in _LINES.split(data)):
        raise FileRefused("encoding.mixed", row=row)
    return text


def _is_utf8_chinese(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        return len(_HAN.findall(line.decode("utf-8"))) > 1
    except UnicodeDecodeError:
        return False


def _not_text() -> FileRefused:
    return FileRefused("not_text")
