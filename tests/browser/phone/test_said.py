"""Does everybody see what people say of a station: in the list, on the map and on its page?"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db import migration, opening
from stations.db.base import Database
from stations.feedback import answers, rating, reporting, visitor_marks
from stations.feedback.model import Opinion, Report, ReportKind, ReportState, Said
from stations.media import files
from stations.media.model import Picture
from stations.registry.editing import station_photos, verifying
from stations.registry.editing.verifying import VerifiedFields
from tests.browser.visiting import AXE, Visit, Visits
from tests.support import make, small_city
from tests.support.serving import serving
from tests.support.voices import SECRET, visitor

pytestmark = pytest.mark.browser

SHUT = "c-always"
WORDS = "多人反映未开放"
REPLY = "换了新的微波炉，欢迎再来。"
CAPTION = "从东门进"
SECRET_WORDS = "骂人的话"
_HEIGHTS = """
() => [...document.querySelectorAll('.found-shut a, #said ~ .pair a, .foot a')]
  .map((it) => it.getBoundingClientRect().height).filter((height) => height < 43.5)
"""


def _reported(db: Database, station_id: str, said: Said, n: int) -> Report:
    at = small_city.NOW - timedelta(hours=n)
    by = visitor(f"phone{n}", station_id=station_id, address=f"203.0.{n}.9", at=at, poster=True)
    token = visitor_marks.token(SECRET, f"form{n}", device_id=by.device)
    return reporting.report(db, station_id, said, by=by, token=token, at=at)


def _hang(db: Database, folder: Path, *, by: Account, act: Act) -> None:
    """Two photos at the open station, one of them taken down again."""
    for colour, width in (("navy", 640), ("maroon", 480)):
        drawn = io.BytesIO()
        Image.new("RGB", (width, 360), colour).save(drawn, "WEBP")
        data = drawn.getvalue()
        picture = Picture(width=width, height=360, photo=data, small=data)
        files.store(folder / "photos", picture)
        station_photos.hang(db, "a-open", [picture], by=by, act=act)
    shown, hidden = station_photos.photos(db, "a-open")
    station_photos.caption(db, "a-open", shown.name, words=CAPTION, by=by, act=act)
    station_photos.take_down(db, "a-open", hidden.name, by=by, act=act)


def _speak(db: Database, folder: Path) -> None:
    """Workers report and rate, a keeper answers and confirms: by the use cases alone."""
    keeper = Account(
        id="k", name="keeper", shown="张站长",
        grants=tuple(Grant(role=Role.KEEPER, station_id=one) for one in ("a-open", SHUT)),
    )  # fmt: skip
    with db.writing():
        accounts.add(db, keeper, password="x", at=make.NOON)
    for n in (3, 2, 1):
        _reported(db, SHUT, Said(kind=ReportKind.SHUT), n)
    for n in (5, 4):
        _reported(db, "a-open", Said(kind=ReportKind.DIRTY, words=SECRET_WORDS), n)
    broken = _reported(db, "a-open", Said(kind=ReportKind.BROKEN, amenity="microwave"), 6)
    act = Act(actor="k", by="张站长", action="answered", at=small_city.NOW)
    answers.answer(db, broken.id, ReportState.FIXED, reply=REPLY, by=keeper, act=act)
    for n in range(12):
        by = visitor(f"guest{n}", station_id="a-open", address=f"198.51.{n}.7", poster=True)
        rating.rate(db, "a-open", Opinion(stars=5), by=by, at=small_city.NOW - timedelta(days=n))
    verifying.confirm(
        db, ["a-open"], groups={VerifiedFields.HOURS}, on_the_spot=True, by=keeper, act=act
    )
    _hang(db, folder, by=keeper, act=act)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small city of which people have said something."""
    folder = tmp_path_factory.mktemp("said")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    small_city.fill(path)
    _speak(db, folder)
    db.close()
    with serving(folder) as base:
        yield base


@pytest.fixture
def told(browser: Browser, city: str) -> Iterator[Visits]:
    """Opens pages of that city."""
    opened = Visits(browser, city, service_workers="block")
    yield opened
    opened.close()


def _listed(visit: Visit) -> None:
    page = visit.read("/?area=370102&open=any")
    row = page.locator(f'.row[data-id="{SHUT}"]')
    assert row.locator(".state").inner_text().startswith(WORDS)
    assert row.locator("use").first.get_attribute("href").endswith("#mark-shut")
    assert row.locator(".state.is-shut").count() == 1


def test_the_list_says_it_with_scripts_and_without(told: Visits) -> None:
    _listed(told(java_script_enabled=False))
    _listed(told())


def test_what_the_phone_finds_by_itself_says_it_too(told: Visits) -> None:
    lat, lon = small_city.ME
    visit = told(
        permissions=["geolocation"],
        geolocation={"latitude": lat, "longitude": lon},
    )
    page = visit.open("/?area=370102&open=any")
    page.get_by_role("button", name="附近驿站").click()
    row = page.locator(f'.row[data-id="{SHUT}"]')
    row.locator(".minutes", has_text="分钟").wait_for()
    assert row.locator(".words").inner_text() == WORDS
    page.locator("#map .mark-pin .is-shut").first.wait_for(state="attached")
    page.get_by_role("radio", name="现在开放").check()
    row.wait_for(state="detached")
    assert visit.complaints == []


def test_the_page_of_a_station_tells_who_said_what_and_shows_what_hangs_there(told: Visits) -> None:
    visit = told()
    page = visit.read("/stations/a-open")
    said = page.locator("section", has=page.locator("#said")).inner_text()
    assert re.search(r"4\.\d 星，12 个评价", said)
    assert "不干净（2 次）" in said
    assert "最近一次 2026-11-21 · 已收到，等人处理" in said
    assert f"2026-11-21 已解决：{REPLY}" in said
    assert SECRET_WORDS not in page.content()
    assert "张站长" not in page.content()
    assert page.get_by_text("2026-11-21 站点管理员在现场核实").count() == 1
    # Of two photos one was taken down again.
    photo = page.locator(".photos img")
    photo.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.photos img').naturalWidth === 640")
    assert photo.get_attribute("alt") == CAPTION
    photo.click()
    page.wait_for_url("**/photos/*.webp")
    assert [one.url for one in visit.requests if one.failure] == []


def test_two_taps_say_that_a_door_was_shut(told: Visits) -> None:
    visit = told()
    page = visit.read("/stations/d-unknown")
    page.get_by_role("link", name="到了但关门").first.click()
    page.wait_for_url("**/voice/d-unknown?kind=shut")
    page.get_by_role("button", name=re.compile("提交|反映|发送|告诉")).click()
    page.wait_for_url("**/voice/reports/*")
    assert "到了但关门" in page.inner_text("main")
    again = visit.read("/stations/d-unknown")
    line = again.locator("ul.said li").filter(has_text="到了但关门")
    assert "2026-11-21 · 已收到，等人处理" in line.inner_text()


@pytest.mark.parametrize(
    "path", ["/stations/a-open", f"/stations/{SHUT}", "/?area=370102&open=any"]
)
def test_axe_finds_nothing_to_object_to(told: Visits, path: str) -> None:
    page = told(bypass_csp=True).open(path)
    page.evaluate(AXE.read_text("utf-8"))
    for scheme, width in (("light", 360), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        found = page.evaluate("axe.run().then((r) => r.violations)")
        objections = [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found]
        assert objections == [], scheme
        assert page.evaluate(_HEIGHTS) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_phone_keeps_no_page_on_which_somebody_speaks_or_works(told: Visits) -> None:
    visit = told(service_workers="allow")
    page = visit.read("/stations/a-open")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    for path in ("/voice/a-open", "/desk/sign-in", "/stations/a-open"):
        visit.read(path)
    kept = """async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().map((request) => new URL(request.url).pathname);
    }"""
    page.wait_for_function(f"({kept})().then((paths) => paths.includes('/stations/a-open'))")
    paths = page.evaluate(kept)
    assert not [path for path in paths if path.startswith(("/voice", "/desk"))]
    page.context.set_offline(True)
    page.goto(f"{visit.base}/voice/a-open?kind=shut")
    page.get_by_text("现在没有网络。写好先存在这部手机里").wait_for()
