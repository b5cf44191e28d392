"""A rider comes to the round after signing in, and one tap away to the check at a door."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.db.base import Database
from stations.feedback import report_store
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, token_in

LIST, PAGE = "/desk/rounds/", "/desk/rounds/a"


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    with connection.writing():
        change_store.record(
            connection, [(None, make.station(id="a", name="甲驿站"))], act=make.act("created")
        )
    return connection


def sent(client: FlaskClient, **given: str) -> tuple[int, str]:
    form = {"csrf_token": token_in(client.get("/desk/password").data), **given}
    answer = client.post(PAGE, data=form, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_first_page_of_a_rider_leads_to_the_check_and_to_nothing_else(
    app: Flask, db: Database
) -> None:
    rider = seated(app, "a-rider")
    answer = rider.get("/desk/", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.request.path == LIST
    assert f'href="{PAGE}"' in page
    assert "本月 0 次" in page
    for other in ("/desk/stations", "/desk/reports", "/desk/money", "/desk/mine"):
        assert other not in page
        assert rider.get(other, follow_redirects=True).status_code == 403


def test_what_a_rider_found_is_kept_and_counted_for_rider_and_district(
    app: Flask, db: Database
) -> None:
    rider = seated(app, "a-rider")
    status, page = sent(rider, door="shut", words="卷帘门拉着")
    assert (status, "记下了" in page, "本月 1 次" in page) == (200, True, True)
    assert "没有重复记" in sent(rider, door="shut")[1]
    [report] = report_store.of_station(db, "a", limit=5)
    assert (report.said.words, report.staff) == ("卷帘门拉着", True)
    figures = seated(app, "a-approver").get("/desk/visits/inspectors").get_data(as_text=True)
    assert "rider" in figures
    assert f"{make.NOON:%Y-%m}：1 次" in figures


def test_a_form_that_says_too_little_or_too_much_comes_back_as_it_was_typed(
    app: Flask, db: Database
) -> None:
    rider = seated(app, "a-rider")
    status, page = sent(rider, words="水没了")
    assert (status, "请选门口的情况" in page, "水没了" in page) == (400, True, True)
    status, page = sent(rider, door="shut", broken="restroom")
    assert (status, "该开门，却关着" in page) == (400, True)
    assert 'value="restroom" checked' in page
