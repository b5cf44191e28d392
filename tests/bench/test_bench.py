"""Does every benchmark still run and print its table? None of its figures is judged here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import clusters, finder, importing, lighthouse, nation, ratio, servers, starting, web
from bench.ratio import Goal


def test_the_finder_is_measured_for_every_kind_of_wish() -> None:
    lines = finder.wishes_table(count=500, places=2, rounds=1)
    assert lines[0].split()[-4:] == ["reached", "must", "aim", "verdict"]
    for name, *_ in finder.WISHES:
        assert sum(line.startswith(name) for line in lines) == 1


def test_the_endpoint_is_measured_beside_a_bare_route_and_a_rebuild(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "CITY", 20)
    monkeypatch.setattr(web, "_A_ROUND_S", 0.05)
    monkeypatch.setattr(web, "_A_CHANGE_EVERY_S", 0.02)
    monkeypatch.setattr(nation, "_PATTERNS", 5)
    text = "\n".join(web.lines(count=50, requests=300, rounds=1))
    assert "share of a bare route, nation" in text
    assert "p99 while rebuilding / idle" in text


def test_the_start_is_measured_beside_rows_and_a_bare_tree() -> None:
    lines = starting.lines(count=50, rounds=1)
    assert "start with 50 stations" in lines[0]
    assert len(lines) == 5


def test_clusters_are_measured_beside_points_and_say_when_alone() -> None:
    text = "\n".join(clusters.lines(count=500, rounds=1, views=10, peer=""))
    assert "supercluster: not asked for, not compared" in text
    assert "zoom 13:" in text
    assert "median view" in text


def test_the_import_is_measured_beside_the_same_rows_written_bare() -> None:
    text = "\n".join(importing.lines(count=40, long=40))
    assert "part of what SQLite reaches for the same rows" in text
    assert "seconds of processor, the child that reads too" in text
    assert "undo: longest wait of the colleague, seconds" in text


def test_a_slow_client_holds_its_connection_while_a_good_one_is_timed() -> None:
    kind = servers.KINDS[1]
    port = servers.free_port()
    with servers.started(kind.command(sys.executable, port), port=port) as server:
        assert 0 < servers.cpu_per_request(server, requests=2_000) < 0.1
        with servers.slow_clients(port, kind=servers.HEADER, count=3) as held:
            failures, taken = servers.good_client(port, seconds=0.1)
    assert len(held) == 3
    assert failures == 0
    assert all(0 < seconds < 2 for seconds in taken)
    assert taken


def test_the_made_database_answers_with_the_stations_of_its_world(tmp_path: Path) -> None:
    made = nation.make(tmp_path / "stations.db", count=50)
    assert len(nation.paths(made)) == len(made.lats)


def test_a_verdict_knows_which_direction_is_better() -> None:
    assert Goal(must=1.3, aim=0.6).word(1.2) == "must"
    assert Goal(must=1.3, aim=0.6).word(1.4) == "MISSED"
    assert Goal(must=0.55, aim=0.75, at_least=True).word(0.8) == "aim"
    assert Goal(must=0.55, aim=0.75, at_least=True).word(0.5) == "MISSED"
    assert ratio.line("x", 5.0).split() == ["x", "5.00"]


def test_one_benchmark_can_be_asked_for_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(command.BENCHES, "start", lambda: sys.stdout.write("measured"))
    assert command.main(["start"]) == 0
    shown = capsys.readouterr().out
    assert "measured" in shown
    assert "PostGIS" in shown


def test_lighthouse_says_so_where_it_cannot_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lighthouse.main([str(tmp_path)]) == 0
    assert "Lighthouse NOT run: there is no Chromium" in capsys.readouterr().out


def test_a_page_under_a_floor_is_named() -> None:
    reached = {**lighthouse.FLOORS, "performance": 0.94}
    assert lighthouse.below(lighthouse.FLOORS) == []
    assert lighthouse.below(reached) == ["performance"]
