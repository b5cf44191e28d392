"""A form counts by the server's clock, however wrong that of the phone is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from stations.db import migration, opening
from stations.moments import utc_text
from tests.browser.visiting import objections
from tests.signups import classes
from tests.support import serving

pytestmark = pytest.mark.browser


def test_a_phone_with_a_wrong_clock_signs_up_when_the_server_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    db = opening.connect(str(tmp_path / "stations.db"), create=True)
    migration.migrate(db)
    now = datetime.now(UTC)
    with db.writing() as tx:
        classes.add(
            tx, "course", starts_at=now + timedelta(days=3),
            opens_at=utc_text(now + timedelta(hours=5)),
        )  # fmt: skip
    with serving.serving(tmp_path, STATIONS_NOW="") as url:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.add_init_script("const real = Date.now; Date.now = () => real() + 864e5;")
        page.goto(f"{url}/signups/course")
        expect(page.locator("[data-left]")).to_contain_text("还有 4 小时")
        expect(page.locator("[data-send]")).to_be_disabled()
        assert objections(page) == []
        page.fill("#name", "小王")
        page.fill("#phone", "138 1234 5678")
        page.check("[name=consent]")
        classes.change(db, "activity_sessions", "course", opens_at=utc_text(now))
        # As of a phone that slept: the page is seen again and asks.
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("[data-left]")).to_have_text("现在可以报名了。")
        page.click("[data-send]")
        expect(page.locator(".own-state")).to_have_text("已报上")
        page.close()
    db.close()
