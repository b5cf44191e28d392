"""The load bench prints its table; what a crowd is left with is judged generously here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import load
from bench.load import Route

CROWDS = (4, 120)


@pytest.fixture(scope="module")
def asked() -> Iterator[list[Route]]:
    with load.routes() as found:
        yield found


@pytest.mark.parametrize("with_wrk", [True, False])
def test_a_crowd_keeps_what_a_few_get_and_every_route_stands_beside_a_bare_one(
    asked: list[Route], monkeypatch: pytest.MonkeyPatch, with_wrk: bool
) -> None:
    if not with_wrk:
        monkeypatch.setattr(load.shutil, "which", lambda _: None)
    runs = load.measured(asked, crowds=CROWDS, seconds=1)
    told = "\n".join(load.table(asked, runs, CROWDS))
    for route in ("a station", "/", "nearest"):
        assert told.count(f"\n{route}") == len(CROWDS)
        assert load.kept(runs, route, CROWDS) > 0.5
        assert all(runs[route, crowd].answered for crowd in CROWDS)
    assert max(asked[1].server.memory()) < 300
    # Eight for pages, eight for files, the loop and the server's own: not one for each client.
    assert max(asked[1].server.threads()) < 60


def test_slow_clients_are_told_of(asked: list[Route]) -> None:
    told = "\n".join(load.under_attack(asked[1].server, (20, 5, 5), seconds=0.5))
    assert "p99 ms of / meanwhile" in told
    assert "were not answered" in told
