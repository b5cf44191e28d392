"""A new release is taken whole, and never half."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.offline.visits import Release, ready_for_release
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser


def settled_on(page: Page, release: str) -> None:
    """Waits until the worker of that release serves the page."""
    page.evaluate(
        """async (release) => {
          for (;;) {
            const { active, waiting } = await navigator.serviceWorker.ready;
            const there = (await caches.keys()).includes(`shell-${release}`);
            if (there && !waiting && active.state === 'activated') return;
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }""",
        release,
    )


def assets_of(page: Page) -> set[str]:
    """The releases from which the page that is open took its scripts, styles and pictures."""
    found = page.evaluate("performance.getEntriesByType('resource').map((it) => it.name)")
    return {name.split("/assets/")[1].split("/")[0] for name in found if "/assets/" in name}


def test_a_new_release_waits_until_the_page_takes_it_whole(
    visits: Visits, releasing: tuple[str, type[Release]]
) -> None:
    base, handler = releasing
    visit = ready_for_release(visits, base)
    page = visit.page
    before = page.evaluate("caches.keys()")
    handler.published = b"another123"
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
    offer = page.get_by_role("button", name="有新版本，点这里更新")
    expect(offer).to_be_visible()
    # It covers nothing: what is asked for most can still be tapped.
    page.get_by_role("button", name="附近驿站").click(trial=True)
    assert set(before) < set(page.evaluate("caches.keys()")), "the open page keeps its own shell"
    old = f"/assets/{handler.real.decode()}/js/station/week_table.js"
    assert page.evaluate("(path) => fetch(path).then((it) => it.status)", old) == 200
    assert assets_of(page) == {handler.real.decode()}
    with page.expect_navigation():
        offer.click()
    page.locator(".row").first.wait_for()
    settled_on(page, "another123")
    assert assets_of(page) == {"another123"}
    expect(offer).to_have_count(0)
    page.context.set_offline(True)
    page.reload()
    page.locator(".row").first.wait_for()
    assert assets_of(page) == {"another123"}
    # Offline, the browser itself says that the worker's script could not be asked for.
    assert [it for it in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in it] == []


def test_a_page_of_the_new_release_lets_it_take_over_unasked(
    visits: Visits, releasing: tuple[str, type[Release]]
) -> None:
    base, handler = releasing
    visit = ready_for_release(visits, base)
    page = visit.page
    handler.published = b"another456"
    page.goto(base + "/")
    page.locator(".row").first.wait_for()
    settled_on(page, "another456")
    assert assets_of(page) == {"another456"}
    expect(page.locator("#update")).to_have_count(0)
    assert visit.complaints == []
