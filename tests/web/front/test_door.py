"""Which requests change threads."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stations.app import create_app
from stations.config import Settings
from stations.web import clock
from stations.web.front.door import Door
from stations.web.programs import quick_nearest
from stations.web.services import Services
from tests.support import small_city


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as the server describes it."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    query_string: str = ""
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:50000"
    scheme: str = "http"
    http_version: str = "1.1"
    authority: str = ""


@dataclass(slots=True)
class Channel:
    """Where the server takes the answer."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        return b"body"

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, body))


def thread_of(door: Door, request: Request) -> str:
    """The name of the thread in which an application that tells it was asked; the loop's: loop."""
    channel = Channel()

    def serve() -> None:
        asyncio.run(door.__rsgi__(request, channel))  # type: ignore[arg-type]

    loop = threading.Thread(target=serve, name="loop")
    loop.start()
    loop.join()
    [(status, body)] = channel.answers
    assert status == 200
    return body.decode()


def tell_thread(environ: object, start: object) -> list[bytes]:
    start("200 OK", [])  # type: ignore[operator]
    return [threading.current_thread().name.encode()]


def test_a_brief_request_stays_where_it_came_in_and_others_get_a_thread() -> None:
    door = Door(tell_thread, is_brief=lambda scope: scope.path == "/brief")  # type: ignore[arg-type]
    assert thread_of(door, Request(path="/brief")) == "loop"
    assert thread_of(door, Request(path="/")).startswith("answer")


def sent(path: str, kind: str) -> Request:
    return Request(path=path, method="POST", headers={"content-type": kind, "content-length": "4"})


FORM, FILES = "application/x-www-form-urlencoded", "Multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("request_", "thread"),
    [
        (Request(path="/"), "answer"),
        (sent("/desk/sign-in", FORM), "send"),
        (sent("/voice/a/report", FORM), "send"),
        (sent("/voice/a/report", FILES), "upload"),
        (sent("/desk/imports", FILES), "upload"),
        (sent("/desk/stations/a/photos", FILES), "upload"),
        (sent("/desk/imports/staged/a/terms", FORM), "upload"),
    ],
)
def test_pages_never_wait_behind_what_is_sent(request_: Request, thread: str) -> None:
    assert thread_of(Door(tell_thread), request_).startswith(thread)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Services:
    path = tmp_path_factory.mktemp("brief") / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    found: Services = create_app(Settings(database=str(path), state=path.parent)).extensions[
        "stations"
    ]
    return found


def test_only_the_nearest_of_stations_at_hand_is_brief(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_brief = quick_nearest.AtHand(services)
    nearest = Request(path=quick_nearest.PATH)
    monkeypatch.setenv("STATIONS_NOW", "2026-11-30T12:00")
    assert not is_brief(nearest)  # type: ignore[arg-type]

    def looked() -> bool:
        services.keeper.current(clock.now())
        services.hints.at(clock.now())
        return is_brief(nearest)  # type: ignore[arg-type]

    # A machine that is busy may take longer between two lines than stations stay new.
    assert any(looked() for _ in range(50))
    assert not is_brief(Request(path=quick_nearest.PATH, method="POST"))  # type: ignore[arg-type]
    assert not is_brief(Request(path="/api/v1/stations"))  # type: ignore[arg-type]
    # Another day is another offer, which has to be built first.
    monkeypatch.setenv("STATIONS_NOW", "2026-12-01T12:00")
    assert not is_brief(nearest)  # type: ignore[arg-type]


def test_while_people_ask_nobody_waits_for_what_is_newer(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_brief, nearest = quick_nearest.AtHand(services), Request(path=quick_nearest.PATH)
    monkeypatch.setenv("STATIONS_NOW", "2026-11-30T12:00")

    def was_looked_at() -> bool:
        services.keeper.renewed(clock.now())
        services.hints.at(clock.now())
        age_s = 0.0
        while is_brief(nearest):  # type: ignore[arg-type]
            before_s, age_s = age_s, services.keeper.age() or 0.0
            if age_s < before_s:
                return True
        return False

    # A machine that is busy may not come to it in time.
    assert any(was_looked_at() for _ in range(50))
