"""Can a worker in the sun say in two taps that the door is shut?"""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.browser.visiting import AXE, Visits

pytestmark = pytest.mark.browser

STATION = "n05"
SPEAK = f"/voice/{STATION}"
THERE = {"latitude": 36.695, "longitude": 117.1}
_MEASURE = """
() => [...document.querySelectorAll('a, button, summary, textarea, .chip, .stars label')]
  .filter((it) => it.checkVisibility() && !it.closest('.skip, details p'))
  .map((it) => [it.outerHTML.slice(0, 90), it.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 43.5)
"""


@pytest.fixture
def worker() -> str:
    return "block"


def test_axe_finds_nothing_to_object_to_on_any_page(visits: Visits) -> None:
    visit = visits(bypass_csp=True)
    page = visit.page

    def check() -> None:
        page.evaluate(AXE.read_text("utf-8"))
        for scheme, width in (("light", 360), ("dark", 1280)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            found = page.evaluate("axe.run().then((r) => r.violations)")
            told = [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found]
            assert told == [], (page.url, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    for path in (SPEAK, f"{SPEAK}?kind=shut", f"{SPEAK}?kind=supplies_out", f"{SPEAK}/thanks"):
        visit.open(path)
        check()
    visit.open(f"{SPEAK}?kind=no_door")
    page.get_by_role("button", name="告诉他们").click()
    page.get_by_text("收到了，谢谢您").wait_for()
    check()
    assert visit.complaints == []


def test_everything_to_tap_is_large_and_twice_the_text_fits(visits: Visits) -> None:
    visit = visits(viewport={"width": 360, "height": 740})
    for path in (SPEAK, f"{SPEAK}?kind=shut"):
        page = visit.open(path)
        assert page.evaluate(_MEASURE) == [], path
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.parametrize("scripts", [True, False])
def test_two_taps_from_the_station_say_that_it_is_shut(visits: Visits, scripts: bool) -> None:
    visit = visits(java_script_enabled=scripts)
    page = visit.read(f"/stations/{STATION}")
    page.get_by_role("link", name="到了但关门").first.click()
    page.wait_for_url("**kind=shut")
    send = page.get_by_role("button", name="告诉他们：到了但关门")
    box = send.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844, "it is in reach without scrolling"
    send.click()
    page.get_by_text("收到了，谢谢您").wait_for()
    assert page.get_by_text("还没有").first.is_visible()
    assert visit.complaints == []


def test_the_link_to_follow_is_copied_and_thanks_but_once(visits: Visits) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open(f"{SPEAK}?kind=dirty")
    page.get_by_label("补充一句").fill("水池堵了")
    page.get_by_role("button", name="告诉他们").click()
    page.get_by_role("button", name="复制链接").click()
    page.get_by_text("已复制链接").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{visit.base}/voice/reports/")
    page.goto(link)
    assert page.get_by_role("heading", name="不干净").is_visible()
    assert not page.get_by_text("收到了，谢谢您").count()
    assert not page.get_by_text("水池堵了").count()


@pytest.mark.parametrize(
    ("where", "words", "told"),
    [
        (THERE, "您在附近", "near"),
        ({"latitude": 36.8, "longitude": 117.1}, "比较远", "far"),
        (None, "没有得到位置", "unknown"),
    ],
)
def test_only_near_or_far_leaves_the_phone(
    visits: Visits, where: dict[str, float] | None, words: str, told: str
) -> None:
    options = {"geolocation": where, "permissions": ["geolocation"]} if where else {}
    visit = visits(**options)
    page = visit.open(SPEAK)
    if not where:
        page.get_by_role("button", name="我就在这里").click()
    page.get_by_text(words).wait_for()
    page.get_by_label("4 星").check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="谢谢您的评价").wait_for()
    sent = next(r for r in visit.requests if r.method == "POST")
    fields = sent.post_data_json
    assert fields["near"] == told
    assert set(fields) <= {"csrf_token", "near", "stars", "words"}
    assert "36." not in (sent.post_data or "")
    assert visit.foreign() == []


def test_the_keyboard_alone_rates(visits: Visits) -> None:
    page = visits().open(SPEAK)
    page.get_by_label("1 星").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.get_by_label("4 星").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.get_by_label("干净", exact=True).is_checked()
    page.get_by_label("想说的话").focus()
    page.keyboard.type("不错")
    page.get_by_role("button", name="提交评价").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="谢谢您的评价").wait_for()


def test_without_a_network_nothing_typed_is_lost(visits: Visits) -> None:
    visit = visits()
    page = visit.open(f"{SPEAK}?kind=refused")
    page.get_by_label("补充一句").fill("说只给本单位的人用")
    page.locator("form[data-keeps]").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="告诉他们").click()
    page.get_by_text("现在没有网络").wait_for()
    assert page.get_by_label("补充一句").input_value() == "说只给本单位的人用"
    assert page.get_by_role("button", name="告诉他们").is_disabled()
    # It goes out by itself, once there is a network.
    page.context.set_offline(False)
    page.get_by_text("收到了，谢谢您").wait_for()
    assert [it for it in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in it] == []


def test_a_rating_without_a_network_waits_where_it_was_written(visits: Visits) -> None:
    visit = visits()
    page = visit.open(SPEAK)
    page.get_by_label("想说的话").fill("不错")
    page.get_by_label("4 星").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("现在没有网络").wait_for()
    page.context.set_offline(False)
    page.reload()
    assert page.get_by_label("想说的话").input_value() == "不错"
    page.get_by_label("4 星").check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="谢谢您的评价").wait_for()
    assert visit.complaints == []


def test_a_photo_is_small_and_without_its_place_before_it_leaves_the_phone(visits: Visits) -> None:
    sink, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at 36.69500,117.10000"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(sink, "JPEG", quality=98, exif=exif)
    visit = visits()
    page = visit.open(f"{SPEAK}?kind=dirty")
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": sink.getvalue()}
    page.get_by_label("照片").set_input_files(photo)  # type: ignore[arg-type]
    page.get_by_text("不带拍摄地点").wait_for()
    name, size, text = page.evaluate(
        """async () => {
          const [file] = document.getElementById("photo").files;
          return [file.name, file.size, new TextDecoder("latin1").decode(await file.arrayBuffer())];
        }"""
    )
    assert name == "photo.jpg"
    assert "36.69500" not in text
    assert size < len(sink.getvalue()) / 2
    page.get_by_role("button", name="告诉他们").click()
    page.get_by_text("收到了，谢谢您").wait_for()
    assert visit.complaints == []
