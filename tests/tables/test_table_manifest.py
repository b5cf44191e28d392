"""Does every hostile or broken file get what the manifest says, as far as the reader decides?"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from stations.config import ROOT
from stations.errors import Invalid
from stations.tables import sandbox
from stations.tables.csv_reading import read_csv
from stations.tables.file_reading import kind_of, read
from stations.tables.geojson_reading import read_geojson
from stations.tables.model import LAT, LON, FileRefused, Table
from stations.tables.old_books.book_reading import read_xls
from stations.tables.text import clean, number
from stations.tables.xlsx_reading import read_xlsx

BADINPUT = ROOT / "tests" / "badinput"
IDS = frozenset({"站点编号"})
READER_CODES = {"wrong_column_count", "bad_geometry", "bad_type"}
# What these columns mean is the importer's to know, so the reader hands their tables on.
FOR_THE_IMPORTER = {
    "csv/no_header.csv",
    "csv/alias_and_chinese_header.csv",
    "csv/fullwidth_comma.csv",
    "csv/duplicate_header.csv",
}
# A feature without a place is a row without a place: the importer keeps it as a draft.
NULL_GEOMETRY = {("geojson/geometry_types.geojson", 11)}


def entries() -> Iterator[Any]:
    for entry in json.loads((BADINPUT / "manifest.json").read_text("utf-8"))["entries"]:
        if entry["format"] in ("csv", "xlsx", "geojson"):
            yield pytest.param(entry, id=entry["path"])


def read_all(data: bytes, *, name: str) -> list[Table]:
    """As `read`, without the cost of a child process for each of a hundred files."""
    kind = kind_of(data, name=name)
    if kind == "csv":
        return [read_csv(data)]
    if kind == "geojson":
        return [read_geojson(data, id_columns=IDS)]
    return read_xlsx(data) if kind == "xlsx" else read_xls(data)


def read_here(data: bytes, *, name: str) -> Table:
    """The longest of its tables: which sheet is the list is for the importer to say."""
    return max(read_all(data, name=name), key=lambda table: len(table.rows))


def outcome(entry: dict[str, Any]) -> Table | FileRefused:
    try:
        return read_here((BADINPUT / entry["path"]).read_bytes(), name=entry["path"])
    except FileRefused as refused:
        return refused


@pytest.mark.parametrize("entry", list(entries()))
def test_a_file_of_the_manifest_is_read_or_refused_as_it_says(entry: dict[str, Any]) -> None:
    got = outcome(entry)
    if isinstance(got, FileRefused):
        assert "reject_file" in entry["outcome"]
        assert got.code in entry["code"]
        assert len(got.message) < 200
        for secret in entry.get("must_not_contain", []):
            assert secret not in got.message
        return
    assert entry["outcome"] != ["reject_file"] or entry["path"] in FOR_THE_IMPORTER
    if "rows" in entry:
        assert len(got.rows) == entry["rows"]["total"]
        found = {
            (row.number, row.problem.field, row.problem.code) for row in got.rows if row.problem
        }
        due = {
            (row["row"], row["field"], row["code"])
            for row in entry["rows"]["rejected"]
            if row["code"] in READER_CODES and (entry["path"], row["row"]) not in NULL_GEOMETRY
        }
        assert found == due
    shown = {note.code for note in got.warnings}
    assert shown == set(entry.get("warning", [])) & {"encoding_guessed"}


def test_a_refusal_for_bad_bytes_names_the_row() -> None:
    data = (BADINPUT / "csv/utf8_bad_byte.csv").read_bytes()
    with pytest.raises(FileRefused, match="第 3 行"):
        read_csv(data)


def test_an_old_workbook_is_told_to_be_saved_anew() -> None:
    with pytest.raises(FileRefused, match=r"请另存为 \.xlsx 或 CSV"):
        read(BADINPUT / "xlsx/old_biff.xls", name="old.xls")


def test_a_hidden_sheet_is_never_read_even_by_name() -> None:
    data = (BADINPUT / "xlsx/hidden_sheet.xlsx").read_bytes()
    assert [table.sheets for table in read_xlsx(data)] == [("站点",)]
    with pytest.raises(FileRefused, match="没有名为“x”的工作表") as refused:
        read_xlsx(data, wanted=("x",))
    assert refused.value.code == "choose_sheet"


def judged(entry: dict[str, Any]) -> set[tuple[int, str, str]]:
    """Rows, columns and codes that the text policy refuses in a file."""
    table = outcome(entry)
    assert isinstance(table, Table)
    found = set()
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            try:
                if column not in (LON, LAT):
                    clean(cell, multiline=column == "备注")
                elif cell.strip():
                    # Not cleaned: a number with an invisible character in it is none.
                    number(cell.strip())
            except Invalid as error:
                field = "geometry" if row.geometry_source and column in (LON, LAT) else column
                found.add((row.number, field, error.code))
    return found


@pytest.mark.parametrize(
    "entry",
    [
        param
        for param in entries()
        if {row["code"] for row in param.values[0].get("rows", {}).get("rejected", [])}
        & {"control_char", "bad_number"}
        or "accept" in param.values[0]["outcome"]
    ],
)
def test_the_text_policy_refuses_the_cells_that_the_manifest_names(entry: dict[str, Any]) -> None:
    assert judged(entry) == {
        (row["row"], row["field"], row["code"])
        for row in entry["rows"]["rejected"]
        if row["code"] in ("control_char", "bad_number")
    }


@pytest.mark.parametrize(
    "path",
    ["csv/ok_gb18030.csv", "xlsx/two_sheets.xlsx", "geojson/lone_surrogate_escape.geojson"],
)
def test_the_child_process_says_the_same_as_the_reader_itself(path: str) -> None:
    data = (BADINPUT / path).read_bytes()
    assert read(data, name=path, id_columns=IDS) == read_all(data, name=path)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("xlsx/zipbomb_one_cell.xlsx", "too_large_unpacked"),
        ("xlsx/zipbomb_under_ratio.xlsx", "too_many_rows"),
        ("xlsx/zipbomb_lying_size.xlsx", "bad_archive"),
        ("xlsx/dimension_bomb.xlsx", "too_many_columns"),
        ("xlsx/billion_laughs.xlsx", "xml_dtd"),
        ("geojson/nesting_geometrycollection.geojson", "too_deep"),
        ("csv/nul_flood.csv", "not_text"),
    ],
)
def test_a_bomb_goes_off_in_the_child_and_is_told_in_a_sentence(
    path: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine is no fault of a file.
    monkeypatch.setattr(sandbox, "SECONDS", 300)
    with pytest.raises(FileRefused) as refused:
        read(BADINPUT / path, name=path)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")
