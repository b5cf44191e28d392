"""What Prometheus is told of a server with two workers."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from stations.db import opening
from tests.operating import telling
from tests.operating.telling import Counted, until
from tests.support import serving, small_city

NEAREST = "/api/v1/stations/nearest"
HERE = "lat=36.654321&lon=117.123456"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("metrics")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Counted]:
    with telling.counted(folder) as found:
        yield found


def counts_in(folder: Path) -> list[str]:
    """The names of the files in which workers count."""
    return [one.name for one in folder.glob("stations-metrics-*/*.db")]


def test_requests_of_all_workers_are_summed_by_route_and_status(server: Counted) -> None:
    before = server.value("stations_requests_total", route=NEAREST, status="200")
    assert server.ask(f"{NEAREST}?{HERE}", times=40) == 200
    assert server.ask(f"{NEAREST}?lat=91&lon=0", times=3) == 400
    counted = server.value("stations_requests_total", route=NEAREST, status="200")
    assert counted - before == 40
    assert server.value("stations_requests_total", route=NEAREST, status="400") == 3
    assert server.value("stations_request_seconds_count", route=NEAREST) == counted + 3
    assert server.value("stations_searches_total", by="program") == counted


def test_searches_of_programs_pages_and_phones_are_told_apart(server: Counted) -> None:
    with urllib.request.urlopen(f"{server.site}/cells/manifest.json", timeout=20) as answer:
        name = json.load(answer)["cells"][0][5]
    before = {by: server.value("stations_searches_total", by=by) for by in ("page", "phone")}
    assert server.ask("/") == 200
    assert server.ask(f"/cells/{name}.json") == 200
    for by, count in before.items():
        assert server.value("stations_searches_total", by=by) == count + 1


def test_a_route_is_a_pattern_and_no_address(server: Counted) -> None:
    assert server.ask("/stations/secret-station-name?lat=36.654321") == 404
    assert server.ask("/no/such/117.123456", times=2) == 404
    assert server.value("stations_requests_total", route="/stations/<station_id>") == 1
    assert server.value("stations_requests_total", route="none", status="404") == 2


def test_no_position_no_name_and_no_query_is_told(server: Counted) -> None:
    server.ask(f"{NEAREST}?{HERE}&wants=restroom")
    server.ask("/?q=%E6%B5%8E%E5%8D%97%E8%A5%BF%E7%AB%99&lat=36.654321")
    server.ask("/desk/sign-in?next=/desk/stations/hidden")
    server.ask("/", method="PURGE")
    told = server.text()
    labels = re.findall(r'="([^"]*)"', told)
    assert labels
    for word in ("36.65", "117.12", "restroom", "secret-station", "hidden", "PURGE", "济南", "%E6"):
        assert word not in told, word
    assert not [one for one in labels if "?" in one]


def test_the_public_address_tells_no_metrics(server: Counted) -> None:
    assert server.ask("/metrics") == 404
    port = int(server.metrics.rpartition(":")[2].partition("/")[0])
    for address in own_addresses():
        with pytest.raises(OSError):
            socket.create_connection((address, port), timeout=2).close()


def own_addresses() -> set[str]:
    """Addresses by which others reach this machine."""
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    return {str(one[4][0]) for one in found} - {"127.0.0.1"}


def test_the_age_of_the_data_in_memory_is_known_while_nobody_asks(server: Counted) -> None:
    name = "stations_data_true_timestamp_seconds"
    assert until(lambda: server.value(name) > 0)
    first = server.value(name)
    assert until(lambda: server.value(name) > first)
    assert server.value("stations_data_stations") > 0


def test_what_an_operator_must_know_is_told_in_figures(server: Counted) -> None:
    assert server.value("stations_condition_level", about="backup") == 2
    assert server.value("stations_database_up") == 1
    assert server.value("stations_disk_free_bytes") > 0
    assert server.value("stations_jobs_hung") == 0
    assert server.value("stations_registered_stations") > 0
    assert "stations_holidays_year_missing" in server.text()


def test_statements_and_connections_of_both_engines_are_measured(
    address: str, tmp_path: Path
) -> None:
    small_city.fill(address)
    with telling.counted(tmp_path, STATIONS_DATABASE=address) as found:
        assert until(lambda: found.value("stations_workers") == 2)
        assert until(lambda: found.value("stations_database_seconds_count", kind="read") > 10)
        shared = found.value("stations_database_connections", state="open")
        assert (shared >= 2) is opening.is_postgresql(address)
        assert found.value("stations_database_errors_total") == 0


def test_what_a_dead_worker_counted_stays_and_that_it_lives_does_not(
    server: Counted, folder: Path
) -> None:
    assert until(lambda: server.value("stations_workers") == 2)
    server.ask(f"{NEAREST}?{HERE}", times=10)
    before = server.value("stations_requests_total", route=NEAREST, status="200")
    victim = next(
        int(found[1])
        for found in map(re.compile(r"gauge_livesum_(\d+)\.db").search, counts_in(folder))
        if found
    )
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: server.value("stations_workers") == 1)
    assert until(lambda: server.value("stations_workers") == 2, within_s=40)
    assert server.value("stations_requests_total", route=NEAREST, status="200") >= before


def test_with_the_server_its_metrics_end(tmp_path: Path) -> None:
    with telling.counted(tmp_path, workers=1) as found:
        assert until(lambda: found.value("stations_workers") == 1)
    with pytest.raises(urllib.error.URLError):
        found.text()
    assert until(lambda: not list(tmp_path.glob("stations-metrics-*")))


def test_while_the_database_is_away_the_age_of_the_data_grows(tmp_path: Path) -> None:
    name = "stations_data_true_timestamp_seconds"
    with telling.counted(tmp_path) as found:
        assert until(lambda: found.value("stations_workers") == 2)
        assert found.ask(f"{NEAREST}?{HERE}", times=10) == 200
        for end in ("", "-wal", "-shm"):
            (tmp_path / f"stations.db{end}").write_bytes(b"<!doctype html>" * 4000)
        assert until(lambda: time.time() - found.value(name) > 8)
        assert found.value("stations_database_up") == 0
        assert found.value("stations_database_errors_total") > 0
        assert found.ask(f"{NEAREST}?{HERE}") == 200


def test_without_the_setting_nothing_is_told_and_no_library_loaded(tmp_path: Path) -> None:
    with serving.serving(tmp_path, workers=1, TMPDIR=str(tmp_path)) as address:
        assert address
        assert not list(tmp_path.glob("stations-metrics-*"))
