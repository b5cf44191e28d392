"""A phone is told what to keep, how to open it from the home screen, and what is there offline."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, normpath

import orjson
import pytest
from flask.testing import FlaskClient
from PIL import Image

from stations.app import create_app
from stations.config import STATIC, Settings
from tests.support import small_city

_IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.\.?/[\w/-]+\.js)["']""")
_WORKER = (
    "offline/service_worker_cache.js", "offline/service_worker_ground.js",
    "offline/service_worker.js",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    """One for all tests of this file: they only read."""
    folder = tmp_path_factory.mktemp("web")
    database = shutil.copyfile(migrated_file, folder / "stations.db")
    small_city.fill(str(database))
    app = create_app(Settings(database=str(database), state=folder))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        yield app.test_client()
    app.extensions["stations"].connections().close()


def told(body: str, name: str) -> object:
    """What the lines before the worker's text say."""
    found = re.search(rf"^self\.{name}=(.*);$", body, re.MULTILINE)
    assert found is not None, name
    return orjson.loads(found[1])


def shell_of(client: FlaskClient) -> list[str]:
    shell = told(client.get("/sw.js").text, "SHELL")
    assert isinstance(shell, list)
    return shell


def test_the_worker_is_asked_for_anew_and_serves_the_whole_site(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    # Its place is the root: what it may serve lies below the folder that it came from.
    scripts = [(STATIC / "js" / name).read_text("utf-8") for name in _WORKER]
    assert answer.text.endswith("".join(scripts))
    assert re.fullmatch(r"[0-9a-f]{10}", str(told(answer.text, "RELEASE")))
    policy = client.get("/").headers["Content-Security-Policy"]
    for rule in ("worker-src 'self'", "child-src 'self'", "manifest-src 'self'"):
        assert rule in policy


def test_everything_that_is_kept_from_the_start_is_there(client: FlaskClient) -> None:
    for address in shell_of(client):
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_no_script_that_a_kept_script_imports_is_missing(client: FlaskClient) -> None:
    named = (re.sub(r"^/assets/\w+/", "", path) for path in shell_of(client))
    scripts = {path for path in named if path.startswith("js/")}
    assert {
        "js/first/first.js", "js/station/station.js", "js/station/offline_page.js", "js/map/map.js",
    } <= scripts  # fmt: skip
    for path in scripts:
        imported = _IMPORTED.findall((STATIC / path).read_text("utf-8"))
        assert {normpath(f"{dirname(path)}/{name}") for name in imported} <= scripts, path


def test_a_kept_page_asks_for_kept_assets_only(client: FlaskClient) -> None:
    shell = set(shell_of(client))
    for path in ("/", "/offline", "/stations/a-open"):
        asked = set(re.findall(r'"(/assets/[^"#\s]+)', client.get(path).text))
        assert asked, path
        assert asked <= shell, path


def test_the_worker_knows_the_assets_of_the_pages_it_keeps(client: FlaskClient) -> None:
    assets = str(told(client.get("/sw.js").text, "ASSETS"))
    assert re.fullmatch(r"/assets/[0-9a-f]{10}/", assets)
    # The page names its release to a waiting worker by this attribute.
    assert f'data-icons="{assets}img/icons.svg"' in client.get("/").text


def test_a_home_screen_shows_name_icons_and_what_is_asked_for_most(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = orjson.loads(answer.data)
    assert manifest["short_name"] == "驿站"
    assert (manifest["lang"], manifest["display"]) == ("zh-CN", "standalone")
    assert [one["url"] for one in manifest["shortcuts"]] == [
        "/?wants=toilet&near=1",
        "/?wants=drinking_water&near=1",
        "/?near=1",
    ]
    for one in (manifest, *manifest["shortcuts"]):
        with client.get(one.get("url", one.get("start_url"))) as page:
            assert page.status_code == 200
    icons = [*manifest["icons"], *(icon for one in manifest["shortcuts"] for icon in one["icons"])]
    assert {"any", "maskable"} == {icon["purpose"] for icon in icons}
    for icon in icons:
        path = STATIC / icon["src"].removeprefix("/static/")
        with Image.open(path) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]
        assert path.stat().st_size <= 10_000, path


def test_every_page_leads_to_the_manifest_and_to_an_icon_without_holes(client: FlaskClient) -> None:
    for path in ("/", "/stations/a-open", "/about/privacy", "/offline"):
        page = client.get(path).text
        assert '<link rel="manifest" href="/manifest.webmanifest">' in page
        assert page.count('name="theme-color"') == 2
        icon = re.search(r'rel="apple-touch-icon" href="/static/([^"]+)"', page)
        assert icon is not None
        with Image.open(STATIC / icon[1]) as picture:
            assert picture.size == (180, 180)
            # Where it is transparent an iPhone would show black.
            assert picture.convert("RGBA").getextrema()[3] == (255, 255)


def test_the_page_for_no_network_says_what_to_do(client: FlaskClient) -> None:
    answer = client.get("/offline")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "没有网络" in answer.text
    assert "连上网" in answer.text
    assert "noindex" in answer.text
