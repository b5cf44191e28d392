"""The photos of a review are for staff of its station, and for nobody else."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from PIL import Image

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.cli import group
from stations.db import opening
from stations.media import files
from stations.media.model import Picture
from stations.stars.applications import applying
from tests.support.deskwork import seated
from tests.support.starwork import act, keeper_of, opened, stationed


def picture(colour: str) -> Picture:
    sink = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(sink, "WEBP")
    return Picture(width=8, height=8, photo=sink.getvalue(), small=sink.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "photos"
    path.mkdir()
    return path


@pytest.fixture
def shown(address: str, folder: Path) -> dict[str, str]:
    """The picture in an application of each station, by the station: b is nobody's here."""
    db = opening.open_ready(address)
    stationed(db, "a", "b")
    opened(db)
    found = {}
    for station_id, colour in (("a", "teal"), ("b", "red")):
        by = keeper_of(station_id)
        review = applying.begin(db, station_id, by=by, act=act(by))
        found[station_id] = files.store(folder, picture(colour))
        name = found[station_id]
        applying.add_photo(db, review.id, "sign", name, by=by, act=act(by))
    db.close()
    return found


def test_staff_of_the_area_see_the_photos_of_a_review_and_the_public_does_not(
    shown: dict[str, str], app: Flask, people: dict[Role, Account]
) -> None:
    editor = seated(app, people[Role.EDITOR].name)
    for name in shown.values():
        for ending in ("", "-small"):
            answer = editor.get(f"/desk/photos/{name}{ending}.webp")
            assert answer.status_code == 200
            assert answer.mimetype == "image/webp"
            assert answer.headers["Cache-Control"] == "no-store"
            assert app.test_client().get(f"/photos/{name}{ending}.webp").status_code == 404
            outside = app.test_client().get(f"/desk/photos/{name}{ending}.webp")
            assert outside.status_code == 302
    keeper = seated(app, people[Role.KEEPER].name)
    assert keeper.get(f"/desk/photos/{shown['a']}-small.webp").status_code == 200
    assert keeper.get(f"/desk/photos/{shown['b']}-small.webp").status_code == 404


def test_the_photos_of_a_review_are_not_swept_away_as_unused(
    shown: dict[str, str], address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_DATABASE", address)
    monkeypatch.setenv("STATIONS_STATE", str(folder.parent))
    kept = [files.path_of(folder, name) for name in shown.values()]
    spare = files.path_of(folder, files.store(folder, picture("blue")))
    for path in (*kept, spare):
        os.utime(path, (0, 0))
    done = CliRunner().invoke(group.main, ["photos", "check", "--clean"])
    assert done.exit_code == 0, done.output
    assert all(path.exists() for path in kept)
    assert not spare.exists()
