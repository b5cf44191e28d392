"""What everybody reads of the stars: at any size, in light and dark, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.db import migration, opening
from stations.db.base import Database
from stations.registry.stored import store as stations
from stations.stars.awards import awarding, objections
from stations.stars.awards.objections import Objected
from stations.stars.cycle import cycles
from stations.stars.cycle.cycles import CyclePlan
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.browser.visiting import AXE, Visits
from tests.support import small_city, starwork
from tests.support.serving import serving
from tests.support.starwork import APPROVER, EDITOR, LAST_DAY, REVIEWER, act

pytestmark = pytest.mark.browser

_OBJECTIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
_TOO_SMALL = """
() => [...document.querySelectorAll('main a, main button')]
  .filter((it) => it.getClientRects().length && !it.closest('p:not([class])'))
  .map((it) => [it.outerHTML.slice(0, 80), it.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5)
"""
SIZES = [{"width": 360, "height": 740}, {"width": 1280, "height": 900}]
TOKEN, REPLY = "f" * 32, "当天停电，已经补上通知；以后停电会提前说。"
WORDS = "（演示）上周二下午三点到，门锁着。"


@dataclass(frozen=True, slots=True)
class Public:
    """The site, and the public addresses of its stars."""

    visits: Visits
    notice: str
    form: str

    @property
    def pages(self) -> tuple[str, ...]:
        receipt = f"/stars/objected/{TOKEN}"
        certificate = "/stars/certificates/a-open"
        return "/stars/", "/stars/370102", self.notice, self.form, receipt, certificate


def _noticed(db: Database, station_id: str, *, days: float, stars: int) -> Review:
    """A review that was made public so many days from 2026-11-20 on."""
    review = starwork.applied(db, station_id, days=days - 3)
    for by, step in (
        (EDITOR, ReviewStep.CHECK),
        (REVIEWER, ReviewStep.INSPECT),
        (APPROVER, ReviewStep.PUBLISH),
    ):
        turn = StepRequest(step=step, version=review.version)
        with db.writing():
            doing, found = act(by, days=days), {"stars": stars, "points": 60 + 8 * stars}
            review = starwork.step(db, review.id, turn, by=by, act=doing, **found)
    return review


def _told(db: Database) -> Review:
    """One awarded, one answered, and two in the notice: one has a name that is no name."""
    plan = CyclePlan(year=2026, area="370102", apply_until=LAST_DAY)
    by = starwork.ADMINISTRATOR
    cycles.open_cycle(db, plan, by=by, act=act(by, days=-60))
    first = _noticed(db, "a-open", days=-30, stars=4)
    late = act(APPROVER, days=-10)
    awarding.award(db, first.id, version=first.version, by=APPROVER, act=late)
    _noticed(db, "i-hostile", days=-1, stars=3)
    answered = _noticed(db, "c-always", days=-2, stars=5)
    given = Objected(review_id=answered.id, words=WORDS, token=TOKEN)
    with db.writing():
        objection = objections.file(db, given, at=act(APPROVER, days=-1).at)
    doing = act(APPROVER)
    objections.answer(db, objection.id, upheld=False, reply=REPLY, by=APPROVER, act=doing)
    return _noticed(db, "b-soon", days=-1, stars=4)


@pytest.fixture(scope="module")
def public(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Public]:
    folder = tmp_path_factory.mktemp("starred")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    small_city.fill(path)
    review = _told(db)
    assert stations.get(db, "a-open").star is not None
    db.close()
    with serving(folder) as base:
        visits = Visits(browser, base)
        yield Public(visits, f"/stars/notices/{review.cycle_id}", f"/stars/objections/{review.id}")
        visits.close()


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(
    ("size", "schemes"),
    [(SIZES[0], ("light", "dark")), (SIZES[1], ("dark",))],
    ids=["phone", "desk"],
)
def test_every_page_fits_in_light_and_dark_and_with_twice_the_text(
    public: Public, size: dict[str, int], schemes: tuple[str, ...]
) -> None:
    visit = public.visits(viewport=size, bypass_csp=True, service_workers="block")
    for path in public.pages:
        page = visit.open(path)
        page.evaluate(AXE.read_text("utf-8"))
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate(_OBJECTIONS) == [], (path, scheme)
        assert _fits(page), path
        assert page.evaluate(_TOO_SMALL) == [], path
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert _fits(page), f"{path} with twice the text"
    assert visit.complaints == []
    assert visit.foreign() == []


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_without_scripts_one_reads_objects_and_follows_the_answer(
    public: Public, size: dict[str, int]
) -> None:
    visit = public.visits(viewport=size, java_script_enabled=False)
    page = visit.open("/stars/")
    page.get_by_role("link", name="2026 年评定公示").click()
    table = page.get_by_role("table", name="公示名单")
    for station, outcome in (
        ("泉城广场驿站", "已授牌四星"), ("大明湖驿站", "公示中"), ("县西巷驿站", "公示中"),
    ):  # fmt: skip
        expect(table.get_by_role("row").filter(has_text=station)).to_contain_text(outcome)
    expect(page.get_by_text(REPLY)).to_be_visible()
    assert WORDS not in page.content()
    row = table.get_by_role("row").filter(has_text="县西巷驿站")
    row.get_by_role("link", name="提异议").click()
    page.get_by_label("哪里和评定的不一样").fill(WORDS)
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("收到了。")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("正在核实")
    expect(page.get_by_role("button", name="复制链接")).to_be_hidden()
    page.get_by_role("link", name="回到公示").click()
    assert WORDS not in page.content()
    page.get_by_role("contentinfo").get_by_role("link", name="星级和公示").click()
    page.locator('a[href="/stars/370102"]').click()
    expect(page.get_by_role("heading", name="四星")).to_be_visible()
    page.get_by_role("link", name="泉城广场驿站").click()
    page.get_by_role("link", name="打印证书").click()
    expect(page.get_by_role("heading", name="泉城广场驿站")).to_be_visible()
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    assert _said(visit.complaints) == []


def _said(complaints: list[str]) -> list[str]:
    """What was complained of, but that scripts are off."""
    return [words for words in complaints if "Blocked script execution" not in words]


def test_a_link_is_copied_by_scripts_and_a_certificate_printed_alone(public: Public) -> None:
    given = ["clipboard-read", "clipboard-write"]
    visit = public.visits(permissions=given, service_workers="block")
    page = visit.open(f"/stars/objected/{TOKEN}")
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator("#copied")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()").endswith(TOKEN)
    page = visit.open("/stars/certificates/a-open")
    page.emulate_media(media="print")
    expect(page.locator(".certificate")).to_be_visible()
    edges = page.locator(".certificate").evaluate(
        "box => ['top', 'right', 'bottom', 'left'].map("
        "side => getComputedStyle(box)[`border-${side}-width`])"
    )
    assert edges == ["6px"] * 4, "a sheet has all four edges"
    expect(page.get_by_text("总工会（盖章）")).to_be_visible()
    expect(page.get_by_text("证书编号：")).to_be_visible()
    for other in ("header", ".by-screen"):
        expect(page.locator(other).first).to_be_hidden()
    assert visit.complaints == []
