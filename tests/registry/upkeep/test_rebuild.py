"""What is derived from the stations can be made anew from them at any time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from stations.cli import group
from stations.db import opening
from stations.db.base import Database
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry.model import next_version
from stations.registry.stored import change_store, search_rows, store
from stations.registry.upkeep import rebuild
from tests.support import make

MANY = 2_300
"""More than are written at once, twice."""


@pytest.fixture
def city(db: Database) -> Database:
    """A station of every kind that matters: listed, closed, changed, without a point."""
    whole = make.full_station()
    with db.writing():
        store.add(db, [whole, make.station(id="a"), make.station(id="d", lat=None)], history=())
        after = next_version(replace(make.station(id="a"), name="另一个名字"), at=make.NOON)
        change_store.record(db, [(store.get(db, "a"), after)], act=make.act("edited"))
    return db


def derived(db: Database) -> list[list[dict[str, Any]]]:
    """The rows of both tables, without the revision that wrote them."""
    cards = db.rows("select * from cards order by station_id")
    words = db.rows("select * from station_words order by station_id")
    return [[{**row, "revision": 0} for row in cards], words]


DAMAGES = (
    "delete from cards",
    "delete from station_words",
    "update cards set fragment = '{', search = 'x', star = 3",
    "update station_words set search = 'x', pinyin = 'x'",
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_became_of_derived_rows_they_are_made_anew(city: Database, damage: str) -> None:
    whole, before = derived(city), store.revision(city)
    city.run(damage)
    assert derived(city) != whole
    assert rebuild.rebuild(city) == 3
    assert derived(city) == whole
    assert store.revision(city) > before


def test_a_draft_loses_a_card_that_somebody_gave_it(city: Database) -> None:
    whole = derived(city)
    row = city.row("select * from cards where station_id = 'a'")
    assert row is not None
    with city.writing() as tx:
        tx.load("cards", [{**row, "station_id": "d"}])
    rebuild.rebuild(city)
    assert derived(city) == whole


def test_running_processes_take_over_what_was_rebuilt(city: Database, address: str) -> None:
    connections = opening.Connections(address)
    keeper = SnapshotKeeper(station_source.sources(connections))
    city.run("delete from cards where station_id = 'a'")
    assert "a" not in keeper.current(make.NOON).finder.ids
    rebuild.rebuild(city)
    keeper._true_at -= 1.0  # as if the last look had been a second ago
    assert "a" in keeper.current(make.NOON).finder.ids
    connections().close()


def test_more_stations_than_are_written_at_once_are_all_rebuilt(db: Database) -> None:
    with db.writing():
        store.add(db, [make.station() for _ in range(MANY)], history=())
    whole = derived(db)
    db.run("delete from cards")
    assert rebuild.rebuild(db) == MANY
    assert derived(db) == whole


def run(address: str, *words: str) -> str:
    done = CliRunner().invoke(group.main, words, env={"STATIONS_DATABASE": address})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_migrating_rebuilds_what_has_an_older_form_and_only_then(
    city: Database, address: str
) -> None:
    whole = derived(city)
    city.run("update station_words set form = 'older' where station_id = 'a'")
    city.run("update cards set fragment = '{}'")
    run(address, "migrate")
    assert derived(city) == whole
    revision = store.revision(city)
    run(address, "migrate")
    assert store.revision(city) == revision


def test_a_server_does_not_start_on_rows_of_an_older_form(city: Database, address: str) -> None:
    city.run("update station_words set form = 'older' where station_id = 'a'")
    done = CliRunner().invoke(group.main, ["serve"], env={"STATIONS_DATABASE": address})
    assert (done.exit_code, "stations migrate" in done.stderr) == (2, True)


def test_a_person_can_ask_for_it(city: Database, address: str) -> None:
    whole = derived(city)
    city.run("update cards set fragment = '{}'")
    assert "3 个驿站" in run(address, "rebuild")
    assert derived(city) == whole


def test_an_empty_database_has_nothing_to_rebuild(db: Database) -> None:
    assert rebuild.rebuild_outdated(db) == 0
    assert rebuild.rebuild(db) == 0


def test_a_row_says_in_which_form_it_was_written(city: Database) -> None:
    rows = city.rows("select distinct form from station_words")
    assert rows == [{"form": search_rows.form()}]
