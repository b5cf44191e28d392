"""Do scripts and styles run on the oldest engine that we name, and does text stay text in them?

The oldest: Chrome and Android WebView 80, Safari 14 (iOS 14). docs/deploying.md says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from stations.config import ROOT, STATIC
from stations.web import assets

ACORN = ROOT / "tests" / "browser" / "vendor" / "acorn" / "acorn.js"
RULES = Path(__file__).with_name("objections.js")
OLDEST = ("Chrome", "WebView 80", "Safari 14", "iOS 14")
NO_MODULES = {
    "offline/service_worker.js", "offline/service_worker_cache.js",
    "offline/service_worker_ground.js", "offline/kept_pages_worker.js",
}  # fmt: skip
"""A service worker is a plain script in the oldest engines."""
Judge = Callable[[str, str], list[str]]

BAD_SCRIPTS = [
    "class A { #x = 1 }", "class A { x = 1 }", "a ??= 1", "a ||= 1", "const a = 1_0", "await go()",
    "[1].at(-1)", "structuredClone(a)", "window.structuredClone(a)", "Object.hasOwn(a, 'b')",
    "'a'.replaceAll('a', 'b')", "[1].findLast(f)", "[1].toSorted()", "AbortSignal.timeout(5)",
    "AbortSignal.any(a)", "Promise.any(a)", "crypto.randomUUID()", "a.replaceChildren()",
    "/(?<=a)b/.test(c)", "requestIdleCallback(f)", "new BroadcastChannel('a')", "a.requestSubmit()",
    "new WeakRef(a)", "a.checkVisibility()", "a['at'](0)", "a?.at(0)",
    "a.innerHTML = b", "a.innerHTML", "a.outerHTML += b", "a.insertAdjacentHTML('x', b)",
    "document.write(a)", "document.writeln(a)", "eval(a)", "new Function('a')",
    "setTimeout('a()', 1)", "a.submitter",
    "Object.assign(a, { innerHTML: b })", "a.bindPopup('x')", "a.bindPopup(`${x}`)",
    "a.bindTooltip('x' + b)", "a.bindTooltip(b.name)", "L.popup().setContent(it.name)",
    "L.divIcon({ html: `<i>${x}</i>` })",
    "a.setAttribute('onclick', b)", "a.setAttribute('style', b)",
]  # fmt: skip
GOOD_SCRIPTS = [
    "export const a = b?.c ?? 1", "for (const a of [1]) b(...a)", "import('./a.js').then(f)",
    "a.bindPopup(popupFor(b))", "a.bindTooltip(box)", "L.divIcon({ html: box })", "a.at = 1 > b",
    "f(a.at)",
    "(window.requestIdleCallback ?? setTimeout)(f)", "setTimeout(() => a(), 1)",
    "a.textContent = '<b>innerHTML</b>'", "/(?<year>\\d+)/.exec(a)", "2n ** 3n",
    "try { a() } catch {}",
]  # fmt: skip
YOUNG_VALUE = r"(?:\d[dsl]v[hw]\b|(?:color-mix|oklch|oklab|light-dark)\()"
"""An engine that does not know it drops one declaration: the same property must stand before it."""
YOUNG_STYLES = {
    ":has()": r":has\(",
    ":is() and :where()": r":(is|where)\(",
    "inset": r"(^|[;{\s])inset(-\w+)*\s*:",
    "aspect-ratio": r"aspect-ratio\s*:",
    "layers and containers": r"@(layer|container|property|scope|starting-style)\b",
    "ranges in media queries": r"@media[^{]*[<>]",
    "own transforms": r"[;{\s](translate|rotate|scale)\s*:",
    "a list with :focus-visible": r"[^{}]*(:focus-visible[^{}]*,|,[^{}]*:focus-visible)[^{}]*\{",
}
BAD_STYLES = [
    "a:has(b) { c: d }", "a:is(b, c) { d: e }", "a { inset: 0 }", "a { color: b; inset: 0 }",
    "a { inset-inline: 0 }", "a { aspect-ratio: 1 }", "@layer a { b { c: d } }",
    "a { color: color-mix(in srgb, b, c) }", "a { color: oklch(1 2 3); color: red }",
    "a { color: b; color: color-mix(in srgb, var(--c), d) }",
    "@media (width >= 40rem) { a { b: c } }",
    "a { rotate: 1deg }", "a:hover, a:focus-visible { b: c }", "a { b: c; &:hover { d: e } }",
    "a { b { c: d } }", "a { height: 100dvh }", "a { height: 100px; width: 50svh }",
]  # fmt: skip
GOOD_STYLES = [
    "a { color: red; color: color-mix(in srgb, b, c) }",
    "a { clip-path: inset(50%); transform: rotate(1deg) }", "a { height: 90vh; height: 90dvh }",
    "@media (min-width: 40rem) { a { b: c } }", "/* a:has(b) { inset: 0 } */ a { b: c }",
    "@supports (inset: 0) { a { inset: 0 } }", "@keyframes a { from { b: c } to { d: e } }",
    "a:focus-visible { b: c } d, e { f: g }",
]  # fmt: skip


@pytest.fixture(scope="module")
def judge(browser: Browser) -> Iterator[Judge]:
    """Gives what is to be objected to in the text of a module or script."""
    page = browser.new_page()
    page.evaluate(ACORN.read_text("utf-8"))
    rules = f"([text, kind]) => ({RULES.read_text('utf-8').rstrip()})(text, kind)"
    yield lambda text, kind: page.evaluate(rules, [text, kind])
    page.close()


def objections_to_style(text: str) -> list[str]:
    """The names of what the oldest engine would drop a whole rule for."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    # What stands in @supports is read by those only that know it.
    plain = re.sub(r"@supports[^{]*\{([^{}]*\{[^{}]*\})*[^{}]*\}", "", plain)
    found = [name for name, young in YOUNG_STYLES.items() if re.search(young, plain, re.M)]
    rules = re.findall(r"\{([^{}]*)\}", plain)
    if not all(map(_falls_back, rules)):
        found.append("a young value without an old one before it")
    if _nests(plain):
        found.append("nesting")
    return found


def _falls_back(rule: str) -> bool:
    """Whether each young value follows an old one of the same property."""
    old: set[str] = set()
    for name, value in re.findall(r"([\w-]+)\s*:([^;]*)", rule):
        if not re.search(YOUNG_VALUE, value):
            old.add(name)
        # With var() an old engine finds out too late to fall back.
        elif name not in old or "var(" in value:
            return False
    return True


def _nests(plain: str) -> bool:
    """Whether a rule stands inside a rule; inside @media and its like it may."""
    inside: list[bool] = []
    for opening, prelude, closing in re.findall(r"(([^{};]*)\{)|(\})", plain):
        if closing:
            inside.pop()
        elif opening:
            if any(inside):
                return True
            inside.append(not prelude.strip().startswith("@"))
    return False


def test_every_script_runs_on_the_oldest_engine_and_keeps_text_as_text(judge: Judge) -> None:
    folder = STATIC / "js"
    scripts = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.js"))}
    assert {"first/first.js", "station/station.js", *NO_MODULES} <= set(scripts)
    wrong = {
        name: found
        for name, path in scripts.items()
        if (found := judge(path.read_text("utf-8"), "script" if name in NO_MODULES else "module"))
    }
    assert wrong == {}


def test_a_script_without_its_comments_is_the_same_program_at_the_same_lines(
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.evaluate(ACORN.read_text("utf-8"))
    program = """text => JSON.stringify(
      acorn.parse(text, { ecmaVersion: 2020, sourceType: "module", locations: true }).body,
      (key, it) => (["start", "end"].includes(key) && Number.isInteger(it) ? undefined : it))"""
    left = 0
    for path in sorted((STATIC / "js").rglob("*.js")):
        script = path.read_bytes()
        bare = assets.bare(script)
        assert page.evaluate(program, script.decode()) == page.evaluate(program, bare.decode())
        left += bare.count(b"//") + bare.count(b"/*")
    assert left < 50
    page.close()


@pytest.mark.parametrize("script", BAD_SCRIPTS)
def test_a_planted_mistake_is_objected_to(judge: Judge, script: str) -> None:
    assert judge(script, "module") != []


@pytest.mark.parametrize("script", GOOD_SCRIPTS)
def test_what_is_right_is_let_through(judge: Judge, script: str) -> None:
    assert judge(script, "module") == []


def test_a_worker_may_not_import_as_a_module(judge: Judge) -> None:
    assert judge("import './a.js'", "script") != []


def test_every_style_is_read_by_the_oldest_engine() -> None:
    sheets = sorted((STATIC / "css").rglob("*.css"))
    assert sheets
    wrong = {p.name: found for p in sheets if (found := objections_to_style(p.read_text("utf-8")))}
    assert wrong == {}


@pytest.mark.parametrize("style", BAD_STYLES)
def test_a_young_style_is_objected_to(style: str) -> None:
    assert objections_to_style(style) != []


@pytest.mark.parametrize("style", GOOD_STYLES)
def test_an_old_style_is_let_through(style: str) -> None:
    assert objections_to_style(style) == []


def test_the_oldest_engine_is_named_where_operators_read() -> None:
    words = (ROOT / "docs" / "deploying.md").read_text("utf-8")
    for name in OLDEST:
        assert name in words
