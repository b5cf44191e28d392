"""Does every broken or hostile old workbook end in a table or in a sentence?"""

from __future__ import annotations

import contextlib
import random
import struct
import time
from pathlib import Path

import pytest

from stations.tables import sandbox
from stations.tables.file_reading import read
from stations.tables.model import FileRefused
from stations.tables.old_books.biff_layout import hidden_in
from stations.tables.old_books.book_reading import read_ods
from tests.tables.old_books import open_document as ods

FOLDER = Path(__file__).parent
LAID_OUT = (FOLDER / "laid_out.xls").read_bytes()
BOF = bytes.fromhex("09081000000605 00".replace(" ", ""))
WORKBOOK = "Workbook\0".encode("utf-16-le")
XML = '<?xml version="1.0"?>'


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no fault of a file; what a child may use of the processor stays bounded."""
    monkeypatch.setattr(sandbox, "SECONDS", 300)


def refused(data: bytes, name: str) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(data, name=name)
    return caught.value


def locked() -> bytes:
    """As Excel locks a workbook: the record FILEPASS follows the beginning."""
    at = LAID_OUT.index(BOF)
    length = struct.unpack_from("<H", LAID_OUT, at + 2)[0]
    place = at + 4 + length
    return LAID_OUT[:place] + b"\x2f\x00" + LAID_OUT[place + 2 :]


def renamed(name: str) -> bytes:
    """The stream of the workbook under another name: an encrypted package is such a file."""
    made = name.encode("utf-16-le") + b"\0\0"
    at = LAID_OUT.index(WORKBOOK)
    entry = made.ljust(64, b"\0") + struct.pack("<H", len(made))
    return LAID_OUT[:at] + entry + LAID_OUT[at + 66 :]


def endless() -> bytes:
    """A sector that follows itself."""
    sector = struct.unpack_from("<I", LAID_OUT, 76)[0]
    at = 512 * (sector + 1)
    return LAID_OUT[:at] + struct.pack("<128I", *range(128)) + LAID_OUT[at + 512 :]


def macro_sheets() -> bytes:
    """Every sheet said to hold macros: they are neither run nor read."""
    data = bytearray(LAID_OUT)
    at = -1
    while (at := data.find(b"\x85\x00", at + 1)) > 0:
        if struct.unpack_from("<H", data, at + 2)[0] < 40:
            data[at + 9] = 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cut.xls", LAID_OUT[: len(LAID_OUT) // 2], "请另存为 .xlsx 或 CSV"),
        ("head.xls", LAID_OUT[:512], "请另存为 .xlsx 或 CSV"),
        ("zeros.et", LAID_OUT[:8] + bytes(5000), "请另存为 .xlsx 或 CSV"),
        ("locked.xls", locked(), "密码"),
        ("package.xls", renamed("EncryptedPackage"), "密码"),
        ("word.xls", renamed("WordDocument"), "请另存为 .xlsx 或 CSV"),
        ("endless.xls", endless(), "请"),
        ("macro.xls", macro_sheets(), "请"),
        ("page.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页"),
        ("table.xls", b"\n <TABLE><TR><TD>a</TD></TR></TABLE>", "网页"),
        ("archive.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页"),
        ("words.xls", "序号,名称\n1,甲驿站\n".encode("gb18030"), "请另存为 .xlsx 或 CSV"),
        ("picture.et", b"\xff\xd8\xff\xe0" + bytes(100), "请另存为 .xlsx 或 CSV"),
        ("zip.xls", b"PK\x03\x04" + bytes(100), "请"),
        ("biff2.xls", b"\x09\x00\x04\x00\x07\x00\x10\x00" + bytes(60), "请另存为 .xlsx 或 CSV"),
    ],
)
def test_a_file_that_is_no_readable_workbook_is_told_what_to_do(
    name: str, data: bytes, words: str
) -> None:
    error = refused(data, name)
    assert words in error.message
    assert error.message.endswith("。")
    assert len(error.message) < 200


def test_a_cell_in_the_last_corner_takes_neither_memory_nor_time() -> None:
    began = time.process_time()
    error = refused((FOLDER / "far_cell.xls").read_bytes(), "far.xls")
    assert error.code in ("too_many_rows", "too_many_columns", "too_large_unpacked", "corrupt")
    assert "请" in error.message
    assert time.process_time() - began < 5


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_of_an_old_workbook_never_escape_as_an_error(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(LAID_OUT)
    for _ in range(rng.choice((1, 4, 30, 300))):
        data[rng.randrange(8, len(data))] = rng.choice((0, 0xFF, rng.randrange(256)))
    hidden_in(bytes(data))
    # Not in this process: the library may end it for want of memory.
    with contextlib.suppress(FileRefused):
        assert read(bytes(data), name="x.xls")


def bomb(rows: str, columns: str = "1") -> str:
    filled = ods.cell("x", f'table:number-columns-repeated="{columns}"')
    return ods.document(
        ods.sheet("a", ods.row(filled, attributes=f'table:number-rows-repeated="{rows}"'))
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods.packed(bomb("1048576")), "too_many_rows"),
        (ods.packed(bomb("1", "16384")), "too_many_columns"),
        (ods.packed(bomb("999999999", "999999999")), "too_many_columns"),
        (ods.packed(bomb("-5")), "corrupt"),
        (ods.packed(bomb("1e9")), "corrupt"),
        (ods.packed(ods.document(ods.sheet("a", " " * 120_000_000))), "too_large_unpacked"),
        (ods.packed(ods.document(), entry=ods.LOCKED), "bad_archive"),
        (ods.packed(""), "corrupt"),
        (ods.packed(ods.document()[:-30]), "corrupt"),
        (ods.packed("<text:p>" * 50_000), "corrupt"),
        (ods.packed(ods.document(), more={"../../etc/x": "1"}), "unsafe_member"),
        (
            ods.packed(
                ods.document(doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
            ),
            "xml_dtd",
        ),
        (ods.packed(ods.document()), "empty_file"),
        (ods.packed(ods.document(ods.sheet("a", ods.row(ods.cell())))), "empty_file"),
    ],
)
def test_a_hostile_open_document_is_refused_for_what_it_is(data: bytes, code: str) -> None:
    error = refused(data, "x.ods")
    assert error.code == code
    assert "请" in error.message


def test_a_merge_over_the_whole_sheet_is_only_one_merge() -> None:
    huge = 'table:number-rows-spanned="999999999" table:number-columns-spanned="999999999"'
    data = ods.packed(
        ods.document(ods.sheet("a", ods.row(ods.cell("a", huge)), ods.row(ods.cell("b"))))
    )
    (table,) = read_ods(data)
    assert (table.columns, len(table.merges)) == (("a",), 1)
