"""At the table: garments are handed out with one thumb, also where there is no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from stations.db import opening
from stations.giveaways import gift_cards, stock_store
from tests.browser import visiting
from tests.giveaways import giving
from tests.support import deskwork, make, serving

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const worker = await navigator.serviceWorker.getRegistration('/desk/giveaways/');
  const names = (await caches.keys()).filter((name) => name.startsWith('handing-pages/'));
  const pages = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return Boolean(worker && worker.active && pages.flat().length);
}"""
"""Whether a page of a hand-out lies on the phone and would open without network."""


def test_what_is_handed_out_without_network_is_kept_on_the_phone_and_booked_once(
    browser: Browser, sqlite_address: str, tmp_path: Path
) -> None:
    db = opening.open_ready(sqlite_address)
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 20, "books": 9})
    first, second = giving.cards(db, one, 2)
    giving.handed(db, one, first, clothes=6)
    deskwork.staff(db, station_id="own")
    with serving.serving(tmp_path, STATIONS_NOW=make.NOON.isoformat()) as base:
        context = browser.new_context(viewport=visiting.PHONE)
        page = context.new_page()
        visiting.sign_in(page, base, "a-keeper")
        page.goto(f"{base}/desk/giveaways/{one.id}/hand")
        page.get_by_label("卡号").fill(first)
        page.get_by_role("button", name="查").click()
        expect(page.locator("[data-code=clothes]")).to_contain_text("还能领 2 件")
        more = page.get_by_role("button", name="衣物多一件")
        for _ in range(3):
            more.click()
        expect(page.get_by_label("衣物", exact=True)).to_have_value("2")
        assert visiting.objections(page) == []
        page.get_by_role("button", name="交付").click()
        expect(page.locator("#said")).to_have_text("已交付：衣物 2 件。")
        page.wait_for_function(KEPT)
        context.set_offline(True)
        page.goto(f"{base}/desk/giveaways/{one.id}/hand")
        page.get_by_label("卡号").fill(second)
        page.get_by_role("button", name="查").click()
        expect(page.locator("#whose")).to_contain_text("没有网络")
        more.click()
        page.get_by_role("button", name="交付").click()
        expect(page.locator("#unsent")).to_contain_text("1 笔存在这台手机上")
        expect(page.locator("#unsent")).to_contain_text(f"卡 {second}：衣物 1 件")
        context.set_offline(False)
        expect(page.locator("#unsent")).to_be_hidden()
        expect(page.locator("#said")).to_have_text("已交付：衣物 1 件。")
        for path in (one.id, f"ledger?giveaway={one.id}", f"{one.id}/edit"):
            page.goto(f"{base}/desk/giveaways/{path}")
            assert visiting.objections(page) == [], path
        page.get_by_role("button", name="退出").click()
        page.wait_for_url("**/sign-in*")
        page.wait_for_function(f"async () => !(await ({KEPT})())")
        context.close()
    assert stock_store.stock_of(db, one.id, "clothes").given == 9
    holder = gift_cards.by_number(db, one.id, second).holder
    assert stock_store.taken(db, holder) == {"clothes": 1}
    db.close()
