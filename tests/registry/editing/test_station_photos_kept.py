"""Who hangs photos at a station, in which order, and what the log says of it; on both engines."""

from __future__ import annotations

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log, verification
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.media.model import Picture
from stations.registry.editing import station_photos
from stations.registry.states import Phase
from stations.registry.stored import history_store, station_photo_store, store
from tests.support import make

EDITOR = Account(
    id="e", name="an-editor", shown="历下区", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
OTHER = Account(
    id="o", name="another", shown="市中区", grants=(Grant(role=Role.EDITOR, area="370103"),)
)


def picture(n: int) -> Picture:
    return Picture(width=4, height=3, photo=b"photo%d" % n, small=b"small")


def hang(db: Database, station_id: str, *numbers: int, by: Account = EDITOR) -> list[str]:
    pictures = [picture(n) for n in numbers]
    station_photos.hang(db, station_id, pictures, by=by, act=make.act("photos_hung"))
    return [one.name for one in pictures]


@pytest.fixture
def station_id(db: Database) -> str:
    with db.writing():
        store.add(db, [make.station(id="a"), make.station(id="b", lat=None)], history=())
    return "a"


def shown(db: Database, station_id: str) -> list[str]:
    return [photo.name for photo in station_photos.photos(db, station_id)]


def test_photos_hang_in_the_order_in_which_they_came(db: Database, station_id: str) -> None:
    one, two, three = hang(db, station_id, 3, 1, 2)
    station_photos.put_forward(db, station_id, three, by=EDITOR, act=make.act("photo_moved"))
    assert shown(db, station_id) == [one, three, two]
    station_photos.take_down(db, station_id, three, by=EDITOR, act=make.act("photo_hidden"))
    station_photos.put_forward(db, station_id, two, by=EDITOR, act=make.act("photo_moved"))
    assert shown(db, station_id) == [two, one], "what is hidden is in nobody's way"


def test_every_change_is_in_the_log_and_no_change_is_not(db: Database, station_id: str) -> None:
    before = log.head(db).number
    [name] = hang(db, station_id, 1)
    hang(db, station_id, 1)
    assert log.head(db).number == before + 1
    entry = log.get(db, before + 1)
    assert entry
    assert entry["subject"] == "station:a"
    assert entry["body"] == {"photos": [name]}
    assert verification.verify(db, history_store).sound


def test_a_photo_is_public_where_workers_find_its_station(db: Database, station_id: str) -> None:
    [name] = hang(db, station_id, 1)
    assert station_photos.is_public(db, name)
    db.run("update stations set lifecycle = :closed where id = 'a'", closed=Phase.CLOSED.value)
    assert not station_photos.is_public(db, name)
    [draft] = hang(db, "b", 2)
    assert not station_photos.is_public(db, draft)
    assert not station_photos.is_public(db, "0" * 32)
    assert station_photo_store.names(db) == {name, draft}
    assert station_photo_store.stations_with(db, name) == ["a"]


def test_whoever_looks_after_another_district_changes_nothing(
    db: Database, station_id: str
) -> None:
    [name] = hang(db, station_id, 1)
    before = log.head(db)
    with pytest.raises(NotFound):
        hang(db, station_id, 2, by=OTHER)
    with pytest.raises(NotFound):
        station_photos.take_down(db, station_id, name, by=OTHER, act=make.act("photo_hidden"))
    with pytest.raises(NotFound):
        station_photos.seen(db, station_id, by=OTHER)
    assert log.head(db) == before
    assert shown(db, station_id) == [name]


def test_a_photo_too_many_hangs_none_of_them(db: Database, station_id: str) -> None:
    names = hang(db, station_id, *range(station_photos.MOST - 1))
    with pytest.raises(Refused, match="最多公开"):
        hang(db, station_id, 20, 21)
    assert shown(db, station_id) == names


def test_a_caption_tells_nobodys_number(db: Database, station_id: str) -> None:
    [name] = hang(db, station_id, 1)
    words = "找小李 138 0013 8000"
    with pytest.raises(Invalid):
        station_photos.caption(
            db, station_id, name, words=words, by=EDITOR, act=make.act("photo_captioned")
        )
    assert [photo.caption for photo in station_photos.photos(db, station_id)] == [""]
