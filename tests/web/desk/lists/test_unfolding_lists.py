"""A few bytes that unfold to a million cells are no small list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook

from stations.app import create_app
from stations.config import Settings
from stations.registry.jobs import list_jobs
from stations.tables import file_reading
from stations.tables.archive import unpacked_bytes
from stations.tables.model import FileRefused
from stations.web import background
from tests.support import deskwork, make
from tests.web.desk.test_import_routes import HEAD, Desk

TEXTS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
RELATION = (
    b'<Relationship Id="rId99" Target="/xl/sharedStrings.xml" Type="'
    b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)
ROW = "<row>" + "".join(f"<c><v>{number}</v></c>" for number in range(110, 140)) + "</row>"

SHARING = "<row>" + '<c t="s"><v>0</v></c>' * 3 + "</row>"


def unfolding(rows: int, *, shared: str = "") -> bytes:
    """A workbook whose first sheet has so many equal rows, or cells that share one long text."""
    plain, book = io.BytesIO(), io.BytesIO()
    made = Workbook()
    made.active.append(["名称", "经度", "纬度"])
    made.save(plain)
    cell = SHARING if shared else ROW
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", cell.encode() * rows + b"</sheetData>")
            if name == "xl/_rels/workbook.xml.rels" and shared:
                content = content.replace(b"</Relationships>", RELATION + b"</Relationships>")
            new.writestr(name, content)
        if shared:
            new.writestr("xl/sharedStrings.xml", TEXTS.format(shared))
    return book.getvalue()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which databases a process for long work was asked for; it never comes."""
    asked: list[str] = []
    monkeypatch.setattr(background, "start", asked.append)
    return asked


@pytest.fixture
def app(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[str]
) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    application = create_app(Settings(database=sqlite_address, state=tmp_path))
    deskwork.staff(application.extensions["stations"].connections())
    yield application
    application.extensions["stations"].connections().close()


def test_what_unfolds_is_judged_beside_the_server_and_small_lists_at_once(
    app: Flask, started: list[str]
) -> None:
    editor = Desk(app, "a-editor")
    answer = editor.upload(HEAD + "1,甲驿站,历下区,117.0,36.66,路 1 号,8:30-18:00,饮水\n")
    assert "/staged/" in answer.headers["Location"]
    assert started == []
    book = unfolding(8_000)
    assert len(book) < list_jobs.LARGE_FILE / 2
    assert unpacked_bytes(book) > list_jobs.LARGE_UNPACKED
    answer = editor.upload(book, "名单.xlsx")
    assert "/jobs/" in answer.headers["Location"]
    assert len(started) == 1


def test_a_list_that_nobody_finished_judging_is_not_judged_by_looking_at_it(
    app: Flask, started: list[str]
) -> None:
    editor = Desk(app, "a-editor")
    editor.upload(unfolding(8_000), "名单.xlsx")
    db = app.extensions["stations"].connections()
    [row] = db.rows("select id from staged_imports")
    db.run("update jobs set state = 'failed'")
    for path in ("", "/places"):
        answer = editor.client.get(f"/desk/imports/staged/{row['id']}{path}")
        assert answer.status_code == 409
        assert "没有核对完。请重新上传" in answer.text


def test_what_lies_about_its_size_is_refused() -> None:
    book = bytearray(unfolding(8_000))
    with zipfile.ZipFile(io.BytesIO(bytes(book))) as archive:
        true = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(book).replace(true.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert unpacked_bytes(lying) < list_jobs.LARGE_UNPACKED
    with pytest.raises(FileRefused):
        file_reading.read(lying, name="名单.xlsx")


def test_a_text_that_many_cells_share_is_no_way_to_fill_a_worker() -> None:
    """An answer of 32 MB is the most that a page waits for; long work takes all of it."""
    book = unfolding(60, shared="长" * 100_000)
    assert not list_jobs.is_large(book)
    assert len(file_reading.read(book, name="名单.xlsx")[0].rows) == 60
    with ThreadPoolExecutor(1) as pages, pytest.raises(FileRefused):
        pages.submit(file_reading.read, book, name="名单.xlsx").result()
