"""A page in a real browser, with everything that it asked for and complained about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from stations.config import ROOT
from tests.support import deskwork

PATIENCE_MS = 60_000
"""A busy machine is slow, and no fault of the page."""
expect.set_options(timeout=PATIENCE_MS / 2)
_BLOCKED = "Service Worker registration blocked by Playwright"
"""What is said where a test allows no worker, and is no fault of the page either."""
_FRAME = "new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 20)); })"
AXE = ROOT / "tests" / "browser" / "vendor" / "axe-core" / "axe.min.js"
OBJECTIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
PHONE = {"width": 390, "height": 844}


def objections(page: Page) -> list[list[str]]:
    """What axe objects to in a page, each with the first element that it is about."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    found: list[list[str]] = page.evaluate(OBJECTIONS)
    return found


def sign_in(page: Page, base: str, name: str) -> None:
    """Signs in at the desk as one of the staff."""
    page.goto(f"{base}/desk/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(deskwork.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"/desk/(mine/.*)?$"))


@dataclass
class Visit:
    """A page with everything that it asked for and complained about."""

    page: Page
    base: str
    scripts: bool = True
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    waiting: set[Request] = field(default_factory=set)
    """What the page that is open has asked for and not been given yet."""

    def __post_init__(self) -> None:
        self.page.on("request", self._ask)
        self.page.on("requestfinished", lambda request: self.waiting.discard(request))
        self.page.on("requestfailed", lambda request: self.waiting.discard(request))
        self.page.on("framenavigated", lambda frame: frame.parent_frame or self.waiting.clear())
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))

    def open(self, path: str = "/") -> Page:
        """Opens a page and waits until its map, where it has one, has been drawn."""
        self.read(path)
        if self.scripts and self.page.locator("#map").count():
            self.page.locator("#map .leaflet-control-scale").wait_for()
            self.page.locator("#map .mark-pin").first.wait_for(state="attached")
        return self.page

    def read(self, path: str = "/") -> Page:
        """Opens a page that may be left again before its map, the heaviest part, has come."""
        self.page.goto(self.base + path)
        return self.page

    def quiet(self) -> Page:
        """Waits until all that was asked for has come, and a few frames have asked for no more."""
        frames = 0
        while frames < 3:
            self.page.evaluate(_FRAME)
            frames = 0 if self.waiting else frames + 1
        return self.page

    def _ask(self, request: Request) -> None:
        self.requests.append(request)
        self.waiting.add(request)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and said.text != _BLOCKED:
            self.complaints.append(said.text)

    def foreign(self) -> list[str]:
        """Requests that left the site."""
        return [r.url for r in self.requests if not r.url.startswith((self.base, "data:"))]


class Visits:
    """Opens pages in contexts of their own, with what they usually are, and closes them all."""

    def __init__(self, browser: Browser, base: str, **usual: object) -> None:
        self._browser, self._base = browser, base
        self._usual = {"viewport": PHONE, "locale": "zh-CN", **usual}
        self._contexts: list[BrowserContext] = []

    def __call__(self, *, base: str = "", **options: object) -> Visit:
        wanted = {**self._usual, **options}
        context = self._browser.new_context(**wanted)  # type: ignore[arg-type]
        self._contexts.append(context)
        scripts = bool(options.get("java_script_enabled", True))
        visit = Visit(context.new_page(), base or self._base, scripts=scripts)
        visit.page.set_default_timeout(PATIENCE_MS)
        return visit

    def close(self) -> None:
        for context in self._contexts:
            context.close()
