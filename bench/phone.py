"""Time and bytes until a cheap phone on a slow network lists the nearest stations.

Chromium as a phone: slow 4G (1.6 Mbit/s, 150 ms) and a processor four times slower, both by its
own emulation; the production server with the demo city. What the worker of the site fetches for
later is not slowed down and not counted.
"""

from __future__ import annotations

import os
import platform
import random
import shutil
import statistics
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Geolocation,
    Page,
    sync_playwright,
)

from bench import demo_city
from bench.ratio import Goal, heading, line
from bench.traffic import Traffic

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 94_000,
}
SLOWER = 4
BUDGET_KB = 60
_SEARCHES = 60
_KM = 0.009
"""About a kilometre in degrees."""

# Told by the page itself: from the tap until the frame that shows the whole list.
_WATCH = """
addEventListener("click", ({ target }) => {
  if (target.closest && target.closest("#near")) window.tapped = performance.now();
}, true);
const look = () => {
  const list = document.getElementById("results");
  if (!window.tapped || window.listed || !list || list.hasAttribute("aria-busy")) return;
  if (!document.getElementById("count").textContent.includes("离您")) return;
  if (!list.querySelector(".row .metres:not(:empty)")) return;
  window.listed = -1;
  const say = () => { document.body.dataset.listed = performance.now() - window.tapped; };
  requestAnimationFrame(say);
};
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
"""
_SEARCH = """
async ([search, cells, places]) => {
  const { nearest } = await import(search);
  const held = (await import(cells)).cells;
  const ask = ([lat, lon]) => {
    const at = Date.parse(document.body.dataset.now);
    return nearest(held, { lat, lon, limit: 10, openAt: at, at, unknownHours: true });
  };
  for (const place of places) await ask(place);
  const taken = [];
  for (const place of places) {
    const began = performance.now();
    await ask(place);
    taken.push(performance.now() - began);
  }
  return taken;
}
"""
_OWN_MODULES = """
() => [...document.querySelectorAll("link[rel=modulepreload], script[type=module]")]
  .map((it) => it.href || it.src)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit: packed bytes that the first answer needs, bytes beside them, and seconds."""

    needed: dict[str, float]
    beside: dict[str, float]
    headers: float
    seconds: float


def _at(*, north: float = 0) -> Geolocation:
    lat, lon = demo_city.PLACE
    return Geolocation(latitude=lat + north, longitude=lon)


@contextmanager
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has not been here before, and lets the page know where it is."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", is_mobile=True, has_touch=True,
        geolocation=_at(), permissions=["geolocation"],
    )  # fmt: skip
    context.add_init_script(_WATCH)
    yield context
    context.close()


def tapped(context: BrowserContext, base: str, *, slow: bool) -> tuple[Page, Visit]:
    """Open the first page, tap as soon as one can, and wait for the list."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    session = context.new_cdp_session(page)
    traffic = Traffic()
    traffic.listen(session)
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(base, wait_until="commit")
    page.locator("#near").tap()
    page.locator("body[data-listed]").wait_for()
    seconds = float(page.evaluate("document.body.dataset.listed")) / 1000
    own = {urllib.parse.urlsplit(url).path for url in page.evaluate(_OWN_MODULES)}
    sorts = {path: path in own or _is_needed(path) for path in traffic.bytes}
    return page, Visit(
        needed={path: traffic.bytes[path] for path in sorts if sorts[path]},
        beside={path: traffic.bytes[path] for path in sorts if not sorts[path]},
        headers=traffic.headers,
        seconds=seconds,
    )


def _is_needed(path: str) -> bool:
    """The page, its style, its symbols and the cells; not Leaflet and what comes with it."""
    marks = path.startswith("/cells/") and path.count("/") > 2
    return path == "/" or path.endswith(("/site.css", "/icons.svg")) or (
        path.startswith("/cells/") and not marks
    )  # fmt: skip


def kept(page: Page) -> None:
    """Wait until the phone holds what it needs for the next visit."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_load_state("networkidle")


def second_search(context: BrowserContext, page: Page) -> int:
    """Tap again some way off, with a list already there: how many requests were sent."""
    page.locator("#map .leaflet-control-scale").wait_for()
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    context.set_geolocation(_at(north=_KM / 2))
    page.evaluate("window.listed = window.tapped = 0; delete document.body.dataset.listed")
    page.locator("#near").tap()
    page.locator("body[data-listed]").wait_for()
    page.wait_for_load_state("networkidle")
    return len([url for url in sent if url.startswith("http")])


def searches(page: Page, *, count: int = _SEARCHES) -> list[float]:
    """Milliseconds of searches in the page, at places within three kilometres, cells at hand."""
    urls = {url.rsplit("/js/", 1)[1]: url for url in page.evaluate(_OWN_MODULES)}
    draw = random.Random(7)
    places = [
        [value + draw.uniform(-3, 3) * _KM for value in demo_city.PLACE] for _ in range(count)
    ]
    search, cells = urls["finder/search.js"], urls["finder/cells.js"]
    found: list[float] = page.evaluate(_SEARCH, [search, cells, places])
    return found


def lines(*, rounds: int = 5) -> Sequence[str]:
    """Give the table."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        return ["phone: no Chromium on this machine, not measured"]
    firsts, seconds, asked = [], [], []
    taken: list[float] = []
    with sync_playwright() as playwright, demo_city.served() as city:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        for _ in range(rounds):
            with phone(browser) as context:
                page, first = tapped(context, city.base, slow=True)
                firsts.append(first)
                kept(page)
                taken += searches(page)
                page.close()
                page, again = tapped(context, city.base, slow=True)
                seconds.append(again.seconds)
                asked.append(second_search(context, page))
        version = browser.version
        browser.close()
    one = firsts[0]
    return [
        heading("phone: slow 4G, processor 4 × slower"),
        line(
            "KB (gzip) that the first answer needs",
            sum(one.needed.values()) / 1000,
            Goal(must=BUDGET_KB),
        ),
        *_parts(one),
        line("KB beside them until then: map, favicon", sum(one.beside.values()) / 1000),
        line("KB of headers of all of them, by HTTP/1.1", one.headers / 1000),
        line(
            "seconds from tap to list, first visit",
            _middle(v.seconds for v in firsts),
            Goal(must=1.5),
        ),
        line("seconds from tap to list, second visit", _middle(seconds), Goal(must=0.3)),
        line("milliseconds of a search in the page", _middle(taken), Goal(must=16)),
        line("the slowest of them", max(taken)),
        line("requests of a second search", max(asked), Goal(must=0)),
        f"Chromium {version}, {os.cpu_count()} processors ({platform.machine()}), load "
        f"{os.getloadavg()[0]:.1f}; medians of {rounds} phones; seconds of each first visit: "
        + ", ".join(f"{v.seconds:.2f}" for v in firsts),
    ]


def _middle(values: Iterator[float] | Sequence[float]) -> float:
    return statistics.median(values)


def _parts(visit: Visit) -> Iterator[str]:
    """How the bytes are shared out."""
    sorts = {"page": "", "scripts": ".js", "style": ".css", "symbols": ".svg", "cells": ".json"}
    for name, ending in sorts.items():
        paths = [p for p in visit.needed if (p.endswith(ending) if ending else p == "/")]
        size = sum(visit.needed[p] for p in paths) / 1000
        yield line(f"  {name} ({len(paths)})", size)
