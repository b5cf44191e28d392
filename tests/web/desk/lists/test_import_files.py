"""What comes of a file that is uploaded, and how often it is read."""

from __future__ import annotations

import json
import re
import subprocess
import time
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from stations.accounts.roles import Role
from stations.config import ROOT
from stations.db.base import Database
from stations.registry.stored import change_store, store
from tests.support import make
from tests.web.desk.test_import_routes import FAULTY, GOOD, Desk, likeness

CORPUS = ROOT / "tests" / "badinput"
ENTRIES = [
    entry
    for entry in json.loads((CORPUS / "manifest.json").read_text("utf-8"))["entries"]
    if entry["format"] in ("csv", "xlsx", "geojson") and entry["profile"] == "station"
]
UNDECLARED = {"csv/gcj02_without_crs.csv"}
_LOOK_S, _MOST_LOOKS = 0.1, 1_200


def test_a_file_that_is_none_or_too_large_is_told_what_to_do(editor: Desk) -> None:
    nothing = editor.post("/desk/imports", datum="wgs84")
    assert nothing.status_code == 400
    assert "请先选择文件" in nothing.get_data(as_text=True)
    large = editor.upload(b"x" * (10 * 1024 * 1024 + 1), "a.csv")
    assert large.status_code == 400
    assert "文件超过 10 MB" in large.get_data(as_text=True)
    assert editor.upload(b"x" * 11_500_000, "a.csv").status_code == 413
    elsewhere = editor.client.post("/desk/password", data=b"x" * 1_100_000)
    assert elsewhere.status_code == 413


def test_the_empty_list_is_handed_out(editor: Desk) -> None:
    answer = editor.client.get("/desk/imports/template.xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]
    refused = editor.upload(answer.data, "空白.xlsx")
    assert refused.status_code == 400
    assert "没有数据行" in refused.get_data(as_text=True)


def finished(desk: Desk, answer: TestResponse) -> TestResponse:
    """What comes of a file that is large enough to be worked on beside the desk."""
    if answer.status_code != 303 or "/imports/jobs/" not in answer.location:
        return answer
    for _ in range(_MOST_LOOKS):
        if not desk.client.get(f"{answer.location}/state").get_json()["going"]:
            break
        time.sleep(_LOOK_S)
    return desk.client.get(answer.location)


def test_every_hostile_file_gets_what_its_manifest_says(
    app: Flask, db: Database, people: dict[Role, Any]
) -> None:
    with db.writing():
        db.run("update account_grants set area = '310115' where account_id = 'id-editor'")
    desk, imported = Desk(app, "a-editor"), 0
    for entry in ENTRIES:
        path = CORPUS / entry["path"]
        revision = store.revision(db)
        datum = "" if entry["path"] in UNDECLARED else "wgs84"
        sent = desk.upload(path.read_bytes(), path.name, datum=datum, area="310115")
        answer = finished(desk, sent)
        outcome, code = "reject_file", ""
        shown = answer.get_data(as_text=True)
        if answer.status_code == 303:
            staged_path = answer.headers["Location"]
            raw = desk.client.get(staged_path).get_data(as_text=True)
            assert not re.search(r"<(img|svg|script>|b>|iframe)", raw.split("<main")[1])
            shown = unescape(raw)
            found = re.search(r'data-outcome="(\w+)" data-code="(\w*)"', shown)
            assert found, entry["path"]
            outcome, code = found.groups()
            applied = finished(desk, desk.post(f"{staged_path}/apply", likeness=likeness(shown)))
            willing = outcome in ("accept", "accept_warn") and likeness(shown)
            was_applied = applied.status_code == 303 and "/staged/" not in applied.location
            assert was_applied == bool(willing), entry["path"]
            imported += bool(willing)
            if not willing:  # What waits makes no room for what comes.
                assert desk.post(f"{staged_path}/discard").status_code == 303
        else:
            assert answer.status_code == (200 if sent.status_code == 303 else 400), entry["path"]
            code = json.loads(
                db.rows("select report from imports order by rowid desc limit 1")[0]["report"]
            )["code"]
        assert outcome in entry["outcome"], entry["path"]
        if outcome in ("reject_file", "confirm") and "code" in entry:
            assert code in entry["code"], entry["path"]
        if outcome in ("reject_file", "partial", "confirm"):
            assert store.revision(db) == revision, entry["path"]
        for secret in entry.get("must_not_contain", ()):
            assert secret not in shown, entry["path"]
    assert len(ENTRIES) > 50
    assert imported > 5


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Grows by one whenever a process is started that reads a file."""
    started: list[Any] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, args: Any, **rest: Any) -> None:
            started.append(args)
            super().__init__(args, **rest)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    return started


def test_a_file_is_read_once_however_often_its_preview_is_looked_at(
    editor: Desk, db: Database, readers: list[Any]
) -> None:
    path = editor.upload(FAULTY).headers["Location"]
    assert len(readers) == 1
    first = editor.page(path)
    assert editor.page(path) == first
    assert editor.page(f"{path}?part=added") != first
    assert "泉城广场驿站" in editor.page(f"{path}/places")
    assert len(readers) == 1
    assert editor.post(f"{path}/terms", datum="gcj02", area="370102").status_code == 303
    assert editor.page(path) != first
    assert len(readers) == 2
    assert editor.apply(path, good_rows="1").status_code == 303
    assert len(readers) == 2
    assert store.count(db) == 2


def test_a_file_is_read_again_to_import_it_into_a_registry_that_has_moved(
    editor: Desk, db: Database, readers: list[Any]
) -> None:
    path = editor.upload(GOOD).headers["Location"]
    assert "驿站又有改动" not in editor.page(path)
    with db.writing():
        elsewhere = make.station(number="Z9", lat=36.7, lon=117.3)
        change_store.record(db, [(None, elsewhere)], act=make.act("created"))
    assert "驿站又有改动" in editor.page(path)
    assert len(readers) == 1
    assert editor.apply(path).status_code == 303
    assert len(readers) == 2
    assert store.count(db) == 3
