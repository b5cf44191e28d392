"""Does the page of a station work in a browser, and can everybody use both pages?"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Visits

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.40"
)
_MEASURE = """
() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
  .filter((it) => it.checkVisibility() && !it.closest('.leaflet-control-attribution, h3, .skip'))
  .map((it) => [it.outerHTML.slice(0, 90), it.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 43.5)
"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 390), ("dark", 1280)])
def test_axe_finds_nothing_to_object_to(visits: Visits, scheme: str, width: int) -> None:
    visit = visits(viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)
    for path in ("/?open=any", "/stations/a-open", "/stations/f-paused"):
        page = visit.open(path)
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run().then((r) => r.violations)")
        assert [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found] == [], path


@pytest.mark.parametrize("path", ["/", "/stations/a-open"])
def test_everything_to_tap_is_44_pixels_high(visits: Visits, path: str) -> None:
    visit = visits()
    assert visit.open(path).evaluate(_MEASURE) == []


def test_address_and_coordinates_can_be_copied(visits: Visits) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("/stations/a-open")
    page.get_by_role("button", name="复制地址").click()
    page.get_by_text("已复制：泉城路1号").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "泉城路1号"
    page.get_by_role("button", name="复制坐标（WGS-84）").click()
    page.get_by_text("已复制：36.666500").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "36.666500,117.024300"
    assert visit.complaints == []


def test_the_small_map_shows_the_station_by_its_state(visits: Visits) -> None:
    visit = visits()
    page = visit.open("/stations/b-soon")
    page.locator(".mark-pin.is-soon").wait_for()
    assert visit.foreign() == []
    assert visit.complaints == []


def test_in_wechat_on_an_iphone_the_way_out_is_shown(visits: Visits) -> None:
    visit = visits(user_agent=IPHONE)
    page = visit.open("/stations/a-open")
    assert page.get_by_text("在浏览器打开").is_visible()
    assert page.locator("a[href^='baidumap://map/direction']").count() == 1
    assert page.locator("a[href^='bdapp:']").count() == 0


def test_without_javascript_the_station_page_is_whole(visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.open("/stations/c-always")
    for words in ("怎么进门", "24 小时", "拿起话筒，按绿色按钮", "演示数据"):
        assert page.get_by_text(words).first.is_visible()
    assert page.locator("a[href^='https://uri.amap.com/navigation?']").count() == 2
    assert not page.get_by_role("button", name="复制地址").is_visible()
