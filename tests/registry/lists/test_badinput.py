"""Every hostile or broken table file gets what its manifest says, through the whole import."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stations.cli import import_words
from stations.config import ROOT
from stations.db import opening
from stations.geo.point import Datum
from stations.registry.lists import importing, upload_store
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.stored import store
from stations.reports import import_reports
from stations.tables import sandbox
from stations.web.desk.lists import preview_view
from tests.support import make

CORPUS = ROOT / "tests" / "badinput"
ENTRIES = [
    entry
    for entry in json.loads((CORPUS / "manifest.json").read_text("utf-8"))["entries"]
    if entry["format"] in ("csv", "xlsx", "geojson") and entry["profile"] == "station"
]
UNDECLARED = {"csv/gcj02_without_crs.csv"}
"""Files to which the importer adds no word about the datum."""
DRAFTS = {("geojson/geometry_types.geojson", 11)}
"""Rows whose geometry is null: a row without coordinates is not refused but kept as a draft."""


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no fault of a file; what a child may use of the processor stays bounded."""
    monkeypatch.setattr(sandbox, "SECONDS", 300)


def outcome_of(sqlite_address: str, entry: dict[str, Any]) -> ImportPlan:
    database = opening.open_ready(sqlite_address)
    datum = None if entry["path"] in UNDECLARED else Datum.WGS84
    path = CORPUS / entry["path"]
    try:
        plan = importing.planned(
            database,
            path.read_bytes(),
            name=path.name,
            terms=Terms(datum=datum, area="310115"),
            at=make.NOON,
        )
        revision = store.revision(database)
        stored = importing.applied(
            database, plan, act=make.act("imported"), confirmed=False, good_rows=False
        )
        if plan.outcome in ("reject_file", "partial", "confirm"):
            assert not stored
            assert store.revision(database) == revision
        assert upload_store.count(database, [""]) == 1
        return plan
    finally:
        database.close()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["path"])
def test_a_hostile_file_gets_what_its_manifest_says(
    sqlite_address: str, entry: dict[str, Any]
) -> None:
    plan = outcome_of(sqlite_address, entry)
    assert plan.outcome in entry["outcome"], import_words.message(plan)
    if plan.outcome in ("reject_file", "confirm") and "code" in entry:
        assert plan.code in entry["code"]
        for words in (import_words.message(plan), preview_view.message(plan)):
            assert words.endswith("。")
    if plan.outcome in ("accept", "accept_warn", "partial") and "rows" in entry:
        rows = entry["rows"]
        expected = [
            (r["row"], r["field"], r["code"])
            for r in rows["rejected"]
            if (entry["path"], r["row"]) not in DRAFTS
        ]
        assert [(r.row, r.field, r.code) for r in plan.rejected] == expected
        assert plan.total == rows["total"]
        assert len(plan.added) == plan.total - len(expected)
    if plan.outcome != "reject_file":
        assert set(entry.get("warning", ())) <= {remark.code for remark in plan.warnings}
    report = import_reports.worded(plan.report(was_applied=False))
    for remark in (*report["rejected"], *report["warnings"]):
        assert set(remark) == {"row", "field", "code", "message"}
    said = json.dumps(report, ensure_ascii=False)
    for secret in entry.get("must_not_contain", ()):
        assert secret not in said
