"""What was uploaded waits for its day, however many more come."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.registry.lists import upload_store
from tests.web.desk.test_import_routes import FAULTY, Desk


def test_a_further_upload_never_drops_one_that_waits(
    editor: Desk, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [editor.upload(FAULTY).headers["Location"].rsplit("/", 1)[1] for _ in range(6)]
    assert {row["id"] for row in db.rows("select id from staged_imports")} == set(sent)
    monkeypatch.setattr(upload_store, "MOST_WAITING", 6)
    refused = editor.upload(FAULTY)
    assert refused.status_code == 400
    assert "没有保留" in refused.text
    assert {row["id"] for row in db.rows("select id from staged_imports")} == set(sent)
    assert editor.post(f"/desk/imports/staged/{sent[0]}/discard").status_code == 303
    assert editor.upload(FAULTY).status_code == 303
    with db.writing() as tx:
        tx.run("update staged_imports set at = :then", then="2026-11-19T03:59:59Z")
    assert editor.upload(FAULTY).status_code == 303, "what is over makes room"
