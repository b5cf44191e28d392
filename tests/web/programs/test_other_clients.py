"""Programs of others ask as their tools write addresses, from any site, and never with a cookie."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from tests.support import small_city

NEAREST = "/api/v1/stations/nearest"
HERE = "lat=36.66649&lon=117.02349&limit=50"
BOX = "/api/v1/stations?bbox=116.9,36.5,117.3,36.8"
ELSEWHERE = {"Origin": "https://partner.example.com"}
COOKIE = {"Cookie": "desk=eyJfdXNlcl9pZCI6IngifQ.x.y; __Host-desk=x; phone=abc"}
PUBLIC = (
    f"{NEAREST}?{HERE}", BOX, "/api/v1/stations/a-open", "/api/v1/vocabularies",
    "/api/v1/openapi.json", "/feeds/370102.json", "/feeds/370102.atom", "/cells/manifest.json",
    "/cells/city-3701.json", "/said/52/25.json", "/api/v1/activities",
    "/feeds/activities/370102.json",
)  # fmt: skip
REFUSED = (
    f"{NEAREST}?lat=x&lon=1", f"{NEAREST}?{HERE}&nothing=1", "/api/v1/stations/nobody",
    "/api/v1/nowhere", "/feeds/999999.json", "/cells/0123456789ab.json", "/places/x.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("others")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        app = create_app(Settings(database=str(path), state=folder))
        yield app.test_client()
        app.extensions["stations"].connections().close()


@pytest.mark.parametrize("path", [*PUBLIC, *REFUSED])
def test_scripts_of_other_sites_may_read_what_is_public(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=ELSEWHERE)
    assert answer.status_code in ((200,) if path in PUBLIC else (400, 404))
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "path",
    [
        "/", "/stations/a-open", "/desk/sign-in", "/desk/", "/voice/a-open", "/healthz", "/embed",
        "/robots.txt", "/static/img/icon-192.png", "/api", "/apix/v1/", "/photos/x.webp", "/stars/",
        "/activities", "/activities.ics",
    ],
)  # fmt: skip
def test_pages_stay_closed_to_scripts_of_other_sites(client: FlaskClient, path: str) -> None:
    with client.get(path, headers=ELSEWHERE) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    with client.options(path, headers=ELSEWHERE) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", [*PUBLIC, *REFUSED])
def test_a_browser_that_asks_first_is_told_what_it_may(client: FlaskClient, path: str) -> None:
    answer = client.options(
        path,
        headers={
            **ELSEWHERE,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match,x-requested-with",
        },
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert "if-none-match" in allowed
    assert "x-requested-with" in allowed
    assert "Content-Type" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", [*PUBLIC, *REFUSED])
def test_a_cookie_changes_nothing_and_none_is_set(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    known = client.get(path, headers={**COOKIE, "Authorization": "Basic eDp5"})
    assert (known.status_code, known.data) == (plain.status_code, plain.data)
    assert dict(known.headers) == dict(plain.headers)
    assert "Set-Cookie" not in known.headers
    assert "cookie" not in known.headers.get("Vary", "").lower()


def test_what_changes_something_is_refused_in_words(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.open(BOX, method=method, headers=ELSEWHERE)
        assert answer.status_code == 405
        assert answer.mimetype == "application/problem+json"
        assert "GET" in answer.headers["Allow"]


MEANT = {
    f"{HERE}&wants=drinking_water,restroom": [
        f"{HERE}&wants=drinking_water&wants=restroom",
        f"{HERE}&wants=drinking_water%2Crestroom",
        f"{HERE}&wants[]=drinking_water&wants[]=restroom",
        f"{HERE}&wants%5B0%5D=drinking_water&wants%5B1%5D=restroom",
        f"wants=restroom&{HERE}&wants=drinking_water&wants=restroom",
    ],
    f"{HERE}&open=2026-11-21T19:00": [
        f"{HERE}&open={quote(moment)}"
        for moment in (
            "2026-11-21T11:00:00.000Z", "2026-11-21T19:00:00+0800", "2026-11-21T19:00:00.000+08:00",
            "2026-11-21T19:00:00.123456789+0800", "2026-11-21t11:00:00z", "2026-11-21 19:00:00",
            "2026-11-21T19:00:00+08", "2026-11-21T06:00:00.5-0500",
        )
    ] + [f"{HERE}&open=2026-11-21T19:00:00+0800", f"{HERE}&open=2026-11-21T19:00+08:00"],
    HERE: [
        f"{HERE}&{added}" for added in (
            "_=1764468000000", "_t=1", "utm_source=x&utm_medium=y&utm_campaign=z&utm_id=1",
            "gclid=abc", "fbclid=abc", "from=singlemessage&isappinstalled=0", "from=timeline",
            "spm=a2.b", "msclkid=1", "bd_vid=1", "ttclid=x", "_gl=1*x",
            "scene=1&clicktime=2&enterid=3",
            "__biz=MzA3&nsukey=x", "hmsr=x&hmpl=y", "ADTAG=qq", "gad_source=1&gbraid=x",
            "utm_source=a&utm_source=b", "_=",
        )
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("plain", "written"), [(plain, one) for plain, ways in MEANT.items() for one in ways]
)
def test_a_question_means_the_same_however_a_tool_writes_it(
    client: FlaskClient, plain: str, written: str
) -> None:
    asked = client.get(f"{NEAREST}?{plain}").get_json()
    told = client.get(f"{NEAREST}?{written}")
    assert told.status_code == 200, told.text
    assert told.get_json()["stations"] == asked["stations"]
    assert asked["stations"]


def test_a_box_may_come_in_four_parts(client: FlaskClient) -> None:
    whole = client.get(BOX).data
    for written in (
        "bbox=116.9&bbox=36.5&bbox=117.3&bbox=36.8", "bbox=116.9%2C36.5%2C117.3%2C36.8",
        "bbox[]=116.9&bbox[]=36.5&bbox[]=117.3&bbox[]=36.8",
        "bbox=116.9,36.5,117.3,36.8&utm_source=x&_=1",
    ):  # fmt: skip
        assert client.get(f"/api/v1/stations?{written}").data == whole


@pytest.mark.parametrize(
    "wrong",
    [
        "want=restroom", "_limit=5", "limits=5", "near=1", "fromage=1", "lat=1", "limit=5&limit=6",
        "limit[]=5", "open[]=now", "wants[x]=restroom", "wants=restroom&wants=", "wants=&wants=x",
        "utmsource=x", "source=x", "open=2026-11-21T19:00:00.Z", "open=2026-11-21T19",
        "open=2026-11-21T19:00:00%2B8", "open=2026-11-21T19:00:00%2B25:00", "page=2",
        "&".join(f"utm_{n}=1" for n in range(200)), "&".join(["wants=restroom"] * 200),
    ],
)  # fmt: skip
def test_a_slip_is_told_and_not_passed_over(client: FlaskClient, wrong: str) -> None:
    answer = client.get(f"{NEAREST}?{HERE}&{wrong}")
    assert answer.status_code == 400
    assert answer.get_json()["detail"].endswith("。")


@pytest.mark.parametrize("path", PUBLIC)
def test_an_answer_travels_packed_and_its_etag_still_holds(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert "Accept-Encoding" in packed.headers["Vary"]
    if len(plain.data) < 600:
        assert "Content-Encoding" not in packed.headers
    else:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.data) < len(plain.data) * 0.6
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data)
    refused = client.get(path, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert (refused.data, refused.headers.get("Content-Encoding")) == (plain.data, None)
    if etag := packed.headers.get("ETag"):
        for encoding in ("gzip", "identity"):
            again = client.get(path, headers={"If-None-Match": etag, "Accept-Encoding": encoding})
            assert (again.status_code, again.data) == (304, b"")
            assert "Accept-Encoding" in again.headers["Vary"]
