"""Pictures lie in a folder or in a bucket, and nobody notices which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stations import config
from stations.errors import Invalid, Refused
from stations.media import photo_shelves
from stations.media.model import Picture
from stations.media.photo_shelves import PhotoBucket, PhotoShelf
from tests.media import s3_server
from tests.support import make

ONE = Picture(width=4, height=3, photo=b"RIFF one", small=b"RIFF small one")
OTHER = Picture(width=4, height=3, photo=b"RIFF other", small=b"RIFF small other")
URL = f"s3://{s3_server.BUCKET}/city"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[s3_server.Store]:
    with s3_server.running() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoShelf:
    if request.param == "bucket":
        request.getfixturevalue("store")
        return photo_shelves.opened(URL)
    return photo_shelves.opened(tmp_path / "photos")


def test_a_picture_is_read_as_it_was_kept(shelf: PhotoShelf) -> None:
    shelf.check()
    assert shelf.keep(ONE) == ONE.name
    assert shelf.keep(ONE) == ONE.name
    assert shelf.read(ONE.name, small=False) == ONE.photo
    assert shelf.read(ONE.name, small=True) == ONE.small
    assert shelf.read(OTHER.name, small=False) is None
    assert list(shelf.names()) == [ONE.name]


def test_what_is_no_name_is_never_asked_for(shelf: PhotoShelf) -> None:
    for name in ("../../etc/passwd", "", "x" * 32):
        with pytest.raises(ValueError, match="not the name"):
            shelf.read(name, small=False)


def test_what_nothing_names_is_deleted_after_a_day_and_nothing_else(shelf: PhotoShelf) -> None:
    shelf.keep(ONE)
    shelf.keep(OTHER)
    later = make.NOON + timedelta(days=3_000)
    for delete in shelf.unclaimed(frozenset({ONE.name}), at=later):
        delete()
    assert list(shelf.names()) == [ONE.name]
    assert shelf.unclaimed(frozenset(), at=make.NOON - timedelta(days=3_000)) == []


def test_half_a_picture_is_none(store: s3_server.Store) -> None:
    bucket = PhotoBucket(URL)
    bucket.keep(ONE)
    del store.objects[f"city/{ONE.name[:2]}/{ONE.name}-small.webp"]
    assert list(bucket.names()) == []


def test_a_store_that_is_away_is_said_in_words(store: s3_server.Store) -> None:
    bucket = PhotoBucket(URL)
    bucket.keep(ONE)
    store.is_away = True
    for work in (
        bucket.check,
        lambda: bucket.keep(OTHER),
        lambda: bucket.read(ONE.name, small=False),
        lambda: list(bucket.names()),
    ):
        with pytest.raises(Refused, match="照片没有存上"):
            work()


def test_a_store_that_does_not_know_the_key_is_refused_at_the_start(
    store: s3_server.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-stranger")
    with pytest.raises(Refused):
        PhotoBucket(URL).check()
    assert store.objects == {}


@pytest.mark.parametrize("given", ["ftp://x/y", "s3://", "s3:///photos", "s3://Has Space/x"])
def test_a_place_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(Invalid, match="STATIONS_PHOTOS"):
        config.from_environment({"STATIONS_PHOTOS": given})


def test_photos_may_lie_in_a_folder_that_nodes_share(tmp_path: Path) -> None:
    given = {"STATIONS_STATE": str(tmp_path / "a"), "STATIONS_PHOTOS": str(tmp_path / "shared")}
    assert config.from_environment(given).photos == tmp_path / "shared"
    assert config.from_environment({**given, "STATIONS_PHOTOS": URL}).bucket == URL
