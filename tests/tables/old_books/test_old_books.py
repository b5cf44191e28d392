"""Are old workbooks and OpenDocument spreadsheets read as their programs show them?"""

from __future__ import annotations

from pathlib import Path

import pytest

from stations.tables.file_reading import kind_of, read
from stations.tables.model import Table
from tests.tables.old_books import open_document as ods

FOLDER = Path(__file__).parent
LAID_OUT = (FOLDER / "laid_out.xls").read_bytes()


def only(data: bytes, name: str) -> Table:
    (table,) = [table for table in read(data, name=name) if table.rows]
    return table


@pytest.mark.parametrize("name", ["名单.xls", "名单.et", "名单.XLS"])
def test_an_old_workbook_shows_its_dates_merges_and_what_is_hidden(name: str) -> None:
    table, summary = read(LAID_OUT, name=name)
    assert (table.sheet, table.sheets) == ("站点", ("站点", "汇总"))
    assert summary.rows[0].cells == ("历下区", "3")
    assert table.columns[0] == "驿站一览表"
    assert [row.number for row in table.rows] == [2, 3, 4, 5, 6]
    assert table.rows[1].cells[:6] == (
        "1", "BG001", "甲路环卫驿站", "历下区", "文化东路1号", "117.0461",
    )  # fmt: skip
    assert table.rows[1].cells[7:] == ("2024-05-01", "08:30", "8:30-18:00")
    assert set(table.merges) == {(1, 0, 1, 9), (3, 3, 5, 3)}
    assert (table.hidden_rows, table.hidden_columns) == ({5}, {9})


def test_a_sheet_of_an_old_workbook_is_read_by_name() -> None:
    (table,) = read(LAID_OUT, name="x.xls", sheets=("汇总",))
    assert table.columns == ("区县", "数量")


def test_an_open_document_shows_its_merges_and_what_is_hidden() -> None:
    data = ods.packed(
        ods.document(
            ods.sheet(
                "站点",
                ods.row(ods.cell("编号"), ods.cell("区县"), ods.cell("经度")),
                ods.row(
                    ods.cell("A1"),
                    ods.cell("历下区", 'table:number-rows-spanned="2"'),
                    ods.cell(117.02),
                ),
                ods.row(ods.cell(), ods.cell(), attributes='table:number-rows-repeated="2"'),
                ods.row(
                    ods.cell("A2"),
                    "<table:covered-table-cell/>",
                    ods.cell(7.0),
                    attributes='table:visibility="filter"',
                ),
                ods.row(
                    ods.cell("", 'table:number-columns-repeated="16384"'),
                    attributes='table:number-rows-repeated="1048571"',
                ),
                columns='<table:table-column/><table:table-column table:visibility="collapse"/>',
            )
        )
    )
    table = only(data, "名单.ods")
    assert table.columns == ("编号", "区县", "经度")
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("A1", "历下区", "117.02")),
        (5, ("A2", "", "7")),
    ]
    assert table.merges == ((2, 1, 3, 1),)
    assert (table.hidden_rows, table.hidden_columns) == ({5}, {1})


@pytest.mark.parametrize(("name", "kind"), [("x.xls", "xls"), ("x.et", "xls"), ("x.ods", "xls")])
def test_the_content_of_a_workbook_decides_over_its_suffix(name: str, kind: str) -> None:
    assert kind_of(LAID_OUT, name=name) == kind
    assert kind_of(ods.packed(ods.document()), name=name) == "ods"
    assert kind_of(b"PK\x03\x04" + bytes(40), name="x.xls") == "xlsx"
