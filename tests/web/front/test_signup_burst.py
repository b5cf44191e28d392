"""A class opens: sixty people at once for five places, by two processes, one of which is killed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from stations.db import migration, opening
from stations.moments import utc_text
from tests.signups import classes
from tests.support import serving, small_city

PEOPLE, PLACES, LINE = 60, 5, 3


class _Phone:
    """A browser with its cookies and the form that it has opened."""

    def __init__(self, host: str) -> None:
        self._host = host
        _, page, cookies = self._ask("GET", {}, "")
        self._cookies = "; ".join(one.split(";")[0] for one in cookies)
        self._fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        self._fields |= {"name": "小王", "phone": classes.phone(), "consent": "1"}

    def send(self) -> tuple[int, str]:
        """Sends the form until there is an answer, as somebody does who taps again."""
        for _ in range(20):
            try:
                status, _, told = self._ask("POST", self._fields, self._cookies)
            except (OSError, http.client.HTTPException):
                continue
            return status, (told or [""])[0]
        return 0, ""

    def _ask(self, method: str, fields: dict[str, str], cookies: str) -> tuple[int, str, list[str]]:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        connection.request(method, "/signups/course", urlencode(fields), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        wanted = "Set-Cookie" if method == "GET" else "Location"
        return answer.status, page, answer.headers.get_all(wanted) or []


def _workers(parent: int) -> list[int]:
    """The processes that this one has started."""
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def test_a_crowd_takes_just_the_places_and_is_answered_though_a_process_dies(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    now = small_city.NOW
    with db.writing() as tx:
        classes.add(
            tx, "course", capacity=PLACES, waiting=LINE, opens_at=utc_text(now),
            starts_at=now + timedelta(days=3),
        )  # fmt: skip
    with serving.serving(tmp_path, workers=2) as url:
        phones = [_Phone(url.removeprefix("http://")) for _ in range(PEOPLE)]
        server = next(
            one for one in _workers(os.getpid())
            if b"serve" in Path(f"/proc/{one}/cmdline").read_bytes()
        )  # fmt: skip
        kill = threading.Timer(0.1, lambda: os.kill(_workers(server)[-1], signal.SIGKILL))
        with ThreadPoolExecutor(20) as pool:
            kill.start()
            told = list(pool.map(_Phone.send, phones))
            again = list(pool.map(_Phone.send, phones))
    taken = {link for status, link in told if status == 303}
    assert sorted({status for status, _ in (*told, *again)}) == [303, 409]
    assert len(taken) == PLACES + LINE
    # Whoever was taken is told so again, at the same address; nobody else is.
    assert again == told
    assert sorted(classes.states(db)) == ["in"] * PLACES + ["waiting"] * LINE
    db.close()
