"""Do the readers see what a spreadsheet shows?"""

import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from stations.tables.csv_reading import read_csv
from stations.tables.decimals import decimal_text, serial_text, shortest_text
from stations.tables.file_reading import kind_of
from stations.tables.geojson_reading import deepest, read_geojson
from stations.tables.model import FileRefused, Table
from stations.tables.workbook import shows_date, unescaped
from stations.tables.xlsx_reading import read_xlsx


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def only(data: bytes) -> Table:
    """The only sheet of a workbook."""
    (table,) = read_xlsx(data)
    return table


def refused(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_csv(data)
    return caught.value


def workbook(rows: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_member(data: bytes, name: str, content: str) -> bytes:
    """The archive with one member replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return file.getvalue()


def test_a_blank_line_and_a_quoted_line_break_keep_the_row_numbers_of_the_spreadsheet() -> None:
    table = read_csv(b'a,b\r\n"1\n1",2\r\n\r\n3,4\r,\n5,6')
    assert [row.number for row in table.rows] == [2, 4, 6]
    assert cells(table) == [("1\n1", "2"), ("3", "4"), ("5", "6")]


def test_separators_inside_quotes_do_not_decide_the_separator() -> None:
    assert read_csv(b'"a,b,c";d\n1;2\n').columns == ("a,b,c", "d")
    assert read_csv("名称，区县\n站，区\n".encode()).columns == ("名称,区县",)


def test_line_separators_of_unicode_begin_no_row() -> None:
    assert cells(read_csv("a,b\nx\u2028y,\x85z\x0c\n".encode())) == [("x\u2028y", "\x85z\x0c")]


def test_unnamed_columns_stay_when_they_hold_something_and_go_when_not() -> None:
    assert read_csv(b"a,b,,\n1,2,,\n").columns == ("a", "b")
    assert read_csv(b"a,b,,\n1,2,x,\n").columns == ("a", "b", "")


def test_a_real_gb18030_list_is_not_taken_for_a_mixture() -> None:
    text = "名称,地址\n" + "".join(f"户外驿站{n},联通大厦{n}号楼微软\n" for n in range(50))
    table = read_csv(text.encode("gb18030"))
    assert table.rows[49].cells == ("户外驿站49", "联通大厦49号楼微软")


@pytest.mark.parametrize("swap", [False, True])
def test_two_encodings_in_one_file_are_refused_in_either_order(swap: bool) -> None:
    parts = ["名称,区县\n陆家嘴驿站,浦东\n".encode(), "张江驿站,浦东新区\n".encode("gbk")]
    error = refused(b"".join(reversed(parts) if swap else parts))
    assert error.code == "encoding"
    assert ("第 1 行" if swap else "第 3 行") in error.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (b",,\n,,\n", "empty_file"),
        (b"a,b\n", "no_rows"),
        (b'a,b\n1,"2\n3,4\n', "unbalanced_quote"),
        (b'a,b\n1,"2"x\n', "unbalanced_quote"),
        (b'a,b\n1,"' + b"2\n3,4" * 50_000 + b'\n5,6"\n', "unbalanced_quote"),
        (b"a\n" + b"1\n" * 50_001, "too_many_rows"),
        (",".join(str(n) for n in range(101)).encode(), "too_many_columns"),
        (b"\xff\xfeA\x00\x00", "encoding"),
        (b"MZ\x00\x01", "not_text"),
    ],
)
def test_an_unusable_csv_file_is_refused_as_a_whole(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_the_limits_themselves_are_allowed() -> None:
    assert len(read_csv(b"a\n" + b"1\n" * 50_000).rows) == 50_000
    wide = ",".join(str(n) for n in range(100)) + "\n" + ",".join("x" * 100) + "\n"
    assert len(read_csv(wide.encode()).columns) == 100


def test_utf16_in_both_byte_orders_reads_the_same() -> None:
    text = "\ufeff名称,区县\n驿站,浦东\n"
    assert read_csv(text.encode("utf-16-le")) == read_csv(text.encode("utf-16-be"))


def test_cells_of_a_workbook_become_the_text_that_a_person_sees() -> None:
    book = workbook([["a", "b", "c", "d", "e", "f", "g"]])
    book.active.append([123.0, 121.5001, True, "=1+1", date(2026, 11, 20), "00123", 1.5e-7])
    book.active.append([10**14, -0.25, False, "#N/A", datetime(2026, 11, 20, 8, 5), " x ", 0.25])
    table = only(saved(book))
    assert cells(table) == [
        ("123", "121.5001", "TRUE", "", "2026-11-20", "00123", "0.00000015"),
        (
            "100000000000000",
            "-0.25",
            "FALSE",
            "#N/A",
            "2026-11-20 08:05",
            " x ",
            "0.25",
        ),
    ]


SHARED = (
    '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    '<row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row></sheetData></worksheet>'
)


def shared(strings: str, sheet: str = SHARED) -> bytes:
    """A workbook of the fewest parts, with shared strings."""
    kinds = {"officeDocument": "book.xml", "worksheet": "sheet.xml", "sharedStrings": "strings.xml"}
    relations = [
        f'<Relationship Id="{kind}" Type="http://x/{kind}" Target="{target}"/>'
        for kind, target in kinds.items()
    ]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("_rels/.rels", f"<Relationships>{relations[0]}</Relationships>")
        book.writestr("_rels/book.xml.rels", f"<x:R xmlns:x='y'>{''.join(relations[1:])}</x:R>")
        book.writestr("book.xml", '<b xmlns:r="y"><sheet name="s" r:id="worksheet"/></b>')
        book.writestr("sheet.xml", sheet)
        book.writestr("strings.xml", f"<sst>{strings}</sst>")
    return file.getvalue()


def test_rich_text_is_joined_and_its_phonetic_guide_left_out() -> None:
    table = only(
        shared(
            "<si><t>a</t></si><si><t>b</t></si><si><r><t>户外</t></r><r><t>驿站</t></r>"
            "<rPh sb='0' eb='2'><t>huwai</t></rPh></si><si><t>_x000A_x_x005F_x000A_</t></si>"
        )
    )
    assert cells(table) == [("户外驿站", "\nx_x000A_")]


def test_one_long_text_referred_to_a_thousand_times_is_refused() -> None:
    rows = '<row><c t="s"><v>1</v></c></row>' * 1000
    data = shared(
        f"<si><t>a</t></si><si><t>{'驿' * 100_000}</t></si>",
        f'<worksheet><sheetData><row><c t="s"><v>0</v></c></row>{rows}</sheetData></worksheet>',
    )
    with pytest.raises(FileRefused) as caught:
        read_xlsx(data)
    assert caught.value.code == "too_large_unpacked"


def test_all_digits_of_a_number_are_kept() -> None:
    sheet = (
        "<worksheet><sheetData><row><c><v>1</v></c></row><row><c><v>121.50009999999999</v></c>"
        "</row><row><c><v>310115198001011234</v></c></row><row><c><v>1_0</v></c></row>"
        "<row><c><v>1.5E2</v></c></row></sheetData></worksheet>"
    )
    table = only(shared("", sheet))
    assert [row.cells[0] for row in table.rows] == [
        "121.50009999999999",
        "310115198001011234",
        "1_0",
        "150",
    ]


def test_gaps_formats_and_empty_ends_of_a_sheet_are_no_data() -> None:
    book = workbook([["a", None, "c"], [None, None, None], ["1", None, "3"]])
    book.active.cell(row=900_000, column=5).font = openpyxl.styles.Font(bold=True)
    table = only(saved(book))
    assert table.columns == ("a", "", "c")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("1", "", "3"))]


def test_all_visible_sheets_are_read_or_those_that_are_named() -> None:
    book = workbook([["a", "b"], ["1", "2"]])
    other = book.create_sheet("第二")
    other.append(["c", "d"])
    other.append(["3", "4"])
    book.create_sheet("空的")
    data = saved(book)
    assert [(t.sheet, cells(t)) for t in read_xlsx(data)] == [
        ("Sheet", [("1", "2")]),
        ("第二", [("3", "4")]),
        ("空的", []),
    ]
    assert [cells(table) for table in read_xlsx(data, wanted=(" 第二",))] == [[("3", "4")]]
    with pytest.raises(FileRefused, match="“第二”") as caught:
        read_xlsx(data, wanted=("第三",))
    assert caught.value.code == "choose_sheet"


def test_the_sheets_of_a_workbook_share_one_limit_of_rows() -> None:
    book = workbook([["a"], *([str(n)] for n in range(30_000))])
    other = book.create_sheet("x")
    for n in range(30_000):
        other.append([str(n)])
    with pytest.raises(FileRefused) as caught:
        read_xlsx(saved(book))
    assert caught.value.code == "too_many_rows"


def test_merges_and_what_is_hidden_are_told_with_a_sheet() -> None:
    book = workbook([["a", "b", "c"], *([str(n), "x", "y"] for n in range(6))])
    sheet = book.active
    sheet.merge_cells("B2:B4")
    sheet.merge_cells("A7:C7")
    for row in (3, 5):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["C"].hidden = True
    table = only(saved(book))
    assert set(table.merges) == {(2, 1, 4, 1), (7, 0, 7, 2)}
    assert table.hidden_rows == {3, 5}
    assert table.hidden_columns == {2}


def test_a_cell_that_stands_twice_is_refused() -> None:
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
        "</sheetData></worksheet>"
    )
    data = with_member(saved(workbook([["a"], ["1"]])), "xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(FileRefused) as caught:
        read_xlsx(data)
    assert caught.value.code == "corrupt"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("123.0", "123"),
        ("121.5000", "121.5000"),
        ("1.215E2", "121.5"),
        ("-1e-3", "-0.001"),
        ("1e-400", "0"),
        ("1e22", "10000000000000000000000"),
        ("1e999", "1e999"),
        ("NaN", "NaN"),
        ("１２", "１２"),
    ],
)
def test_a_number_is_shown_without_exponent(written: str, shown: str) -> None:
    assert decimal_text(written) == shown


@pytest.mark.parametrize("value", [0.1, 1e-300, 5e-324, 1.7976931348623157e308, -2.5e20, 121.4737])
def test_the_shortest_text_is_the_same_number_again(value: float) -> None:
    text = shortest_text(value)
    assert float(text) == value
    assert "e" not in text


@pytest.mark.parametrize(
    ("serial", "from_1904", "text"),
    [
        (1, False, "1900-01-01"),
        (61, False, "1900-03-01"),
        (46346, False, "2026-11-20"),
        (44884, True, "2026-11-20"),
        (46346.5, False, "2026-11-20 12:00"),
        (46346.50001, False, "2026-11-20 12:00:01"),
        (0.75, False, "18:00"),
        (-1, False, None),
        (1e9, False, None),
    ],
)
def test_a_day_number_is_the_day_that_the_sheet_shows(
    serial: float, from_1904: bool, text: str | None
) -> None:
    assert serial_text(serial, from_1904=from_1904) == text


@pytest.mark.parametrize("shown", ["yyyy-mm-dd", "[h]:mm", 'm"月"d"日"', "[$-804]aaaa d"])
def test_a_date_format_is_known_by_its_letters(shown: str) -> None:
    assert shows_date(shown)


@pytest.mark.parametrize("shown", ["General", "0.00", '0"days"', "[Red]0.0", "_-* #,##0"])
def test_a_number_format_is_no_date(shown: str) -> None:
    assert not shows_date(shown)


def test_an_escape_of_the_workbook_is_its_character() -> None:
    assert unescaped("a_x000D_b_x005F_x000D_") == "a\rb_x000D_"


def geojson(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(place: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": place}


def test_features_become_rows_whose_columns_are_all_their_keys() -> None:
    point = {"type": "Point", "coordinates": [121.5, 31.25]}
    table = read_geojson(geojson(feature(point, a="1"), feature(None, b=2.5, a=None, c=True)))
    assert table.columns == ("a", "b", "c", "经度", "纬度")
    assert cells(table) == [("1", "", "", "121.5", "31.25"), ("", "2.5", "true", "", "")]
    assert all(row.geometry_source for row in table.rows)


def test_a_nested_value_is_named_so_that_the_importer_can_refuse_it() -> None:
    (row,) = read_geojson(geojson(feature(None, a=["x"], b="y"))).rows
    assert (row.nested, row.cells[0]) == (("a",), '["x"]')


def test_a_coordinate_property_gives_way_to_the_geometry() -> None:
    table = read_geojson(geojson(feature({"type": "Point", "coordinates": [1, 2]}, 经度="9")))
    assert cells(table) == [("1", "2")]
    assert [note.code for note in table.warnings] == ["ignored_columns"]


def test_the_digits_of_a_coordinate_are_kept() -> None:
    text = geojson(feature({"type": "Point", "coordinates": [1, 2]}, a="x")).decode()
    exact = text.replace("[1, 2]", "[121.5000, -0.0]")
    assert read_geojson(exact.encode()).rows[0].cells == ("x", "121.5000", "-0")


def test_a_key_that_stands_twice_is_refused() -> None:
    doubled = b'{"type":"Feature","properties":{"a":1,"a":2},"geometry":null}'
    with pytest.raises(FileRefused) as caught:
        read_geojson(doubled)
    assert caught.value.code == "duplicate_column"


@pytest.mark.parametrize(
    ("text", "depth"), [("1", 0), ("[]", 1), ('{"[[[\\"[":[{}]}', 3), ('["[[[', 1), ("]]][", 0)]
)
def test_depth_counts_brackets_outside_of_strings(text: str, depth: int) -> None:
    assert deepest(text) == depth


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "x.csv", "empty_file"),
        (b"a" * (10 * 1024 * 1024 + 1), "x.csv", "too_large"),
        (b"PK\x03\x04", "x.geojson", "type_mismatch"),
        (b"<table>", "x.xls", "unsupported_type"),
        (b"a", "x", "unsupported_type"),
        (b"a", "../../etc/passwd.csv.exe", "unsupported_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xlsx", "unsupported_type"),
    ],
)
def test_name_and_content_must_agree(data: bytes, name: str, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of(data, name=name)
    assert caught.value.code == code
