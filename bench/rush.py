"""Two thousand people in ten seconds for fifty places in each of three sessions.

Against the server with two workers, on SQLite and on PostgreSQL. Of each session exactly as many
have a place as there are, everybody has an answer and it agrees with the database, and others read
on meanwhile. Some tap twice, some come again from a second phone. The control is a naive sign-up
behind the same server: it oversells, and what judges here sees that.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import rush_ways
from bench.faults.postgres import PostgreSQL, programs
from bench.ratio import Goal, heading, line
from bench.rush_judging import Rush, Way, idle, late_s, rush
from bench.serving import Server

_NONE, _P99_S, _READERS = Goal(must=0), Goal(must=1.5), Goal(must=3)
_SEES = Goal(must=1, at_least=True)


def lines(plan: Rush | None = None) -> Iterator[str]:
    """Give the tables of both engines, line by line as they are measured."""
    plan = plan or Rush()
    places = f"{plan.sessions} × {plan.places} places"
    yield f"{plan.people:,} people in {plan.within_s:g} s for {places}"
    yield "by a client of our own in asyncio, which shares the processors with the server;"
    yield "who reads meanwhile measures in a process of its own, which is served first"
    for name, database in _databases():
        with database as addresses:
            mine, naive = addresses
            yield from ["", heading(f"{name}, two workers")]
            with rush_ways.ours(mine, plan) as (way, server):
                yield from _judged(way, server, plan)
            with rush_ways.control(naive, plan) as control:
                oversold = float(rush(control, plan).oversold)
                yield line("control: places that the naive one oversold", oversold, _SEES)


def _judged(way: Way, server: Server, plan: Rush) -> Iterator[str]:
    # Before and after: others on the machine come and go.
    calm, before_s = idle(way, plan.within_s / 2), server.cpu()
    found = rush(way, plan)
    used_s = server.cpu() - before_s
    calm_s = late_s([*calm, *idle(way, plan.within_s / 2)])
    yield f"places given: {' + '.join(map(str, found.placed))}; told: {dict(found.told)}"
    yield line("places oversold", found.oversold, _NONE)
    yield line("places left", found.unsold, _NONE)
    yield line("answers of the 5xx, or none", found.failures, _NONE)
    yield line("people told what the database does not hold", found.lost, _NONE)
    yield line("people taken twice", found.twice, _NONE)
    yield line("p99 s from the tap to one's own page", found.p99_s, _P99_S)
    yield line("p99 of nearest meanwhile / idle", found.p99_reading_s / calm_s, _READERS)
    yield line("p99 ms of nearest, idle", calm_s * 1e3)
    yield line("ms of the server's processor for a tap", 1e3 * used_s / sum(found.told.values()))


def _databases() -> Iterator[tuple[str, contextlib.AbstractContextManager[tuple[str, str]]]]:
    """Each engine with the addresses of two databases; an engine that lacks is told of."""
    yield "SQLite", _files()
    if programs() is not None:
        yield "PostgreSQL", _servers()


@contextlib.contextmanager
def _files() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "", str(Path(folder) / "naive.db")


@contextlib.contextmanager
def _servers() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # servers run under an account of their own
        server = PostgreSQL(Path(folder), "rush")
        server.make()
        try:
            server.run("create database naive", database="postgres")
            yield server.url(), server.url("naive")
        finally:
            server.kill()


def main() -> None:
    """Print the tables."""
    for told in lines():
        print(told, flush=True)


if __name__ == "__main__":
    main()
