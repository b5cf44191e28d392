"""What was erased lies in no file any more: not in the database, its log, nor a new backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stations.accounts.roles import Role
from stations.db import opening
from stations.db.sqlite import SQLiteDatabase
from stations.registry.editing import contacts
from stations.registry.editing.contacts import Answerable, Tier
from stations.registry.model import Premises, next_version
from stations.registry.stored import change_store, store
from tests.recovery.installation import Installation
from tests.support import make
from tests.support.deskwork import person

NAME, PHONE = "演示某某人甲乙丙", "13900001234"
EDITOR = person(Role.EDITOR)
STATIONS = 60


@pytest.fixture
def city(address: str, tmp_path: Path) -> Installation:
    """Many stations, in whose internal contacts and tiers one person stands."""
    made = Installation(address=address, state=tmp_path / "state")
    words = Premises(private_contact=f"{NAME} {PHONE}")
    made.add(*(make.station(id=f"s{n}", premises=words) for n in range(STATIONS)))
    named = {Tier.SITE: Answerable(post="站长", person=NAME, phone=PHONE)}
    database = opening.open_ready(address)
    ids = [f"s{n}" for n in range(STATIONS)]
    contacts.put(database, ids, named, by=EDITOR, act=make.act("answerable_set"))
    for one in list(store.every(database)):
        after = replace(next_version(one, at=make.NOON), premises=Premises(private_contact="801"))
        with database.writing() as tx:
            change_store.record(tx, [(one, after)], act=make.act("edited"))
    database.close()
    return made


def kept(place: Installation) -> Iterator[bytes]:
    """All bytes of the files of a database; the rows of all tables on PostgreSQL."""
    if not place.address.startswith("postgresql"):
        for path in Path(place.address).parent.glob(f"{Path(place.address).name}*"):
            yield path.read_bytes()


def is_anywhere(text: str, files: Iterator[bytes]) -> bool:
    return any(text.encode() in content for content in files)


def erase(place: Installation) -> None:
    database = opening.open_ready(place.address)
    ids = [f"s{n}" for n in range(STATIONS)]
    act = make.act("answerable_erased")
    assert contacts.erase(database, ids, tuple(Tier), by=EDITOR, act=act) == STATIONS
    database.close()


def test_a_person_erased_at_the_desk_stands_in_no_table_and_no_file(
    city: Installation, tmp_path: Path
) -> None:
    erase(city)
    assert not is_anywhere(NAME, kept(city))
    assert not is_anywhere(PHONE, kept(city))
    assert city.run("backup", tmp_path / "b.db")[0] == 0
    assert not is_anywhere(NAME, iter([(tmp_path / "b.db").read_bytes()]))
    assert city.run("audit", "verify")[0] == 0


def test_the_past_of_others_is_left(city: Installation) -> None:
    database = opening.open_ready(city.address)
    act = make.act("answerable_erased")
    contacts.erase(database, ["s0"], tuple(Tier), by=EDITOR, act=act)
    left = database.rows("select distinct station_id from private_changes")
    assert {row["station_id"] for row in left} == {f"s{n}" for n in range(1, STATIONS)}
    database.close()


def test_a_backup_never_holds_what_had_been_deleted_before_it(
    sqlite_address: str, tmp_path: Path
) -> None:
    """Though the file of the database still does: it was deleted by an older program."""
    place = Installation(address=sqlite_address, state=tmp_path / "state")
    place.add(make.station(id="a", premises=Premises(private_contact=f"{NAME} {PHONE}")))
    database = SQLiteDatabase(Path(sqlite_address), pragmas=("secure_delete=OFF",))
    database.run("delete from private_changes")
    database.run("update stations set private_contact = ''")
    database.close()
    assert is_anywhere(NAME, kept(place)), "the control: a plain delete leaves it in the file"
    place.run("backup", tmp_path / "b.db")
    assert not is_anywhere(NAME, iter([(tmp_path / "b.db").read_bytes()]))
    assert place.run("forget")[::2] == (0, "")
    assert not is_anywhere(NAME, kept(place))


def test_former_contacts_erased_by_command_are_overwritten(city: Installation) -> None:
    assert city.run("forget", "--station", "s0")[0] == 0
    database = opening.open_ready(city.address)
    assert database.rows("select * from private_changes where station_id = 's0'") == []
    assert database.rows("select * from private_changes where station_id = 's1'") != []
    database.close()


def test_a_busy_database_is_overwritten_later_and_that_is_said(
    sqlite_address: str, tmp_path: Path
) -> None:
    place = Installation(address=sqlite_address, state=tmp_path / "state")
    place.add(make.station(id="a"))
    reader = opening.open_ready(sqlite_address)
    with reader.reading():
        assert reader.rows("select id from stations") == [{"id": "a"}]
        other = opening.open_ready(sqlite_address)
        with other.writing() as tx:
            tx.run("update stations set note = 'x'")
        assert not other.scrub([])
        other.close()
    reader.close()
    assert place.run("forget")[::2] == (0, "")
