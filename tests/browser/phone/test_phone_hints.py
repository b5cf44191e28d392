"""What one worker found at a door stands in the next one's list, on the phone too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.first.first_page import GRANTED, share
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser

WORDS = "今天 18:00 有 1 人说关门（未核实）"


def test_the_next_courier_sees_it_in_the_list_and_the_state_stays(visits: Visits) -> None:
    first = visits()
    first.read("/voice/c-always?kind=shut")
    first.page.get_by_role("button", name="告诉他们").click()
    first.page.get_by_text("收到了，谢谢您").wait_for()
    visit = visits(**GRANTED)
    page = share(visit)
    row = page.locator(".row", has_text="大明湖驿站")
    expect(row.locator(".heard")).to_have_text(WORDS)
    expect(row.locator(".state")).to_contain_text("24 小时开放")
    # Not at one of which nobody has said so.
    expect(page.locator(".row", has_text="县西巷驿站").locator(".heard")).to_be_hidden()
    # So does its page as the phone makes it, without network.
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    expect(row.locator(".heard")).to_have_text(WORDS)
    page.evaluate(
        """async () => {
          const kept = ["/cells/city-3701.json", "/said/52/24.json"];
          for (;;) {
            const found = await Promise.all(kept.map((it) => caches.match(it)));
            if (found.every(Boolean)) return;
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }"""
    )
    page.context.set_offline(True)
    page.route("**/stations/**", lambda route: route.abort())
    page.goto(f"{visit.base}/stations/c-always")
    expect(page.locator("#heard")).to_have_text(WORDS)
    asked = [r.url for r in visit.requests if "/said/" in r.url]
    assert {url.removeprefix(visit.base) for url in asked} == {"/said/52/24.json"}
