"""A record that was combined leads to what it became, and takes no edit by any door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from stations.accounts import store as accounts
from stations.db import opening
from stations.db.base import Database
from stations.errors import Refused
from stations.feedback import answers, report_store, reporting
from stations.feedback.model import ReportKind, ReportState, Said
from stations.media.model import Picture
from stations.registry.editing import combining, contacts, station_photos, verifying
from stations.registry.editing.combining import RecordPair
from stations.registry.editing.contacts import Answerable, Tier
from stations.registry.model import next_version
from stations.registry.outages import noting
from stations.registry.outages.noting import OutageDeed
from stations.registry.stored import change_store, store
from stations.web.guarding import PREFIX
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.support.voices import visitor

OF_RIDERS = {"rounds.one", "rounds.check"}
OPEN = {"history.of_station", "combining.separate", "answerable.erase"}


@pytest.fixture
def merged(address: str) -> Iterator[Database]:
    """`b` has become `a`; what was reported of it waits for an answer."""
    db = opening.open_ready(address)
    both = [make.station(id="a", name="新站"), make.station(id="b", name="旧站", number="B-1")]
    with db.writing():
        change_store.record(db, [(None, one) for one in both], act=make.act("created"))
    said = Said(kind=ReportKind.DIRTY)
    by = visitor(station_id="b")
    reporting.report(db, "b", said, by=by, token="b", at=make.NOON)
    editor = accounts.get(db, "id-editor")
    pair = RecordPair(station_id="a", other_id="b", versions=(1, 1))
    combining.combine(db, pair, choices={}, by=editor, act=make.act("combined"))
    yield db
    db.close()


def routes(app: Flask, station_id: str) -> list[tuple[str, str, str]]:
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if not rule.rule.startswith(PREFIX) or "station_id" not in rule.arguments:
                continue
            others = {"version": 1, "name": "0" * 32}
            values = {name: others.get(name, "9") for name in rule.arguments}
            path = app.url_map.bind("localhost").build(
                rule.endpoint, {**values, "station_id": station_id}
            )
            found += [(rule.endpoint, m, path) for m in (rule.methods or set()) & {"GET", "POST"}]
    return sorted(found)


def test_every_page_of_a_combined_record_leads_on_and_changes_nothing(
    app: Flask, merged: Database
) -> None:
    client = seated(app, "a-editor")
    form = {"csrf_token": token_in(client.get("/desk/password").data), "group": "all",
            "on_the_spot": "1", "reason": "试试", "do": "hide"}  # fmt: skip
    before, walked = store.get(merged, "b"), 0
    for endpoint, method, path in routes(app, "b"):
        if endpoint in OPEN:
            continue
        answer = client.open(path, method=method, data=form if method == "POST" else None)
        walked += 1
        if endpoint in OF_RIDERS:
            assert answer.status_code == 403, path
        elif method == "GET":
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/desk/stations/a"), path
        elif answer.status_code != 403:
            assert answer.status_code == 409, path
            assert "旧站”已经合并到“新站" in answer.text, path
    assert walked >= 12
    assert store.get(merged, "b") == before
    assert "已经合并到“新站”" in client.get("/desk/stations/b", follow_redirects=True).text
    assert client.get("/desk/stations/b/history").status_code == 200
    rounds = seated(app, "a-rider").get("/desk/rounds/b")
    assert rounds.status_code == 409
    assert "旧站”已经合并到“新站" in rounds.text
    stranger = seated(app, "a-keeper")
    assert stranger.get("/desk/stations/b").status_code == 404
    assert seated(app, "a-auditor").get("/desk/stations/b").status_code == 302


def test_no_use_case_edits_a_combined_record(merged: Database) -> None:
    editor, before = accounts.get(merged, "id-editor"), store.get(merged, "b")
    doing = make.act("edited")
    with pytest.raises(Refused, match="已经合并到“新站”"), merged.writing() as tx:
        change_store.record(tx, [(before, next_version(before, at=make.NOON))], act=doing)
    site = {Tier.SITE: Answerable(post="站长")}
    picture = Picture(width=4, height=3, photo=b"x", small=b"x")
    for deed in (
        lambda: contacts.put(merged, ["a", "b"], site, by=editor, act=doing),
        lambda: station_photos.hang(merged, "b", [picture], by=editor, act=doing),
        lambda: noting.note(merged, "b", OutageDeed.USED_UP, "paper", by=editor, act=doing),
        lambda: verifying.confirm(
            merged, ["a", "b"], groups=verifying.EVERYTHING, on_the_spot=True, by=editor, act=doing
        ),
    ):
        with pytest.raises(Refused, match="已经合并到“新站”"):
            deed()
    assert store.get(merged, "b") == before
    assert store.get(merged, "a").verified is None


def test_what_was_reported_of_a_combined_record_is_answered_at_its_successor(
    app: Flask, merged: Database
) -> None:
    [report] = report_store.of_station(merged, "b")
    client = seated(app, "a-editor")
    assert "/desk/stations/a" in client.get(f"/desk/reports/{report.id}").text
    keeper = accounts.get(merged, "id-keeper")
    done = answers.answer(
        merged, report.id, ReportState.FIXED, reply="扫过了", by=keeper,
        act=replace(make.act("report_answered"), actor=keeper.id),
    )  # fmt: skip
    assert not done.is_open


def test_a_form_kept_of_a_combined_record_reports_of_its_successor(
    app: Flask, merged: Database
) -> None:
    worker = app.test_client()
    token = worker.get("/voice/ready").json["token"]  # type: ignore[index]
    sent = {"csrf_token": token, "key": "p-" + "a" * 32, "kind": "dirty", "ago": "0"}
    assert worker.post("/voice/b/kept-report", data=sent).status_code == 200
    assert [one.said.kind for one in report_store.of_station(merged, "a")] == [ReportKind.DIRTY]
