"""Whoever wants to know what changed reads it on a page, on any phone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from stations.audit.model import Act
from stations.db import migration, opening
from stations.registry.model import Hours, next_version
from stations.registry.stored import change_store
from tests.browser.visiting import Visits, objections
from tests.support import make, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("changes")
    db = opening.connect(str(folder / "stations.db"), create=True)
    migration.migrate(db)
    act = Act(actor="id-clerk", by="张姐", action="edited", at=make.NOON)
    one = make.station(id="a", name="一个名字很长很长的户外劳动者驿站（含司机之家）")
    there = replace(one.place, area_code="370112", district_code="370112")
    later = next_version(replace(one, hours=Hours(osm="24/7", words="全天")), at=make.NOON)
    with db.writing():
        change_store.record(db, [(None, one)], act=act)
        change_store.record(db, [(None, make.station(id="b", place=there))], act=act)
        change_store.record(db, [(one, later)], act=act)
    db.close()
    with serving.serving(folder) as served:
        yield served


@pytest.fixture
def visits(browser: Browser, base: str) -> Iterator[Visits]:
    opened = Visits(browser, base, service_workers="block")
    yield opened
    opened.close()


def test_the_foot_leads_to_changes_that_people_can_read(visits: Visits) -> None:
    visit = visits(bypass_csp=True)
    page = visit.read("/stations/a")
    page.get_by_role("link", name="驿站变动通知").click()
    page.wait_for_url("**/changes/370102")
    page.get_by_text("开放时间有变").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert objections(page) == []
    for width, size in itertools.product((320, 360, 1280), ("106.25%", "212.5%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, size)
    page.get_by_role("link", name="历城区").click()
    page.wait_for_url("**/changes/370112")
    page.get_by_role("link", name="订阅地址").first.wait_for()
    page.go_back()
    page.get_by_role("link", name="一个名字很长").first.click()
    page.wait_for_url("**/stations/a")
    assert visit.complaints == []
    assert visit.foreign() == []
