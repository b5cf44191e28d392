"""While the database is away people find their stations; afterwards all is as before."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path
from typing import NamedTuple

import pytest

from stations.db import migration, opening
from tests.support.serving import serving
from tests.web.away.troubles import TROUBLES, Trouble

NEAREST = "/api/v1/stations/nearest?lat=36.666&lon=117.023"
PUBLIC = (
    NEAREST, "/", "/?q=%E6%B3%89%E5%9F%8E", "/?area=370102&wants=drinking_water",
    "/stations/a-open", "/cells/manifest.json", "/cells/city-3701.json", "/embed?area=370102",
    "/api/v1/stations?bbox=117,36,118,37", "/healthz",
)  # fmt: skip
SOON_S = 2.5
"""Of a machine that does other things too: what takes 5 ms alone, and 5 s where nobody cares."""
BACK_S = 10.0


class Answer(NamedTuple):
    status: int
    text: str
    headers: HTTPMessage
    seconds: float


def ask(url: str, form: dict[str, str] | None = None, cookie: str = "") -> Answer:
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data=data, headers={"Cookie": cookie} if cookie else {})
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answer(
                answer.status, answer.read().decode(), answer.headers, time.monotonic() - begun
            )
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode(), error.headers, time.monotonic() - begun)


def comes_back(base: str) -> None:
    """All of it within seconds, by itself."""
    begun = time.monotonic()
    while time.monotonic() - begun < BACK_S:
        whole = "暂时看不到" not in ask(f"{base}/stations/a-open").text
        if whole and ask(f"{base}/readyz").status == 200:
            return
        time.sleep(0.1)
    pytest.fail("the database is back, and the server has not noticed")


@pytest.fixture(params=TROUBLES, ids=lambda made: made.__name__)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Trouble, str]]:
    with (
        request.param(tmp_path) as trouble,
        serving(tmp_path, STATIONS_DATABASE=trouble.address) as base,
    ):
        yield trouble, base


def test_public_pages_are_answered_while_the_database_is_away(
    world: tuple[Trouble, str], tmp_path: Path
) -> None:
    trouble, base = world
    form = ask(f"{base}/voice/a-open?kind=shut")
    healthy = {path: ask(f"{base}{path}") for path in PUBLIC}
    assert {one.status for one in healthy.values()} == {200}
    trouble.begin()
    # Without the defence: whoever asks the database itself gets no answer.
    assert not answers_soon(trouble.address)
    _known_away(base)
    for path in PUBLIC:
        found = ask(f"{base}{path}")
        assert (found.status, found.seconds < SOON_S) == (200, True), (path, found.seconds)
    assert ask(f"{base}{NEAREST}").text == healthy[NEAREST].text
    page = ask(f"{base}/stations/a-open").text
    for words in ("泉城广场驿站", "泉城路1号", "0531-8290 1234", "登记的时间", "暂时看不到"):
        assert words in page
    _refused_in_words(base, form)
    trouble.end()
    comes_back(base)
    assert ask(f"{base}/stars/").status == 200
    assert _report(base, form).status == 200
    logged = "".join(path.read_text() for path in tmp_path.glob("server-*.log"))
    assert len(logged.splitlines()) < 60, logged


def _known_away(base: str) -> None:
    begun = time.monotonic()
    while (told := ask(f"{base}/readyz")).status == 200 and time.monotonic() - begun < BACK_S:
        time.sleep(0.1)
    wrong = json.loads(told.text)
    assert (told.status, wrong["ready"], wrong["database"]) == (503, False, "away")
    assert wrong["reason"]


def _refused_in_words(base: str, form: Answer) -> None:
    refused = _report(base, form)
    assert (refused.status, refused.seconds < SOON_S) == (503, True), refused.seconds
    assert "没有保存" in refused.text
    assert "门上贴了条子" in refused.text
    assert ask(f"{base}/desk/sign-in").status == 200
    assert ask(f"{base}/stars/").status == 503


def _report(base: str, form: Answer) -> Answer:
    """What a worker says, with the form that was fetched before."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)
    key = re.search(r'name="key" value="([^"]+)"', form.text)
    assert token
    assert key
    given_cookies = form.headers.get_all("Set-Cookie") or []
    cookie = "; ".join(one.partition(";")[0] for one in given_cookies)
    given = {
        "csrf_token": token[1], "key": key[1], "kind": "shut", "words": "门上贴了条子",
    }  # fmt: skip
    return ask(f"{base}/voice/a-open/report", given, cookie)


def answers_soon(address: str) -> bool:
    """Whether somebody who has no memory of it gets an answer from this database."""
    answered = threading.Event()

    def look() -> None:
        database = opening.open_ready(address)
        migration.version(database)
        database.close()
        answered.set()

    def quietly() -> None:
        try:
            look()
        except Exception:
            return

    threading.Thread(target=quietly, daemon=True).start()
    return answered.wait(1.0)
