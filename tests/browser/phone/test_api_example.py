"""Does the mini-program of docs/api.md find the nearest station when it is run as it stands?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from stations.config import ROOT
from stations.geo.frames import point_in
from stations.geo.point import Datum, Point
from tests.browser.visiting import Visit, Visits
from tests.support import small_city

pytestmark = pytest.mark.browser

# The few calls of the platform that the example makes, over a browser's own.
_PLATFORM = """
([lat, lon, refused]) => {
  window.opened = null;
  window.wx = {
    getLocation: ({ success, fail }) => (
      refused ? fail({}) : success({ latitude: lat, longitude: lon })),
    openLocation: (place) => { window.opened = place; },
    request: ({ url, data, success, fail }) => fetch(`${url}?${new URLSearchParams(data)}`)
      .then((answer) => answer.json().then((data) => success({ statusCode: answer.status, data })))
      .catch(fail),
  };
  window.Page = (page) => {
    window.app = page;
    page.setData = (more) => Object.assign(page.data, more);
  };
}
"""


def example(base: str) -> str:
    """The program in the document, pointed at this server."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    (code,) = re.findall(r"```js\n(.*?)```", text, re.S)
    return code.replace("https://yizhan.example.cn", base)


def running(visit: Visit, *, refused: bool = False) -> Page:
    lat, lon = point_in(Point(lat=small_city.ME[0], lon=small_city.ME[1]), datum=Datum.GCJ02)
    page = visit.page
    page.goto(f"{visit.base}/about/privacy")
    page.evaluate(_PLATFORM, [lat, lon, refused])
    page.add_script_tag(content=example(visit.base))
    return page


def test_it_lists_the_nearest_by_true_distance_and_opens_the_way(visits: Visits) -> None:
    visit = visits(bypass_csp=True)
    page = running(visit)
    page.evaluate("app.near()")
    found = page.evaluate("app.data.stations.map((it) => [it.id, it.metres, it.open])")
    assert [it[0] for it in found] == ["a-open", "b-soon"]
    assert found[0][1] == pytest.approx(72.3, abs=1.5)
    assert page.evaluate("[app.data.words, app.data.busy]") == ["", False]
    asked = [request.url for request in visit.requests if "/nearest?" in request.url]
    assert len(asked) == 1
    assert re.search(r"lat=36\.\d{3}&lon=117\.\d{3}&", asked[0])
    page.evaluate("app.go({ currentTarget: { dataset: { index: 0 } } })")
    opened = page.evaluate("opened")
    assert opened["name"] == "泉城广场驿站"
    assert opened["latitude"] == pytest.approx(36.666834, abs=1e-6)
    assert opened["longitude"] == pytest.approx(117.030245, abs=1e-6)


def test_a_refused_position_is_told_and_nothing_is_asked(visits: Visits) -> None:
    visit = visits(bypass_csp=True)
    page = running(visit, refused=True)
    page.evaluate("app.near()")
    assert "没有定位权限" in page.evaluate("app.data.words")
    assert not [request for request in visit.requests if "/nearest?" in request.url]


def test_what_the_server_objects_to_is_said_in_its_words(visits: Visits) -> None:
    visit = visits(bypass_csp=True)
    page = running(visit)
    page.evaluate(
        "ask({ lat: '91', lon: '117' }).catch((error) => { window.said = error.message; })"
    )
    assert "纬度" in page.evaluate("said")
    assert len([request for request in visit.requests if "/nearest?" in request.url]) == 1
