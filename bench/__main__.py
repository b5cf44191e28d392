"""`python -m bench` measures everything, `python -m bench NAME` one thing."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence

from bench import (
    backups,
    clusters,
    dataset,
    desk,
    finder,
    hours,
    importing,
    load,
    phone,
    report_map,
    rush,
    starting,
    web,
)
from bench.faults import table


def _lines(make: Callable[[], Sequence[str]]) -> Callable[[], object]:
    return lambda: print("\n".join(make()))


def _faults() -> None:
    for line in table.lines():
        print(line, flush=True)


def _finder() -> list[str]:
    nation = finder.wishes_table(count=finder.NATION, places=150, rounds=9)
    return [*nation, "", *finder.growth_table(places=150, rounds=9)]


BENCHES: dict[str, Callable[[], object]] = {
    "finder": _lines(_finder),
    "web": _lines(web.lines),
    "start": _lines(starting.lines),
    "import": _lines(importing.lines),
    "clusters": _lines(clusters.lines),
    "hours": hours.main,
    "map": report_map.main,
    "dataset": _lines(dataset.lines),
    "backups": _lines(backups.lines),
    "phone": _lines(phone.lines),
    "load": _lines(load.lines),
    "desk": _lines(desk.lines),
    "rush": rush.main,
    "faults": _faults,
}
ONLY_BY_NAME = frozenset({"faults", "backups"})
"""They take a quarter of an hour each and judge no speed."""


def others() -> list[str]:
    """Say which databases the answers were not compared with."""
    return [
        f"{name}: {'installed, but' if shutil.which(program) else 'not installed,'} not compared"
        for name, program in (("Redis", "redis-server"), ("PostGIS", "postgis"))
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are named, or all, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME",
                        help="、".join(BENCHES))  # fmt: skip
    names = parser.parse_args(arguments).names or [
        name for name in BENCHES if name not in ONLY_BY_NAME
    ]
    for name in names:
        BENCHES[name]()
        print(flush=True)
    print("\n".join(others()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
