"""Nearest answers come quicker in front of Flask, and are the same to the last byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from stations.app import create_app
from stations.config import Settings
from stations.nearest import search_request
from stations.web.programs import quick_nearest
from tests.support import small_city

_VALUES = st.one_of(
    st.sampled_from([
        "36.65", "117.1", "0", "-0.0", "91", "", "1", "5", "50", "51", "gcj02", "bd09", "wgs84",
        "now", "2026-10-01T09:00", "include", "restroom", "restroom,drinking_water", "rest_station",
        "1500", "+", "%E6", "%FF", "驿站", "a b", "\\x00", "1e5",
    ]),
    st.text(max_size=6),
)  # fmt: skip
_QUERIES = st.lists(
    st.tuples(st.one_of(st.sampled_from(search_request.PARAMETERS), st.text(max_size=4)), _VALUES),
    max_size=6,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Flask:
    path = tmp_path_factory.mktemp("quick") / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        yield create_app(
            Settings(database=str(path), state=path.parent, trusted_hosts=("localhost",))
        )


def both(app: Flask, query: str, **more: object) -> tuple[object, object]:
    """Status, body and what concerns it of an answer, in front of Flask and by its view."""
    there = {"query_string": query, "base_url": "https://localhost", **more}
    ours = app.test_client().get(quick_nearest.PATH, **there)
    with app.test_request_context(quick_nearest.PATH, **there):
        view = app.full_dispatch_request()
    names = (
        "Content-Type", "Content-Length", "Content-Encoding", "Vary", "Cache-Control",
        "Strict-Transport-Security",
    )  # fmt: skip
    return tuple(
        (one.status_code, one.get_data(), [one.headers.get(name) for name in names])
        for one in (ours, view)
    )  # type: ignore[return-value]


@given(pairs=_QUERIES, place=st.booleans())
def test_every_question_is_answered_as_the_view_answers_it(
    app: Flask, pairs: list[tuple[str, str]], place: bool
) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    if place:
        query = f"lat=36.65&lon=117.02&{query}" if query else "lat=36.65&lon=117.02"
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        ours, view = both(app, query, headers=headers)
        assert ours == view


@pytest.mark.parametrize(
    "query",
    ["lat=36.65&lon=117.02", "lat=36.65&lon=117.02&datum=bd09&open=now&unknown_hours=include",
     "lat=36.65&lon=117.02&lat=36.65", "lat=36.65&lon=117.02&nothing=1", "lat=36.65"],
)  # fmt: skip
def test_a_host_that_is_not_ours_gets_no_answer(app: Flask, query: str) -> None:
    ours, view = both(app, query)
    assert ours == view
    foreign = app.test_client().get(
        quick_nearest.PATH, query_string=query, base_url="http://evil.example"
    )
    assert foreign.status_code == 400
    assert b"stations" not in foreign.data


def test_only_plain_questions_are_taken() -> None:
    assert quick_nearest.plain("lat=1&lon=2&wants=restroom%2Cshower") == {
        "lat": "1", "lon": "2", "wants": "restroom,shower",
    }  # fmt: skip
    for query in ("lat=1&lat=2", "lat=1&other=2", "lat=%FF", "lat=é", "&".join(["lat=1"] * 99)):
        assert quick_nearest.plain(query) is None, query
