"""Photos hang at stations: through the real upload, for whoever may see them and nobody else."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.cli import group
from stations.config import ROOT
from stations.db import opening
from stations.registry.stored import store
from tests.support import make
from tests.support.deskwork import seated, token_in

PAGE = "/desk/stations/a/photos"
HOSTILE = ROOT / "tests" / "badinput" / "image"
ENTRIES = json.loads((HOSTILE / "manifest.json").read_text("utf-8"))["entries"]


def jpeg(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", size, colour).save(sink, "JPEG")
    return sink.getvalue()


@pytest.fixture
def stationed(address: str) -> str:
    db = opening.open_ready(address)
    elsewhere = make.station(id="z", name="别的区的驿站")
    place = type(elsewhere.place)(
        area_code="370104", district_code="370104", city_code="3701", point=elsewhere.place.point
    )
    with db.writing():
        store.add(
            db,
            [make.station(id="a", name="甲驿站"), make.station(id="z", name="乙", place=place)],
            history=(),
        )
    db.close()
    return address


@pytest.fixture
def clerk(stationed: str, app: Flask, people: dict[Role, Account]) -> FlaskClient:
    return seated(app, people[Role.EDITOR].name)


def send(client: FlaskClient, *photos: bytes, page: str = PAGE, **more: str) -> TestResponse:
    token = token_in(client.get(PAGE).data)
    given = [(io.BytesIO(data), f"{n}.jpg") for n, data in enumerate(photos)]
    return client.post(page, data={"csrf_token": token, "photo": given, **more})


def do(client: FlaskClient, name: str, **form: str) -> TestResponse:
    token = token_in(client.get(PAGE).data)
    return client.post(f"{PAGE}/{name}", data={"csrf_token": token, **form})


def names(client: FlaskClient) -> list[str]:
    """Names of the photos that everybody sees, in order, as the page tells them."""
    return re.findall(r'<li id="p([0-9a-f]{32})">', client.get(PAGE).get_data(as_text=True))


def test_a_photo_is_added_and_everybody_sees_it(clerk: FlaskClient, app: Flask) -> None:
    assert send(clerk, jpeg(), jpeg("red")).status_code == 303
    shown = names(clerk)
    assert len(shown) == 2
    visitor = app.test_client()
    for path in (f"/photos/{shown[0]}.webp", f"/photos/{shown[0]}-small.webp"):
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert Image.open(io.BytesIO(answer.data)).format == "WEBP"
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("inline; filename=")
        assert "Set-Cookie" not in answer.headers
        again = visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_photo_taken_down_is_gone_at_once_and_can_be_put_back(
    clerk: FlaskClient, app: Flask
) -> None:
    send(clerk, jpeg())
    [name] = names(clerk)
    visitor = app.test_client()
    tag = visitor.get(f"/photos/{name}.webp").headers["ETag"]
    assert do(clerk, name, do="hide").status_code == 303
    gone = visitor.get(f"/photos/{name}.webp", headers={"If-None-Match": tag})
    assert gone.status_code == 404
    assert clerk.get(f"/desk/photos/{name}-small.webp").status_code == 200
    do(clerk, name, do="show")
    assert visitor.get(f"/photos/{name}.webp").status_code == 200


def test_photos_have_words_and_an_order(clerk: FlaskClient) -> None:
    send(clerk, jpeg("red"), jpeg("blue"), jpeg("green"))
    red, blue, green = names(clerk)
    do(clerk, green, do="forward")
    assert names(clerk) == [red, green, blue]
    do(clerk, red, do="forward")
    assert names(clerk) == [red, green, blue], "the first one stays the first"
    do(clerk, green, do="caption", caption=" 东门 <b>入口</b> ")
    assert 'value="东门 &lt;b&gt;入口&lt;/b&gt;"' in clerk.get(PAGE).get_data(as_text=True)
    assert do(clerk, green, do="caption", caption="长" * 61).status_code == 400
    assert do(clerk, green, do="caption", caption="东门\n左边").status_code == 303
    assert 'value="东门 左边"' in clerk.get(PAGE).get_data(as_text=True)
    assert do(clerk, green, do="caption", caption="倒过来\u202e").status_code == 400
    assert do(clerk, green, do="delete").status_code == 400
    assert do(clerk, "0" * 32, do="hide").status_code == 404


def test_good_photos_are_kept_where_others_are_refused(clerk: FlaskClient) -> None:
    answer = send(clerk, jpeg(), b"<svg onload=alert(1)>", jpeg("red"))
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "第 2 张（1.jpg）：这不是照片" in page
    assert len(names(clerk)) == 2
    assert send(clerk).status_code == 400


def test_no_more_photos_than_a_page_can_bear(clerk: FlaskClient) -> None:
    for wide in (10, 20):
        send(clerk, *(jpeg(size=(wide + k, 9)) for k in range(6)))
    assert len(names(clerk)) == 12
    refused = send(clerk, jpeg("red"))
    assert refused.status_code == 400
    assert "最多公开 12 张" in refused.get_data(as_text=True)
    assert len(names(clerk)) == 12


def test_photos_of_a_foreign_station_are_not_even_told_of(
    clerk: FlaskClient, app: Flask, people: dict[Role, Account]
) -> None:
    chief = seated(app, people[Role.ADMINISTRATOR].name)
    send(clerk, jpeg())
    [name] = names(clerk)
    do(clerk, name, do="hide")
    page = "/desk/stations/z/photos"
    for answer in (clerk.get(page), send(clerk, jpeg("red"), page=page)):
        assert answer.status_code == 404
        assert "乙" not in answer.get_data(as_text=True)
    token = token_in(clerk.get(PAGE).data)
    form = {"csrf_token": token, "do": "show"}
    assert clerk.post(f"{page}/{name}", data=form).status_code == 404
    assert app.test_client().get(f"/photos/{name}.webp").status_code == 404
    assert app.test_client().get(f"/desk/photos/{name}.webp").status_code == 302
    assert chief.get(f"/desk/photos/{name}.webp").status_code == 200


def test_every_hostile_picture_is_rebuilt_or_refused(clerk: FlaskClient, app: Flask) -> None:
    """One walk over all of them: to sign in costs more than to look at a picture."""
    everybody = app.test_client()
    for entry in ENTRIES:
        path = entry["path"]
        answer = send(clerk, (HOSTILE / path).read_bytes())
        if answer.status_code == 400:
            assert "reject_file" in entry["outcome"], path
            assert names(clerk) == [], path
            continue
        assert answer.status_code == 303, path
        assert "sanitize" in entry["outcome"], path
        [name] = names(clerk)
        for ending in ("", "-small"):
            check(everybody.get(f"/photos/{name}{ending}.webp").data, entry)
        do(clerk, name, do="hide")


def check(stored: bytes, entry: dict[str, Any]) -> None:
    """Whether what is kept of a hostile picture is a picture and nothing else."""
    for traced in entry.get("must_not_contain", ()):
        assert traced.encode() not in stored, entry
    image = Image.open(io.BytesIO(stored))
    assert image.format == "WEBP", entry
    assert image.n_frames == 1, entry  # type: ignore[attr-defined]
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info), entry
    assert list(image.size) == entry.get("expect_size", list(image.size)), entry


def test_a_request_larger_than_all_photos_is_refused_before_it_is_read(clerk: FlaskClient) -> None:
    token = token_in(clerk.get(PAGE).data)
    answer = clerk.post(
        PAGE,
        data=b"",
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": token},
        environ_overrides={"CONTENT_LENGTH": "60000000"},
    )
    assert answer.status_code in (403, 413)
    assert names(clerk) == []


def test_the_command_finds_lost_and_spare_files(
    clerk: FlaskClient, stationed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(clerk, jpeg())
    [name] = names(clerk)
    monkeypatch.setenv("STATIONS_STATE", str(tmp_path))
    monkeypatch.setenv("STATIONS_DATABASE", stationed)
    folder = tmp_path / "photos"
    spare = folder / "00" / f"{'0' * 32}.webp"
    spare.parent.mkdir(exist_ok=True)
    spare.write_bytes(b"spare")
    os.utime(spare, (0, 0))
    run = CliRunner().invoke
    sound = run(group.main, ["photos", "check"])
    assert (sound.exit_code, spare.exists()) == (0, True)
    assert "1 个没有用到的文件" in sound.output
    run(group.main, ["photos", "check", "--clean"])
    assert not spare.exists()
    (folder / name[:2] / f"{name}.webp").unlink()
    lost = run(group.main, ["photos", "check"])
    assert lost.exit_code == 2
    assert name in lost.stderr
