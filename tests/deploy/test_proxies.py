"""The documented proxies in front of the server: what they pass on, bound and keep quiet about."""

from __future__ import annotations

import contextlib
import http.client
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.faults import nodes
from tests.deploy import proxy as proxies
from tests.deploy.proxy import SITE, Proxy
from tests.support.serving import free_port, serving

ONE_CLIENT_AT_ONCE = 64
POSITION = "lat=36.65123&lon=117.12345"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, STATIONS_PROXIES="1", STATIONS_HOSTS=f"{SITE} 127.0.0.1") as address:
        yield address.removeprefix("http://")


@pytest.fixture(scope="module", params=[proxies.nginx, proxies.caddy])
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: str
) -> Iterator[Proxy]:
    with request.param(tmp_path_factory.mktemp("proxy"), server) as running:
        yield running


def test_a_visitor_gets_the_first_page_over_tls(proxy: Proxy) -> None:
    status, headers, body = _get(proxy, "/")
    assert status == 200
    assert "驿站" in body
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_the_name_of_the_site_reaches_the_program_with_its_port(proxy: Proxy) -> None:
    host = f"{SITE}:{proxy.https_port}"
    _, _, body = _get(proxy, "/", host=host)
    assert f'rel="canonical" href="https://{host}/' in body


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    line = http.client.HTTPConnection(proxy.host, proxy.http_port, timeout=20)
    line.request("GET", "/stations?x=1", headers={"Host": SITE})
    answer = line.getresponse()
    assert answer.status in (301, 308)
    assert answer.headers["Location"].startswith(f"https://{SITE}")
    line.close()


def test_no_position_is_written_down(proxy: Proxy) -> None:
    assert _get(proxy, f"/api/v1/stations/nearest?{POSITION}")[0] == 200
    assert "36.65123" not in proxy.logged()


def test_a_body_larger_than_its_page_takes_is_refused(proxy: Proxy) -> None:
    status, body = _post(proxy, "/desk/sign-in", length=1_100_000)
    assert status in (403, 413)
    assert "请" in body or "太大" in body


@pytest.mark.parametrize("start", [proxies.nginx, proxies.caddy])
def test_while_the_server_is_away_visitors_are_told_and_no_position_is_written(
    tmp_path: Path, start: Callable[..., contextlib.AbstractContextManager[Proxy]]
) -> None:
    with start(tmp_path, f"127.0.0.1:{free_port()}") as running:
        status, headers, body = _get(running, f"/api/v1/stations/nearest?{POSITION}")
        assert (status, headers["Retry-After"]) == (503, "5")
        assert "请过几秒再试" in body
        assert "36.65123" not in running.logged()


def test_one_network_cannot_take_every_connection(tmp_path: Path, silent: str) -> None:
    with proxies.nginx(tmp_path, silent) as running, contextlib.ExitStack() as held:
        for _ in range(ONE_CLIENT_AT_ONCE):
            line = held.enter_context(running.connect())
            line.sendall(f"GET / HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode())
        status, headers, body = _get(running, "/")
        assert (status, headers["Retry-After"]) == (429, "1")
        assert "请过几秒再试" in body


def test_https_is_known_behind_two_proxies(tmp_path: Path) -> None:
    if nodes.program() is None:
        pytest.skip("no haproxy on this machine")
    with serving(tmp_path, STATIONS_PROXIES="2") as address:
        port = int(address.rpartition(":")[2])
        balancer = nodes.Balancer(tmp_path, [port, port])
        line = http.client.HTTPConnection("127.0.0.1", balancer.port, timeout=20)
        try:
            said = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
            line.request("GET", "/", headers=said)
            answer = line.getresponse()
        finally:
            line.close()
            balancer.stop()
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_another_name_is_not_answered(tmp_path: Path, server: str) -> None:
    with proxies.nginx(tmp_path, server) as running:
        line = http.client.HTTPConnection(running.host, running.http_port, timeout=20)
        line.request("GET", "/", headers={"Host": "elsewhere.example"})
        with pytest.raises(ConnectionResetError):
            line.getresponse()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def _get(proxy: Proxy, path: str, *, host: str = SITE) -> tuple[int, http.client.HTTPMessage, str]:
    with proxy.connect() as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status, answer.headers, answer.read().decode()


def _post(proxy: Proxy, path: str, *, length: int) -> tuple[int, str]:
    """What is answered to a body of this length, be it during or after it."""
    with proxy.connect() as line:
        head = f"POST {path} HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: {length}\r\n\r\n"
        line.sendall(head.encode())
        with contextlib.suppress(OSError):
            line.sendall(b"x" * length)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status, answer.read().decode()
