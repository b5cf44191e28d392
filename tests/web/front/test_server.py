"""The production server, alone before the public: slow, broken and too many clients."""

from __future__ import annotations

import contextlib
import io
import random
import re
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from stations.web.front import bodies, door
from tests.support.serving import serving

PATIENCE_S = bodies.PIECE_S + 15.0
SLOW = door.MOST_COMING + 20
FORM = (
    b"POST /desk/sign-in HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\n"
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with one worker: what one bears is what is asked here."""
    with serving(tmp_path_factory.mktemp("server"), workers=1) as address:
        found = urlsplit(address).port
        assert found
        yield found


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def answer(one: socket.socket) -> bytes:
    """All that comes until the server hangs up or an answer is there."""
    data = b""
    while more := one.recv(65_536):
        data += more
        head, end, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        if end and length and len(body) >= int(length[1]):
            break
    return data


def asked(port: int, path: str = "/") -> tuple[bytes, float]:
    """An answer on a new connection, and the seconds that it took."""
    began = time.monotonic()
    with contextlib.closing(connected(port)) as one:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return answer(one), time.monotonic() - began


def test_http_2_is_not_spoken(port: int) -> None:
    with contextlib.closing(connected(port)) as one:
        one.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        with contextlib.suppress(ConnectionResetError):
            said = answer(one)
            assert said == b"" or b" 400 " in said.split(b"\r\n", 1)[0]


@pytest.mark.parametrize("host", ["a..b", "a" * 64, "[::1", "a:b", ""])
def test_an_impossible_host_is_refused_without_a_traceback(port: int, host: str) -> None:
    with contextlib.closing(connected(port)) as one:
        one.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert b" 400 " in answer(one).split(b"\r\n", 1)[0]


def test_bodies_that_never_come_end_and_stop_nobody(port: int) -> None:
    with contextlib.ExitStack() as held:
        slow = [held.enter_context(contextlib.closing(connected(port))) for _ in range(SLOW)]
        for one in slow:
            one.sendall(FORM + b"a")
        for _ in range(10):
            said, seconds = asked(port)
            assert said.startswith(b"HTTP/1.1 200 ")
            assert seconds < bodies.PIECE_S / 2
        states = [answer(one).split(b" ", 2)[1] for one in slow]
    assert set(states) == {b"408", b"503"}
    assert states.count(b"503") == SLOW - door.MOST_COMING
    # Nothing is left of them.
    with contextlib.closing(connected(port)) as one:
        one.sendall(FORM + b"a=3456789&")
        assert b" 403 " in answer(one).split(b"\r\n", 1)[0]


def test_a_body_that_comes_byte_by_byte_ends_too(port: int) -> None:
    began = time.monotonic()
    with contextlib.closing(connected(port)) as one:
        one.sendall(FORM.replace(b"10", b"1000"))
        one.settimeout(0.5)
        said = b""
        while not said and time.monotonic() - began < PATIENCE_S:
            one.sendall(b"a")
            with contextlib.suppress(TimeoutError):
                said = one.recv(65_536)
    assert b" 408 " in said.split(b"\r\n", 1)[0]


def test_slow_photos_end_and_stop_nobody(port: int) -> None:
    """As many as there are threads for photos, each of somebody who has opened the form."""
    page, _ = asked(port, "/voice/a-open?kind=shut")
    [cookie] = re.findall(rb"(?i)set-cookie: (desk=[^;]+)", page)
    head = (
        b"POST /voice/a-open/report HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + b"\r\n"
        b"Content-Type: multipart/form-data; boundary=between\r\nContent-Length: 1000000\r\n\r\n"
        b'--between\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\nabc'
    )
    count = door.UPLOADS + door.MOST_UPLOADS_WAITING + 4
    with contextlib.ExitStack() as held:
        slow = [held.enter_context(contextlib.closing(connected(port))) for _ in range(count)]
        for one in slow:
            one.sendall(head)
        for _ in range(10):
            said, seconds = asked(port)
            assert said.startswith(b"HTTP/1.1 200 ")
            assert seconds < bodies.PIECE_S / 2
        states = [answer(one).split(b" ", 2)[1] for one in slow]
    assert set(states) == {b"408", b"503"}
    assert states.count(b"408") >= door.UPLOADS


def test_a_photo_that_comes_is_taken(port: int) -> None:
    sink = io.BytesIO()
    Image.frombytes("RGB", (600, 600), random.Random(1).randbytes(600 * 600 * 3)).save(sink, "PNG")
    page, _ = asked(port, "/voice/a-open?kind=shut")
    [cookie] = re.findall(rb"(?i)set-cookie: (desk=[^;]+)", page)
    fields = dict(re.findall(rb'type="hidden" name="(\w+)" value="([^"]*)"', page))
    photo = FileStorage(sink, filename="a.png")
    sink.seek(0)
    given = {name.decode(): value.decode() for name, value in fields.items()}
    boundary, body = encode_multipart({**given, "photo": photo}, boundary="between")
    assert len(body) > 2 * door.SMALL_BYTES
    head = (
        f"POST /voice/a-open/report HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie.decode()}\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with contextlib.closing(connected(port)) as one:
        one.sendall(head.encode() + body)
        said = answer(one)
    assert b" 303 " in said.split(b"\r\n", 1)[0]
    assert b"/voice/reports/" in said


@pytest.mark.parametrize("length", [10, 1_000_000])
def test_half_a_body_is_no_body(port: int, length: int) -> None:
    with contextlib.closing(connected(port)) as one:
        one.sendall(FORM.replace(b"Content-Length: 10", b"Content-Length: %d" % length) + b"a=1")
        one.shutdown(socket.SHUT_WR)
        said = answer(one)
    assert said == b"" or said.split(b" ", 2)[1] in (b"400", b"403")


def test_a_large_body_of_a_stranger_is_refused_before_it_has_come(port: int) -> None:
    with contextlib.closing(connected(port)) as one:
        one.sendall(
            b"POST /desk/inspect/any HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=between\r\n"
            b"Content-Length: 150000000\r\n\r\n"
        )
        assert b" 403 " in answer(one).split(b"\r\n", 1)[0]


def test_a_body_of_no_stated_length_is_refused(port: int) -> None:
    with contextlib.closing(connected(port)) as one:
        one.sendall(
            b"POST /desk/sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        said = answer(one)
    assert b" 411 " in said.split(b"\r\n", 1)[0]
    assert "没有写明长度" in said.decode()


def test_a_crowd_is_answered_or_asked_to_come_back(port: int) -> None:
    count = door.THREADS + door.MOST_WAITING + 60
    with contextlib.ExitStack() as held:
        crowd = [held.enter_context(contextlib.closing(connected(port))) for _ in range(count)]
        for one in crowd:
            one.sendall(b"GET /?q=%E9%A9%BF HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answers = [answer(one) for one in crowd]
    states = [one.split(b" ", 2)[1] for one in answers]
    assert set(states) <= {b"200", b"503"}
    assert states.count(b"200") >= door.THREADS
    refused = [one for one in answers if one.split(b" ", 2)[1] == b"503"]
    assert all(b"retry-after: 5" in one.lower() for one in refused)
    assert all("请过几秒再试".encode() in one for one in refused)


@pytest.mark.parametrize("path", ["/", "/healthz", "/stations/a-open", "/static/css/first.css"])
def test_a_head_tells_the_length_and_nothing_else(port: int, path: str) -> None:
    with contextlib.closing(connected(port)) as one:
        one.sendall(
            f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        one.settimeout(PATIENCE_S)
        said = b"".join(iter(lambda: one.recv(65_536), b""))
    assert b"x-content-type-options: nosniff" in said.lower()
    assert said.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("path", ["/%ff", "/%e4%b8%ad", "/stations/%00", "/a%2fb", "/..%2f"])
def test_a_strange_path_is_answered_in_words(port: int, path: str) -> None:
    said, _ = asked(port, path)
    assert said.split(b" ", 2)[1] in (b"404", b"308", b"400")


def test_clients_that_hang_up_in_the_middle_of_a_body_stop_nobody(port: int) -> None:
    for _ in range(SLOW):
        with contextlib.closing(connected(port)) as one:
            one.sendall(FORM + b"a")
    said, seconds = asked(port)
    assert said.startswith(b"HTTP/1.1 200 ")
    assert seconds < bodies.PIECE_S / 2


def test_clients_that_read_nothing_stop_nobody(port: int) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(300):
            one = held.enter_context(contextlib.closing(connected(port)))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            one.sendall(
                b"GET /static/vendor/leaflet/leaflet.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
        said, seconds = asked(port)
    assert said.startswith(b"HTTP/1.1 200 ")
    assert seconds < bodies.PIECE_S
