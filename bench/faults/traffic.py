"""Clerks who add stations and workers who search, and what each of them got."""

from __future__ import annotations

import contextlib
import html
import http.client
import itertools
import re
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from bench.faults.nodes import NAME, PASSWORD
from bench.serving import HOST
from stations.registry.entries import merging

NEAREST = "/api/v1/stations/nearest?lat=36.65&lon=117.12&unknown_hours=include"
_READ_S, _WRITE_S = 2.0, 25.0
_PAUSE_S = 0.05
_STORED = 303
_SIGN_INS = 20
"""How often it is tried while the database is not ready, once a second."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it began and ended, and whether it was answered as wished."""

    began: float
    ended: float
    status: int

    @property
    def is_good(self) -> bool:
        """Whether it was read, or stored."""
        return self.status in (200, 303)


@dataclass(slots=True)
class Ledger:
    """All that was asked for and what was acknowledged."""

    reads: list[Asked] = field(default_factory=list)
    writes: list[Asked] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)


def back_s(asked: list[Asked], *, since: float) -> float:
    """Seconds from a moment to the end of the first good answer to what was asked after it."""
    good = [one.ended for one in asked if one.is_good and one.began >= since]
    return min(good) - since if good else float("inf")


def gap_s(asked: list[Asked], *, since: float) -> float:
    """Give the longest time without a good answer, from a moment on."""
    ends = sorted(one.ended for one in asked if one.is_good)
    before = max((end for end in ends if end <= since), default=since)
    after = [before, *(end for end in ends if end > since)]
    return max((b - a for a, b in itertools.pairwise(after)), default=float("inf"))


def failed(asked: list[Asked], *, since: float) -> int:
    """How many were not answered as wished."""
    return sum(not one.is_good and one.ended >= since for one in asked)


class Clerk:
    """Somebody who has signed in at one place and adds stations there."""

    def __init__(self, port: int) -> None:
        self._port, self._count = port, itertools.count()
        self._form, self._cookie = _signed_in(port)

    def add(self, station: str) -> int:
        """Add a station with this id; the status, which is 303 where it is stored."""
        number = next(self._count)
        east, north = 117.0 + number % 400 * 0.002, 36.5 + number // 400 * 0.002
        form = {
            **self._form,
            "id": station,
            "name": f"故障测试第{number}号驿站",
            "point": f"{east:.4f},{north:.4f}",
            "anyway": "1",
        }
        status, where = _ask(
            self._port, "/desk/stations/new", form=form, cookie=self._cookie, within_s=_WRITE_S
        )
        return status if status != _STORED or station in where else 0


def shows(port: int, station: str) -> bool:
    """Whether searches at this place find a station near the first that a clerk adds."""
    path = "/api/v1/stations/nearest?lat=36.5&lon=117&unknown_hours=include&limit=20"
    with contextlib.suppress(OSError, http.client.HTTPException):
        _, _, body = _answer(port, path, form=None, cookie="", within_s=_READ_S)
        return station.encode() in body
    return False


class Traffic:
    """Threads that ask, one request after the other, until they are stopped."""

    def __init__(self, port: int, *, writers: int = 3, readers: int = 2) -> None:
        self.ledger = Ledger()
        self._port, self._over = port, threading.Event()
        self._clerk = Clerk(port)
        self._threads = [threading.Thread(target=self._write) for _ in range(writers)]
        self._threads += [threading.Thread(target=self._read) for _ in range(readers)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End it; what was begun is ended first."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._over.wait(_PAUSE_S):
            began = time.monotonic()
            status, _ = _ask(self._port, NEAREST, within_s=_READ_S)
            self.ledger.reads.append(Asked(began, time.monotonic(), status))

    def _write(self) -> None:
        while not self._over.wait(_PAUSE_S):
            station, began = merging.new_id(), time.monotonic()
            status = self._clerk.add(station)
            self.ledger.writes.append(Asked(began, time.monotonic(), status))
            if status == _STORED:
                self.ledger.acknowledged.add(station)


def _ask(
    port: int,
    path: str,
    *,
    within_s: float,
    form: dict[str, str] | None = None,
    cookie: str = "",
) -> tuple[int, str]:
    """Status and place of an answer; status 0 for none."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        status, headers, _ = _answer(port, path, form=form, cookie=cookie, within_s=within_s)
        return status, headers.get("Location") or ""
    return 0, ""


def _answer(
    port: int, path: str, *, within_s: float, form: dict[str, str] | None, cookie: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=within_s)
    headers = {"Cookie": cookie, "Connection": "close"}
    body = None
    if form is not None:
        body = urllib.parse.urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def _signed_in(port: int) -> tuple[dict[str, str], str]:
    """The form of a new station as it is opened, and the cookie that may send it."""
    _, headers, page = _answer(port, "/desk/sign-in", form=None, cookie="", within_s=30)
    form = {**_form(page), "name": NAME, "password": PASSWORD}
    cookie = _cookie(headers)
    for _ in range(_SIGN_INS):
        status, headers, page = _answer(
            port, "/desk/sign-in", form=form, cookie=cookie, within_s=30
        )
        if status != 503:
            break
        time.sleep(1)
    if status != 303:
        raise RuntimeError(f"could not sign in: {status} {page.decode()[-500:]}")
    cookie = _cookie(headers)
    _, headers, page = _answer(port, "/desk/stations/new", form=None, cookie=cookie, within_s=30)
    return _form(page.partition(b'id="station-form"')[2]), _cookie(headers) or cookie


def _cookie(headers: http.client.HTTPMessage) -> str:
    """The cookie of the session, where an answer sets it."""
    kept = (one.partition(";")[0] for one in headers.get_all("Set-Cookie") or ())
    return "".join(one for one in kept if one.startswith("desk="))


def _form(page: bytes) -> dict[str, str]:
    """Names and values of the first form of a page that are typed or hidden."""
    text = page.decode("utf-8").partition("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input ([^>]*)>", text):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and given.get("type") not in ("checkbox", "radio"):
            sent[given["name"]] = html.unescape(given.get("value", ""))
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent
