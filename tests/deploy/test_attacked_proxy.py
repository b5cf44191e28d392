"""The documented nginx under attack, with the limits and times of its file."""

from __future__ import annotations

import re
import socket
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench import attack
from bench.attack import Attack
from tests.deploy import proxy as proxies
from tests.deploy.proxy import SITE, Proxy
from tests.support.serving import serving

ADDRESSES = 100
"""Of the attackers: each stays below what one address may hold."""
ASSET = "/static/vendor/leaflet/leaflet.js"
BURST = 400


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    proxies.needed("nginx")
    folder = tmp_path_factory.mktemp("behind")
    with (
        serving(folder, STATIONS_PROXIES="1") as address,
        proxies.nginx(tmp_path_factory.mktemp("nginx"), address.removeprefix("http://")) as running,
    ):
        yield running


def test_all_slow_clients_at_once_stop_nobody(proxy: Proxy) -> None:
    over_tls = Attack(
        proxy.https_port,
        (attack.headers(500), attack.form_bodies(500), attack.readers(500, ASSET)),
        addresses=ADDRESSES, tls=proxy.trusting(), name=SITE,
    )  # fmt: skip
    silent = attack.Kind(count=500, begins=b"\x16")
    in_the_clear = Attack(proxy.http_port, (attack.headers(1_000),), addresses=ADDRESSES, name=SITE)
    before_tls = Attack(proxy.https_port, (silent,), addresses=ADDRESSES)
    with attack.under(in_the_clear), attack.under(before_tls), attack.under(over_tls):
        failures, taken = attack.good_client(lambda: is_answered(proxy), seconds=4)
        opened = sum(one.opened for one in (in_the_clear, before_tls, over_tls))
    assert failures <= len(taken) / 20
    assert opened >= 3_000
    assert statistics.median(taken) < 0.2


def is_answered(proxy: Proxy) -> bool:
    with proxy.connect(timeout=2) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: {SITE}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: line.recv(65_536), b"")).startswith(b"HTTP/1.1 200 ")


def test_a_flood_from_one_address_is_told_to_wait_and_others_are_answered(proxy: Proxy) -> None:
    at_once = 16
    with ThreadPoolExecutor(at_once) as pool:
        told = b"".join(pool.map(lambda _: flooded(proxy, "127.0.2.1", BURST // 4), range(at_once)))
    states = re.findall(rb"^HTTP/1.1 (\d+) ", told, re.M)
    assert len(states) == BURST * 4
    assert set(states) == {b"200", b"429"}
    assert states.count(b"200") >= BURST
    assert re.findall(rb"^retry-after: (.*)\r$", told, re.M | re.I) == [b"1"] * states.count(b"429")
    assert is_answered(proxy)


def flooded(proxy: Proxy, address: str, count: int) -> bytes:
    """What is answered to requests that are all sent at once, from another address of this machine.

    One after the other they would be fewer than the limit where a machine is busy.
    """
    plain = socket.create_connection(
        (proxy.host, proxy.https_port), timeout=60, source_address=(address, 0)
    )
    last = "Connection: close\r\n\r\n"
    head = f"HEAD /healthz HTTP/1.1\r\nHost: {SITE}\r\n"
    with proxy.trusting().wrap_socket(plain, server_hostname=SITE) as line:
        line.sendall(f"{head}\r\n".encode() * (count - 1) + f"{head}{last}".encode())
        return b"".join(iter(lambda: line.recv(65_536), b""))
