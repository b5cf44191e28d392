"""A year of stars in a district of thirty stations, as everybody who has a part in it clicks it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.stars import store as reviews
from stations.stars import visit_store
from stations.stars.model import STEP_WORDS, ReviewState, ReviewStep
from tests.browser import star_district
from tests.browser.star_district import OTHER, PAYER, PHONE, SECOND, Day, District

pytestmark = pytest.mark.browser

ALONE, MENDED, VETOED, LOOKED_TWICE, OBJECTED, LOW = range(6)
BEST, TIED = (6, 7, 8, 9), (10, 11)
LOWERED = BEST[0]
FOUR, THREE = {"liked": 10, "entry": 4}, {"liked": 10, "entry": 8, "innovation": 4, "special": 6}
NOTHING = {"basics": 10}


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    expect.set_options(timeout=star_district.TIMEOUT)
    yield star_district.founded(tmp_path_factory.mktemp("year"))
    expect.set_options(timeout=None)


def done(page: Page, words: str) -> None:
    """The page says so, and fits the screen."""
    expect(page.locator(".banner.good")).to_contain_text(words)
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def with_reason(page: Page, step: str, reason: str, *, veto: str = "") -> None:
    """Opens the step that wants a reason, writes it and takes the step."""
    page.get_by_text(f"{step}…", exact=True).click()
    form = page.locator("details.way[open] form")
    if veto:
        form.get_by_label(veto).check()
    form.get_by_label("原因").fill(reason)
    form.get_by_role("button", name=step, exact=True).click()
    done(page, "记下了，现在是")


def ticks_all(page: Page) -> None:
    """Ticks all thirty: the first as a person does, the others without aiming at each."""
    ticks = page.locator("input[name=id]")
    expect(ticks).to_have_count(star_district.NUMBER)
    ticks.first.check()
    ticks.evaluate_all("(all) => all.forEach((one) => one.checked || one.click())")


def opens(day: Day, *, until: str) -> None:
    """The administrator begins the year and invites all thirty."""
    page = day.goes("a-administrator", "/desk/cycles/")
    page.get_by_label("申报截止").fill(until)
    page.get_by_role("button", name="开始这一轮").click()
    done(page, "这一轮开始了")
    page.get_by_role("link", name="邀请驿站、安排复核").click()
    ticks_all(page)
    page.get_by_role("button", name="邀请申报").click()
    done(page, "邀请了 30 个驿站。")


def applies(day: Day, district: District) -> None:
    """The keeper fills in one form on the phone; the other twenty-nine go in as from a script."""
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    page = day.comes("a-keeper", to="/desk/reviews/apply", **phone)
    mine = page.locator(".cards > li", has_text=district.name(ALONE))
    mine.get_by_role("link", name="接着填").tap()
    page.wait_for_url("**/apply")
    for one in star_district.SCHEME.criteria:
        page.locator(f"#p-{one.id}").fill(str(one.points))
    for field in page.locator(".apply-row > textarea").all():
        field.fill("（演示）每周三晚上有职工夜校")
    photos = page.locator("input[type=file]")
    for field in photos.all():
        field.set_input_files(district.photo)
    expect(page.get_by_text("照片已缩小到")).to_have_count(photos.count())
    page.get_by_role("button", name="申报", exact=True).tap()
    done(page, "报上去了，等区里初核。")
    district.applies(range(1, star_district.NUMBER), like=ALONE)


def checks(day: Day, district: District) -> None:
    """The editor sends one back, the keeper mends it; then all are taken on together."""
    page = day.reviews("a-editor", MENDED)
    with_reason(page, "退回补充", "门头照片看不清标识，请补一张白天拍的。")
    page = day.reviews("a-keeper", MENDED)
    expect(page.get_by_text("门头照片看不清标识").first).to_be_visible()
    page.get_by_role("link", name="补充材料，重新申报").tap()
    page.locator("#f-sign").set_input_files(district.photo)
    expect(page.get_by_text("照片已缩小到")).to_be_visible()
    page.get_by_role("button", name="申报", exact=True).tap()
    done(page, "报上去了")
    page = day.goes("a-editor", "/desk/reviews/")
    page.get_by_role("link", name="一起初核").click()
    ticks_all(page)
    page.get_by_role("button", name="初核通过").click()
    done(page, "30 个驿站做好了")


def inspects_without_network(day: Day, district: District) -> None:
    """One station on a phone whose network is cut; it is delivered when there is some again."""
    review = district.review(ALONE)
    phone = {"viewport": PHONE, "has_touch": True, "service_workers": "allow"}
    page = day.comes("a-reviewer", to="/desk/inspect/", **phone)
    expect(page.locator("#kept")).to_contain_text("已存在手机上")
    page.context.set_offline(True)
    day.goes("a-reviewer", f"/desk/inspect/{review}")
    for card in page.locator("[data-criterion]").all():
        card.locator("[data-full]").click()
        if card.locator("[data-why]").is_visible():
            card.locator("[data-why] input").fill("当场看过")
    for one in star_district.SCHEME.criteria:
        if "photo" in one.evidence:
            page.locator(f"#p-{one.id}").set_input_files(district.photo)
            expect(page.locator(f"#c-{one.id} .shots img")).to_have_count(1)
    # Four stars: the floor is too small for five.
    page.get_by_label("面积").fill("25")
    page.get_by_label("能坐多少人").fill("20")
    page.get_by_label("AED").select_option("1")
    page.get_by_label("都一样").check()
    expect(page.locator("#total")).to_have_text("100 / 100 分")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#saved")).to_contain_text("现在没有网络")
    with district.database() as db:
        assert visit_store.of_review(db, review) == []
    page.context.set_offline(False)
    expect(page.locator("#done-said")).to_contain_text("计入验收：总分 100 分")
    with district.database() as db:
        (one_visit,) = visit_store.of_review(db, review)
        assert one_visit.counted


def inspects(day: Day) -> None:
    """The other stations: six could have five stars, two of them with the same points."""
    lost = {LOW: NOTHING, OBJECTED: FOUR, LOOKED_TWICE: FOUR, MENDED: FOUR}
    lost |= {number: {"liked": n} for n, number in enumerate(BEST)}
    lost |= dict(zip(TIED, ({"liked": 5}, {"hours_kept": 5}), strict=True))
    for number in range(1, star_district.NUMBER):
        if number != VETOED:
            day.inspects(number, **lost.get(number, THREE if number % 3 else FOUR))


def decides(day: Day, district: District) -> None:
    """A veto, an inspection sent back, a refusal and a tie; then the others are made public."""
    page = day.reviews("a-approver", VETOED)
    words = "三位劳动者反映锁着门，电话核实属实。"
    with_reason(page, "一票否决", words, veto="多次被反映在公布的时间里关门")
    page = day.reviews("a-approver", LOOKED_TWICE)
    with_reason(page, "退回重新验收", "说明和照片对不上，请再去看一次。")
    day.inspects(LOOKED_TWICE, photo=district.photo_of(LOOKED_TWICE), **FOUR)
    page = day.reviews("a-approver", LOW)
    expect(page.get_by_text("没有达到星级").first).to_be_visible()
    with_reason(page, "不予通过", "一半的基本设施不能用。")
    page = day.goes("a-approver", "/desk/reviews/batch/publish")
    expect(page.locator("#unfit ~ ul > li")).to_have_count(2)
    page.get_by_role("link", name=re.compile("同分")).first.click()
    expect(page.get_by_role("heading", name="95 分的有 2 个，五星的名额还有 1 个")).to_be_visible()
    page.get_by_role("radio").nth(0 if district.name(TIED[0]) in _first(page) else 1).check()
    page.get_by_label("为什么选它").fill("公布的时间里门开着，离劳动者更近。")
    page.get_by_role("button", name="选定").click()
    done(page, "选定了，原因已经记下。")
    page.get_by_role("link", name="一起公示").click()
    page.get_by_role("button", name="公示勾选的").click()
    done(page, "28 个驿站做好了")


def _first(page: Page) -> str:
    return page.locator("label.tick").first.inner_text()


def objects(day: Day, district: District) -> Page:
    """Somebody on the street objects without an account; gives the page that tells the answer."""
    with district.database() as db:
        cycle = reviews.get(db, district.review(OBJECTED)).cycle_id
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    worker = day.comes(to=f"/stars/notices/{cycle}", **phone)
    row = worker.get_by_role("row", name=re.compile(re.escape(district.name(OBJECTED))))
    row.get_by_role("link", name="提异议").tap()
    worker.get_by_label("哪里和评定的不一样").fill("上周两次下午到，门都锁着。")
    worker.get_by_role("button", name="提交异议").tap()
    expect(worker.get_by_text("收到了。")).to_be_visible()
    return worker


def upholds(day: Day, district: District, worker: Page) -> None:
    """The approver finds it so; the station is seen again, loses a star, and is published anew."""
    page = day.goes("a-approver", "/desk/")
    page.locator(".matters a", has_text="公示的异议等答复").click()
    page = day.reviews("a-approver", OBJECTED)
    page.get_by_label("成立，重新验收").check()
    page.get_by_label("答复").fill("核实过了，确有两天下午没有人，重新验收。")
    page.get_by_role("button", name="答复").click()
    done(page, "答复了")
    worker.reload()
    expect(worker.locator(".reply")).to_contain_text("重新验收")
    day.inspects(OBJECTED, by=OTHER, photo=district.photo_of(OBJECTED), **THREE)
    page = day.reviews("a-approver", OBJECTED)
    page.get_by_role("button", name="公示", exact=True).click()
    done(page, "“公示”记下了")
    page.goto(page.url.split("/desk/")[0] + "/desk/reviews/batch/award")
    expect(page.get_by_role("button", name="给勾选的授牌")).to_have_count(0)


def awards(day: Day, district: District) -> None:
    """The notice is over: another approver gives the stars, and everybody sees them."""
    page = day.goes(SECOND, "/desk/reviews/batch/award")
    page.get_by_role("button", name="给勾选的授牌").click()
    done(page, "28 个驿站做好了")
    with district.database() as db:
        given = [reviews.of_station(db, one)[0] for one in district.stations]
    stars = [one.stars for one in given if one.state is ReviewState.AWARDED]
    assert (stars.count(5), stars.count(0), len(stars)) == (5, 0, 28)
    assert [given[n].stars for n in (*BEST, *TIED, OBJECTED)] == [5, 5, 5, 5, 5, 4, 3]
    page = day.goes(SECOND, f"/stations/{district.stations[TIED[0]]}")
    expect(page.locator("section", has=page.locator("#stars"))).to_contain_text("五星")


def orders(day: Day, district: District) -> None:
    """The administrator has one of the best looked at again: it has lost its place for rest."""
    page = day.goes("a-administrator", "/desk/cycles/")
    page.get_by_role("link", name="历下区 2026 年星级评定").click()
    page.get_by_role("link", name="邀请驿站、安排复核").click()
    page.locator(f"input[value='{district.stations[LOWERED]}']").check()
    page.get_by_text("安排复核…").click()
    page.get_by_label("为什么复核").fill("有人反映微波炉不见了。")
    page.get_by_role("button", name="勾选的转为复核").click()
    done(page, "1 个驿站转为复核")
    day.inspects(LOWERED, **FOUR)
    page = day.reviews("a-approver", LOWERED)
    page.get_by_role("button", name="公示", exact=True).click()
    done(page, "“公示”记下了")


def lowers(day: Day, district: District) -> None:
    """The re-check ends: four stars instead of five, and the station's page tells both."""
    page = day.reviews(SECOND, LOWERED)
    page.get_by_role("button", name="公布复核结果").click()
    done(page, "“公布复核结果”记下了，现在是“已评定”。")
    page = day.goes(SECOND, f"/stations/{district.stations[LOWERED]}")
    history = page.locator("section", has=page.locator("#stars"))
    expect(history).to_contain_text("四星")
    expect(history).to_contain_text("五星")


def pays(day: Day) -> None:
    """Finance proposes, an approver approves, a third pays; the second payment is refused."""
    asked = "/desk/money/?year=2026&rule=five_star_award"
    page = day.goes("a-finance", f"{asked}&part=ready")
    expect(page.locator(".list-count")).to_contain_text("共 4 笔")
    page.get_by_label("全部 4 笔").check()
    page.get_by_role("button", name="提出发放").click()
    expect(page.get_by_role("button", name="提出，送去批准")).to_be_visible()
    again = page.context.new_page()
    again.goto(page.url)
    page.get_by_role("button", name="提出，送去批准").click()
    done(page, "提出了 4 笔")
    again.get_by_role("button", name="提出，送去批准").click()
    expect(again.get_by_role("alert")).to_contain_text("不能再提")
    page = day.goes(SECOND, f"{asked}&part=proposed")
    page.get_by_label("全部 4 笔").check()
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_label("说明").fill("今年的预算还没有登记，主席办公会同意。")
    page.locator(".save-bar").get_by_role("button", name="批准").click()
    done(page, "批准了 4 笔")
    page = day.goes(PAYER, f"{asked}&part=approved")
    page.get_by_label("全部 4 笔").check()
    page.get_by_role("button", name="记为已发放").click()
    expect(page.get_by_label("凭证号")).to_be_visible()
    again = page.context.new_page()
    again.goto(page.url)
    for tab in (page, again):
        tab.get_by_label("凭证号").fill("2026-1208-01")
    page.locator(".save-bar").get_by_role("button", name="记为已发放").click()
    done(page, "4 笔记为已发放")
    again.locator(".save-bar").get_by_role("button", name="记为已发放").click()
    expect(again.get_by_role("alert")).to_be_visible()
    page = day.goes("a-finance", f"{asked}&part=paid")
    expect(page.locator(".list-count")).to_contain_text("共 4 笔，20,000 元")


def pairs(day: Day) -> None:
    """The editor pairs a weak station with the strong one nearest to it; the keeper notes a day."""
    page = day.goes("a-editor", "/desk/pairs/")
    page.get_by_role("link", name="给驿站找伙伴").click()
    page.get_by_role("button", name=re.compile("^结成一对")).first.click()
    done(page, "结对了")
    path = "/desk/" + page.url.split("/desk/", 1)[1]
    page = day.goes("a-keeper", path)
    page.get_by_label("做了什么").fill("（演示）一起学了设备保养。")
    page.get_by_label("来了几个人").fill("6")
    page.get_by_role("button", name="记下").click()
    done(page, "记下了")
    expect(page.locator("#all ~ ol")).to_contain_text("一起学了设备保养")


def is_told(day: Day, district: District) -> None:
    """Every step stands in the timeline of its review and in the log, whose chain is whole."""
    with district.database() as db:
        every = [one for station in district.stations for one in reviews.of_station(db, station)]
        taken = {one.id: reviews.steps(db, one.id) for one in every}
        logged = {row["number"]: row["action"] for row in db.rows("select number, action from log")}
    assert len(every) == star_district.NUMBER + 1
    for steps in taken.values():
        assert [logged[one.log] for one in steps] == [f"review_{one.step}" for one in steps]
    for number in (ALONE, MENDED, VETOED, LOOKED_TWICE, OBJECTED, LOW, LOWERED):
        page = day.reviews("a-keeper", number)
        told = page.locator("#done-so-far ~ ol > li")
        steps = taken[district.review(number)]
        expect(told).to_have_count(len(steps))
        words = told.all_inner_texts()
        for line, one in zip(words, reversed(steps), strict=True):
            # The last of LOWERED is a re-check, whose award has a name of its own.
            recheck = number == LOWERED and one.step is ReviewStep.AWARD
            assert ("公布复核结果" if recheck else STEP_WORDS[one.step]) in line
            assert one.reason in line
    page = day.goes("a-auditor", "/desk/audit/")
    expect(page.locator("ol.deeds")).to_contain_text("命名授牌")
    page.get_by_role("button", name="核对全部记录").click()
    expect(page.locator(".banner[role=status]")).to_contain_text("没有发现改动")


def test_a_district_goes_through_its_year_of_stars(browser: Browser, district: District) -> None:
    with star_district.day(browser, district, "2026-11-21T18:05") as first:
        opens(first, until="2026-12-11")
        applies(first, district)
        checks(first, district)
        inspects_without_network(first, district)
        inspects(first)
        decides(first, district)
        upholds(first, district, objects(first, district))
    with star_district.day(browser, district, "2026-11-30T09:00") as second:
        awards(second, district)
        orders(second, district)
    with star_district.day(browser, district, "2026-12-08T09:00") as third:
        lowers(third, district)
        pays(third)
        pairs(third)
        is_told(third, district)
