"""Does an export open safely elsewhere and read back the same?"""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from stations.errors import Invalid
from stations.tables import xlsx_writing
from stations.tables.book_writing import BookSheet, Percent, Yuan, write_book
from stations.tables.csv_reading import read_csv
from stations.tables.file_writing import neutralise, restore, write_csv, write_geojson
from stations.tables.geojson_reading import read_geojson
from stations.tables.xlsx_reading import read_xlsx
from stations.tables.xlsx_writing import column_letters, write_xlsx

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "'=1",
    "''=1",
]
PLAIN = [
    "",
    "'",
    "''",
    "'x",
    "驿站",
    'a"b',
    "a,b;c\td",
    "一\n二",
    " x ",
    "_x000A_",
    "00123",
    "#N/A",
]
COLUMNS = ("甲", "乙")

texts = st.text() | st.text(alphabet="'=+-@＝\t\r\n_x0A\",; ")
cells = st.tuples(texts, texts)


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    write_csv(rows, columns=COLUMNS, file=file)
    return file.getvalue()


def xlsx_of(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    write_xlsx(rows, columns=COLUMNS, file=file)
    return file.getvalue()


@given(texts)
def test_restoring_gives_back_every_text(text: str) -> None:
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_told_to_be_text(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_is_left_alone(text: str) -> None:
    assert neutralise(text) == restore(text) == text


def test_a_csv_export_is_what_excel_and_the_standard_expect() -> None:
    assert csv_of([("=1", 'a"b')]) == '\ufeff"甲","乙"\r\n"\'=1","a""b"\r\n'.encode()


def test_every_text_comes_back_from_csv() -> None:
    rows = [(text, "x") for text in HOSTILE + PLAIN]
    read = read_csv(csv_of(rows))
    assert [tuple(map(restore, row.cells)) for row in read.rows] == rows


@given(st.lists(cells, min_size=1, max_size=5))
@settings(deadline=None)
def test_any_text_comes_back_from_csv(rows: list[tuple[str, str]]) -> None:
    # The importer's text policy keeps NUL and lone surrogates out of what could be exported.
    kept = [row for row in rows if "\0" not in "".join(row) and any(row)]
    read = read_csv(csv_of([*kept, ("end", "end")]))
    assert [tuple(map(restore, row.cells)) for row in read.rows[:-1]] == kept


def test_every_text_comes_back_from_a_workbook_and_none_is_a_formula() -> None:
    rows = [(text, "x") for text in HOSTILE + PLAIN]
    data = xlsx_of(rows)
    assert [row.cells for row in read_xlsx(data)[0].rows] == rows
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert {cell.data_type for cell in sheet["A"] if cell.value is not None} == {"s"}
    assert sheet.freeze_panes == "A2"
    shown = [unescape(cell.value or "").replace("\r", "") for cell in sheet["A"][1:]]
    assert shown == [row[0].replace("\r", "") for row in rows]


def test_the_same_table_is_the_same_workbook() -> None:
    assert xlsx_of([("a", "b")]) == xlsx_of([("a", "b")])


def test_columns_are_named_as_a_spreadsheet_names_them() -> None:
    assert all(column_letters(index) == get_column_letter(index) for index in range(1, 1000))


@given(st.lists(cells, min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_any_text_comes_back_from_a_workbook(rows: list[tuple[str, str]]) -> None:
    kept = [row for row in rows if any(row)]
    (read,) = read_xlsx(xlsx_of([*kept, ("end", "end")]))
    assert [row.cells for row in read.rows[:-1]] == kept


def test_a_geojson_export_keeps_digits_and_rows_without_a_place() -> None:
    file = io.BytesIO()
    rows = [("=1", "121.5000", "31.20"), ("没有坐标", "", "")]
    write_geojson(rows, columns=("名称", "经度", "纬度"), file=file)
    read = read_geojson(file.getvalue())
    assert read.columns == ("名称", "经度", "纬度")
    assert [row.cells for row in read.rows] == rows
    assert json.loads(file.getvalue())["features"][1]["geometry"] is None


@pytest.mark.parametrize("text", ["NaN", "1e5", "1]", "+1", ""])
def test_what_is_no_coordinate_is_never_written_into_geojson(text: str) -> None:
    with pytest.raises(Invalid):
        write_geojson([(text, "1")], columns=("经度", "纬度"), file=io.BytesIO())


def test_each_style_of_a_workbook_is_declared_once_and_is_what_its_cells_mean() -> None:
    styles = ElementTree.fromstring(xlsx_writing.PARTS["xl/styles.xml"])
    tags = [part.tag for part in styles]
    assert len(tags) == len(set(tags)), "a second part of a kind is a corrupt workbook for Excel"
    for part in styles:
        assert int(part.attrib["count"]) == len(part)
    cells = (Yuan(150_050), date(2026, 11, 20), Percent(20), 7)
    file = io.BytesIO()
    write_book([BookSheet(name="表", columns=("甲", "乙", "丙", "丁"), rows=[cells])], file=file)
    (row,) = openpyxl.load_workbook(file).active.iter_rows(min_row=2)
    assert [one.number_format for one in row] == ["#,##0.00", "yyyy\\-mm\\-dd", "0%", "General"]
    with zipfile.ZipFile(file) as book:
        assert book.read("xl/styles.xml").decode().endswith(xlsx_writing.PARTS["xl/styles.xml"])
