"""Is a small oddity of a file told where it is, and a file of another kind refused in words?"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from stations.tables.csv_reading import read_csv
from stations.tables.file_reading import kind_of
from stations.tables.geojson_reading import read_geojson
from stations.tables.model import CELL_CHARS, FileRefused, Table
from stations.tables.xlsx_reading import read_xlsx


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    "first",
    [
        "sep=;\r\n",
        "\ufeffsep=;\n",
        "SEP=;\r",
        '"sep=;"\r\n',
        "sep=;;;;\r\n",
        "\ufeff\ufeffsep=;\r\n",
    ],
)
def test_the_separator_that_excel_is_told_is_set_aside_as_excel_does(first: str) -> None:
    table = read_csv(f"{first}a;b\r\n1,5;2\r\n".encode())
    assert table.columns == ("a", "b")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("1,5", "2"))]


@pytest.mark.parametrize("mark", [",", "\t", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_any_declared_separator_is_taken_in_any_encoding(mark: str, encoding: str) -> None:
    table = read_csv(f"sep={mark}\r\n名称{mark}地址\r\n驿站{mark}路;1,号\r\n".encode(encoding))
    if mark != ",":
        assert cells(table) == [("驿站", "路;1,号")]
    assert table.columns == ("名称", "地址")


def test_a_header_that_only_looks_like_a_separator_is_a_header() -> None:
    assert read_csv(b"sep=x,b\n1,2\n").columns == ("sep=x", "b")
    assert read_csv(b"sep,b\n1,2\n").columns == ("sep", "b")


def test_a_file_of_the_separator_alone_is_empty() -> None:
    with pytest.raises(FileRefused) as caught:
        read_csv(b"sep=,\r\n")
    assert caught.value.code == "empty_file"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_one_nul_stays_in_its_cell(encoding: str) -> None:
    table = read_csv("名称,备注\n驿站一,好\n驿\x00站,好\n".encode(encoding))
    assert cells(table) == [("驿站一", "好"), ("驿\x00站", "好")]


def test_what_is_no_text_is_still_refused() -> None:
    for data in (b"\x7fELF\x02\x01\x01\x00,a\n", b"a\x00,\x00b\x00\n\x00" * 40, b"\x00" * 300):
        with pytest.raises(FileRefused) as caught:
            read_csv(data)
        assert caught.value.code == "not_text"


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_longer_than_any_field_leaves_the_other_rows_as_they_are(quote: str) -> None:
    long = quote + "长" * 200_000 + quote
    table = read_csv(f"a,b\n1,2\n3,{long}\n5,6\n".encode())
    assert [len(row.cells[1]) for row in table.rows] == [1, CELL_CHARS, 1]
    assert all(row.problem is None for row in table.rows)


def test_a_long_cell_with_paragraphs_is_not_taken_for_a_lost_quote() -> None:
    long = "一段话。\n" * 40_000
    assert len(read_csv(f'a,b,c\n1,"{long}",3\n4,5,6\n'.encode()).rows) == 2


def test_a_cell_of_a_workbook_longer_than_any_field_leaves_the_other_rows() -> None:
    made = workbook({"xl/worksheets/sheet1.xml": _SHEET.format("长" * 200_000)})
    (table,) = read_xlsx(made)
    assert [len(row.cells[0]) for row in table.rows] == [CELL_CHARS, 1]


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>{}</t></is></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>b</t></is></c></row></sheetData></worksheet>'
)


def workbook(parts: dict[str, str]) -> bytes:
    """A small workbook with these parts beside its own, or instead of them."""
    plain, made = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append([1])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, "") or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "part",
    ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/vbaData.xml", "xl/macrosheets/sheet1.xml"],
)
def test_a_workbook_with_macros_is_refused_whatever_its_suffix_says(part: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_xlsx(workbook({part: "x"}))
    assert caught.value.key == "unsupported_type.macros"


@pytest.mark.parametrize("kind", ["vbaProject", "xlMacrosheet", "xlIntlMacrosheet"])
def test_macros_under_another_name_are_known_by_their_kind(kind: str) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/{kind}"'
        ' Target="harmless.bin"/></Relationships>'
    )
    made = workbook({"xl/_rels/workbook.xml.rels": relations, "xl/harmless.bin": "x"})
    with pytest.raises(FileRefused) as caught:
        read_xlsx(made)
    assert caught.value.key == "unsupported_type.macros"


def test_the_suffix_of_a_workbook_with_macros_is_told_what_to_save_it_as() -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of(b"PK\x03\x04", name="名单.XLSM")
    assert caught.value.key == "unsupported_type.macros"


def collection(**more: Any) -> bytes:
    feature = {
        "type": "Feature",
        "properties": {"名称": "驿站"},
        "geometry": {"type": "Point", "coordinates": [117.1, 36.6]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more}).encode()


def named(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    "crs",
    [
        named("urn:ogc:def:crs:EPSG::3857"),
        named("EPSG:3857"),
        named("urn:ogc:def:crs:EPSG:9.8.1:4549"),
        named("http://www.opengis.net/def/crs/EPSG/0/900913"),
        named("ESRI:102100"),
        named("EPSG:4214"),
        named("WGS 84 / Pseudo-Mercator"),
        named("CGCS2000 / 3-degree Gauss-Kruger CM 117E"),
        named("北京54"),
        {"type": "EPSG", "properties": {"code": 3857}},
        "EPSG:3857",
    ],
)
def test_a_declared_system_other_than_longitude_and_latitude_is_refused(crs: object) -> None:
    with pytest.raises(FileRefused) as caught:
        read_geojson(collection(crs=crs))
    assert caught.value.code == "bad_crs"


def test_the_refusal_names_the_system_as_a_person_reads_it() -> None:
    with pytest.raises(FileRefused) as caught:
        read_geojson(collection(crs=named("urn:ogc:def:crs:EPSG::3857")))
    assert caught.value.values == {"named": "EPSG:3857"}
    with pytest.raises(FileRefused):
        read_geojson(collection(spatialReference={"wkid": 102100, "latestWkid": 3857}))


@pytest.mark.parametrize(
    "crs",
    [
        named("urn:ogc:def:crs:OGC:1.3:CRS84"),
        named("urn:ogc:def:crs:EPSG::4326"),
        named("EPSG:4490"),
        named(
            'GEOGCS["WGS 84",SPHEROID["WGS 84",AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","4326"]]'
        ),
        named("GCJ02"),
        None,
    ],
)
def test_a_declared_system_of_degrees_is_told_and_left_to_the_choice(crs: object) -> None:
    table = read_geojson(collection(crs=crs))
    assert [remark.code for remark in table.warnings] == ["crs_ignored"]
