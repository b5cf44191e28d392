"""Does the page of a station serve a worker at the door, and everybody?"""

from __future__ import annotations

import pytest

from tests.browser.visiting import AXE, Visit, Visits

pytestmark = pytest.mark.browser

STATION = "/stations/a-open"
ADDRESS = "泉城路1号"
_MEASURE = """
() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
  .filter((it) => it.checkVisibility() && !it.closest('.leaflet-control-attribution, h3, .skip'))
  .map((it) => [it.outerHTML.slice(0, 90), it.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 43.5)
"""
_SHARE = """
navigator.share = (told) => {
  window.told = told;
  const closed = new DOMException("closed", "AbortError");
  return window.refused ? Promise.reject(closed) : Promise.resolve();
};
"""
_LATER = """
(at) => {
  document.body.dataset.now = at;
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


@pytest.fixture
def worker() -> str:
    return "block"


@pytest.mark.parametrize("path", [STATION, "/stations/f-paused", "/about/privacy"])
def test_axe_finds_nothing_to_object_to(visits: Visits, path: str) -> None:
    page = visits(bypass_csp=True).open(path)
    if page.locator("#maps").count():
        page.get_by_text("换一个地图").click()
    page.evaluate(AXE.read_text("utf-8"))
    for scheme, width in (("light", 360), ("dark", 390), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        found = page.evaluate("axe.run().then((r) => r.violations)")
        told = [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found]
        assert told == [], (scheme, width)


def test_fingers_and_large_text_find_room_on_a_small_phone(visits: Visits) -> None:
    visit = visits(viewport={"width": 360, "height": 740})
    for path in (STATION, "/stations/i-hostile", "/about/privacy", "/activities"):
        page = visit.open(path)
        assert page.evaluate(_MEASURE) == [], path
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_address_and_both_coordinates_can_be_copied(visits: Visits) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    page = visit.read(STATION)
    for button, text in (
        ("复制地址", ADDRESS),
        ("复制 GCJ-02 坐标", "36.666834,117.030245"),
        ("复制 WGS-84 坐标", "36.666500,117.024300"),
    ):
        page.get_by_role("button", name=button).click()
        page.get_by_text(f"已复制：{text}").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == text
    assert visit.complaints == []


def test_where_the_clipboard_is_refused_the_old_way_copies(visits: Visits) -> None:
    visit = visits()
    visit.page.add_init_script("delete Navigator.prototype.clipboard")
    page = visit.read(STATION)
    page.get_by_role("button", name="复制地址").click()
    page.get_by_text(f"已复制：{ADDRESS}").wait_for()
    assert page.locator("textarea").count() == 0
    assert visit.complaints == []


def test_a_station_is_a_favourite_until_it_is_no_more_and_a_last_place(visits: Visits) -> None:
    visit = visits()
    page = visit.read(STATION)
    page.get_by_role("button", name="收藏", pressed=False).click()
    page.get_by_text("已收藏在这部手机里").wait_for()
    page.reload()
    kept = page.get_by_role("button", name="已收藏", pressed=True)
    kept.wait_for()
    assert page.evaluate("JSON.parse(localStorage.favourites).map((it) => it.id)") == ["a-open"]
    kept.click()
    page.get_by_role("button", name="收藏", pressed=False).wait_for()
    assert page.evaluate("JSON.parse(localStorage.favourites)") == []
    # Every page looked at is a last place.
    visit.read("/stations/b-soon")
    page.get_by_role("button", name="收藏").wait_for()
    last = page.evaluate("JSON.parse(localStorage.visited)")
    assert [it["id"] for it in last] == ["b-soon", "a-open"]
    assert last[1] == {"id": "a-open", "name": "泉城广场驿站", "lat": 36.6665, "lon": 117.0243}


def test_the_page_is_shared_as_the_phone_does_it(visits: Visits) -> None:
    visit = visits()
    visit.page.add_init_script(_SHARE)
    page = visit.read(STATION)
    page.get_by_role("button", name="分享").click()
    assert page.evaluate("window.told") == {
        "title": "泉城广场驿站",
        "text": "泉城广场驿站",
        "url": visit.base + STATION,
    }
    page.evaluate("window.refused = true")
    page.get_by_role("button", name="分享").click()
    assert page.locator("#shared").inner_text() == ""
    assert visit.complaints == []


def test_where_a_phone_cannot_share_the_link_is_copied(visits: Visits) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    visit.page.add_init_script("delete Navigator.prototype.share")
    page = visit.read(f"{STATION}#go")
    page.get_by_role("button", name="分享").click()
    page.get_by_text("链接已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == visit.base + STATION


def test_back_leads_to_the_list_as_it_was(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/?area=370102&wants=drinking_water&open=any")
    page.locator("a.go[href$='/a-open#go']").click()
    page.wait_for_url("**/stations/a-open#go")
    page.get_by_role("button", name="收藏").wait_for()
    before = page.evaluate("history.length")
    page.locator("#back").click()
    page.wait_for_url("**/?*wants=drinking_water*")
    assert page.evaluate("history.length") == before
    # Who came by a link gets to the list of the place.
    visit.read(STATION)
    page.locator("#back").click()
    page.wait_for_url("**/?area=370102")


def _told(visit: Visit) -> tuple[str, list[str]]:
    """The state in words, and the days that are marked as today."""
    today = visit.page.locator("#week tr.today th").all_text_contents()
    today = ["".join(words.split()) for words in today]
    return visit.page.locator("#state").inner_text().strip(), today


def test_an_open_page_tells_the_state_of_the_moment(visits: Visits) -> None:
    visit = visits()
    page = visit.open(STATION)
    assert _told(visit) == ("开放中 · 21:00 关门", ["周六（今天）"])
    page.evaluate(_LATER, "2026-11-21T20:45+08:00")
    page.locator("#state.is-soon").wait_for()
    # The map says the same.
    page.locator("#map .mark-pin.is-soon").wait_for(state="attached")
    page.evaluate(_LATER, "2026-11-22T09:00+08:00")
    page.locator("#state.is-open").wait_for()
    page.locator("#week tr.today", has_text="周日").wait_for()
    assert _told(visit)[1] == ["周日（今天）"]
    # The small map of another, which closes soon, shows that from the beginning.
    visit.open("/stations/b-soon")
    page.locator(".mark-pin.is-soon").wait_for()
    assert visit.foreign() == []
    assert visit.complaints == []


def test_without_cells_the_words_of_the_page_stay(visits: Visits) -> None:
    visit = visits()
    visit.page.route("**/cells/**", lambda route: route.abort())
    page = visit.read(STATION)
    page.evaluate(_LATER, "2026-11-21T20:45+08:00")
    page.get_by_role("button", name="收藏").click()
    assert _told(visit)[0] == "开放中 · 21:00 关门"


def test_the_keyboard_alone_suffices(visits: Visits) -> None:
    page = visits().open(STATION)
    met = []
    for _ in range(14):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if met[-1] == "keep":
            page.keyboard.press("Space")
            page.get_by_role("button", name="已收藏", pressed=True).wait_for()
        if met[-1] == "SUMMARY":
            page.keyboard.press("Enter")
    assert [it for it in met if it in ("back", "keep", "share", "go-main", "SUMMARY")] == [
        "back", "keep", "share", "go-main", "SUMMARY",
    ]  # fmt: skip
    assert page.locator("#maps").get_attribute("open") is not None


def test_on_paper_stands_what_one_needs_on_the_way(visits: Visits) -> None:
    page = visits().read(STATION)
    page.emulate_media(media="print")
    for words in ("怎么进门", "东门进，一楼", ADDRESS, "周一", "36.666834,117.030245", "0531-8290"):
        assert page.get_by_text(words).first.is_visible(), words
    for hidden in ("#go-main", "#keep", "#share", "#map", "[data-copy]", ".foot"):
        assert not page.locator(hidden).first.is_visible(), hidden


def test_without_javascript_the_station_page_is_whole(visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.open("/stations/c-always")
    for words in (
        "怎么进门",
        "24 小时",
        "拿起话筒，按绿色按钮",
        "演示数据",
        "36.675000,117.030000",
    ):
        assert page.get_by_text(words).first.is_visible()
    for name in ("复制地址", "收藏", "分享"):
        assert not page.get_by_role("button", name=name).is_visible()


def test_what_stays_on_the_phone_is_cleared_at_a_tap(visits: Visits) -> None:
    visit = visits(service_workers="allow")
    page = visit.read(STATION)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.get_by_role("button", name="收藏").click()
    page.evaluate("caches.open('cells-v1').then((kept) => kept.put('/x', new Response('y')))")
    page.goto(f"{visit.base}/about/privacy")
    page.get_by_role("button", name="清除手机上留下的").click()
    page.get_by_text("已清除").wait_for()
    left = page.evaluate(
        "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations(),"
        " [localStorage.length, sessionStorage.length]])"
    )
    assert left == [[], [], [0, 0]]
    assert visit.complaints == []
