"""`stations near` tells what can be used at a moment, and what is to come."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from stations.cli.group import main
from stations.db import opening
from stations.registry.model import Amenity, Closure, Hours, Lifecycle, Station
from stations.registry.states import Phase
from stations.registry.stored import store
from tests.support import make

ALWAYS = Hours(osm="24/7", words="24小时")
UNTIL_SIX = Hours(osm="Mo-Su 06:00-18:00", words="6:00-18:00")
SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
TOILET = Amenity(id="restroom", hours=UNTIL_SIX)
Near = Callable[..., str]


def stations() -> list[Station]:
    """One whose toilet shuts, one that will shut itself, one that was to be put right by now."""
    late = Lifecycle(phase=Phase.RECTIFYING, reason="漏水", until=date(2026, 11, 19))
    return [
        make.station(id="shuts", name="厕所关得早", hours=ALWAYS, amenities=(TOILET,)),
        make.station(id="spring", name="春节要放假", hours=ALWAYS, closures=(SPRING,), lat=36.651),
        make.station(id="late", name="整改过了期", hours=ALWAYS, lifecycle=late, lat=36.652),
    ]


@pytest.fixture
def near(address: str, monkeypatch: pytest.MonkeyPatch) -> Near:
    db = opening.open_ready(address)
    with db.writing() as tx:
        store.add(tx, stations(), history=())
    db.close()
    monkeypatch.setenv("STATIONS_DATABASE", address)
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())

    def asked(*words: str) -> str:
        done = CliRunner().invoke(main, ["near", "36.65", "117.12", *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    return asked


def rows(text: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in json.loads(text)["stations"]}


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-11-20T12:00", ["shuts", "spring"]),
        ("2026-11-20T17:59", ["shuts", "spring"]),
        ("2026-11-20T18:00", ["spring"]),
        ("2026-11-20T22:00", ["spring"]),
        ("2026-11-21T05:59", ["spring"]),
        ("2027-02-15T12:00", ["shuts"]),
        ("2027-02-22T22:00", []),
        ("2027-02-23T12:00", ["shuts", "spring"]),
    ],
)
def test_a_wish_is_offered_while_it_can_be_used(near: Near, at: str, found: list[str]) -> None:
    asked = rows(near("--wants", "restroom", "--open", at, "--json"))
    assert list(asked) == found
    assert all(row["wants_open"] is True for row in asked.values())


def test_without_the_wish_the_door_alone_decides(near: Near) -> None:
    found = rows(near("--open", "2026-11-20T22:00", "--json"))
    assert list(found) == ["shuts", "spring"]
    doubtful = rows(near("--open", "now", "--unknown-hours", "include", "--json"))
    assert doubtful["late"]["open"] is None


def test_what_is_to_come_and_what_nobody_confirmed_is_said(near: Near) -> None:
    said = near("--limit", "9")
    assert "2027-02-15 起春节放假" in said
    assert "原定到 2026-11-19，未确认恢复" in said
    announced = rows(near("--json"))["spring"]["announced"]
    assert (announced["since"], announced["reason"]) == ("2027-02-15", "春节放假")
    assert rows(near("--json"))["shuts"]["announced"] is None
