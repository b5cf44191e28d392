"""A photo of a report is rebuilt from its pixels, and a keeper sees it before anybody else."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from stations.feedback import daily_limits, report_store
from stations.media import files
from tests.media.small_disk import disk_for

STATION = "/voice/a-open"
SECRET = b"taken at 36.66649,117.02349"


def picture(size: tuple[int, int] = (80, 60), kind: str = "JPEG") -> bytes:
    """A picture that carries where it was taken."""
    sink = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    Image.new("RGB", size, (200, 30, 30)).save(sink, kind, exif=exif)
    return sink.getvalue()


def send(client: FlaskClient, data: bytes, *, name: str = "door.jpg", **given: str) -> TestResponse:
    page = client.get(f"{STATION}?kind=shut").data.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return post(client, "report", {**fields, **given}, data, name=name)


def post(
    client: FlaskClient, path: str, fields: dict[str, str], data: bytes, *, name: str = "door.jpg"
) -> TestResponse:
    """Sends the form as a browser does; the test client would leave a temporary file open."""
    given = {**fields, "photo": FileStorage(io.BytesIO(data), filename=name)}
    boundary, body = encode_multipart(given, boundary="between")
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{STATION}/{path}", data=body, content_type=kind)


def kept(app: Flask) -> list[str]:
    db = app.extensions["stations"].connections()
    return [row["photo"] for row in db.rows("select photo from reports order by at, id")]


def folder(app: Flask) -> Path:
    found: Path = app.extensions["stations"].settings.photos
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_the_pixels_of_a_photo_are_kept(app: Flask, client: FlaskClient, kind: str) -> None:
    assert send(client, picture(kind=kind), name="../../x.html").status_code == 303
    (name,) = kept(app)
    for small in (False, True):
        data = files.path_of(folder(app), name, small=small).read_bytes()
        assert data.startswith(b"RIFF")
        assert SECRET not in data


def test_nobody_sees_a_photo_before_a_keeper_lets_them(app: Flask, client: FlaskClient) -> None:
    link = send(client, picture()).headers["Location"]
    (name,) = kept(app)
    assert client.get(f"/photos/{name}.webp").status_code == 404
    assert client.get(f"/photos/{name}-small.webp").status_code == 404
    for page in (link, STATION, "/stations/a-open"):
        assert name not in client.get(page).get_data(as_text=True)
    db = app.extensions["stations"].connections()
    with db.writing():
        db.run("update reports set photo_shown = 1")
    with client.get(f"/photos/{name}.webp") as answer:
        assert answer.status_code == 200
    for page in (link, "/stations/a-open"):
        assert f"/photos/{name}-small.webp" in client.get(page).get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<script>alert(1)</script>", "不是照片"),
        (b"\xff\xd8\xff\xe0 and then nothing", "打不开"),
        (b"GIF89a" + bytes(40), "不是照片"),
        (picture()[:200], "打不开"),
    ],
)
def test_what_is_no_photo_is_refused_and_the_words_stay(
    app: Flask, client: FlaskClient, data: bytes, words: str
) -> None:
    answer = send(client, data, words="门上贴了封条")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert words in page
    assert "门上贴了封条" in page
    assert kept(app) == []
    assert not folder(app).exists() or list(folder(app).glob("*/*")) == []


def test_on_a_full_disk_a_photo_is_answered_in_words_and_leaves_no_file(
    app: Flask, client: FlaskClient
) -> None:
    # Sixteen rows of noise again and again: a small upload, and a large picture of ours.
    rows = Image.effect_noise((1600, 16), 90).tobytes()
    sink = io.BytesIO()
    Image.frombytes("L", (1600, 1600), rows * 100).save(sink, "PNG")
    db = app.extensions["stations"].connections()
    (found,) = db.rows("select file from pragma_database_list where name = 'main'")
    written = max(Path(found["file"] + end).stat().st_size for end in ("", "-wal"))
    with disk_for(written + 100_000):
        answer = send(client, sink.getvalue(), words="门上贴了封条")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "磁盘满了，没有保存" in page
    assert "门上贴了封条" in page
    assert kept(app) == []
    assert list(folder(app).glob("*/*")) == []
    assert send(client, sink.getvalue()).status_code == 303, "it comes back by itself"


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(
    app: Flask, client: FlaskClient
) -> None:
    assert send(client, bytes(9_500_000)).status_code == 413
    assert send(client, bytes(8_500_000)).status_code == 400
    assert post(client, "rating", {"stars": "5"}, bytes(2_000_000)).status_code == 413
    assert kept(app) == []


def test_a_phone_may_only_send_so_many_photos_in_a_day(app: Flask, client: FlaskClient) -> None:
    assert send(client, b"no photo").status_code == 400
    db = app.extensions["stations"].connections()
    with db.writing():
        counted = db.run(
            "update voice_counts set n = :n where bucket like 'photos device%' and n = 1",
            n=daily_limits.PHOTOS_BY_DEVICE,
        )
    assert counted == 1, "what is no photo counts too"
    assert send(client, picture()).status_code == 429
    assert kept(app) == []
    page = client.get(f"{STATION}?kind=shut").data.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert client.post(f"{STATION}/report", data=fields).status_code == 303, "without one it may"


def test_a_photo_sent_twice_is_looked_into_once(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"{STATION}?kind=dirty").data.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    links = set()
    for _ in range(3):
        links.add(post(client, "report", fields, picture()).headers["Location"])
    assert len(links) == 1
    db = app.extensions["stations"].connections()
    counted = db.rows("select n from voice_counts where bucket like 'photos device%'")
    assert counted == [{"n": 1}]
    assert report_store.of_station(db, "a-open")[0].said.photo == kept(app)[0]
