"""A clerk at the form of a station."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

from tests.browser.visiting import Visit, Visits

EDIT = "/desk/stations/{}/edit"

PHONE = {"width": 360, "height": 740}

DESK = {"width": 1280, "height": 900}

DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('desk-draft/')).length"


class Clerk:
    """Opens the form of a station as somebody who has signed in."""

    def __init__(self, visits: Visits, desk: str, sessions: dict[str, Any]) -> None:
        self.visits, self.base, self.sessions = visits, desk, sessions

    def visit(self, who: str = "a-editor", **options: object) -> Visit:
        wanted = {"viewport": PHONE, "service_workers": "block", "reduced_motion": "reduce"}
        return self.visits(
            base=self.base, storage_state=self.sessions[who], **{**wanted, **options}
        )

    def opens(self, station: str, who: str = "a-editor", **options: object) -> Visit:
        visit = self.visit(who, **options)
        self.reopens(visit, station)
        return visit

    def reopens(self, visit: Visit, station: str) -> None:
        visit.page.goto(self.base + EDIT.format(station))
        if visit.scripts:
            visit.page.locator(".place-frame .leaflet-control-scale").wait_for()
            visit.page.locator(".place-said", has_text=re.compile(r"坐标")).wait_for()


def field(page: Page, key: str) -> Any:
    return page.locator(f"#f-{key}")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()


def saved(page: Page) -> None:
    page.get_by_text("已经保存。").wait_for()
    page.locator(".place-frame .leaflet-control-scale").wait_for()


def kept(page: Page) -> None:
    page.locator("#draft-note", has_text="已存在这台设备里").wait_for()


def nothing_kept(page: Page) -> None:
    page.wait_for_function(f"{DRAFTS} === 0")
