"""An upload becomes a picture of ours, or a sentence; nothing of the upload itself is kept."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from stations.errors import Invalid
from stations.media import files, intake
from stations.media.model import (
    LONGEST,
    MOST_BYTES,
    MOST_PIXELS,
    MOST_PIXELS_OF_WEBP,
    SMALL,
    Picture,
    is_name,
)
from tests.media.small_disk import disk_for

PICTURE = Picture(width=2, height=1, photo=b"RIFF0000WEBPphoto", small=b"RIFF0000WEBPsmall")


def encoded(image: Image.Image, kind: str = "PNG", **given: object) -> bytes:
    sink = io.BytesIO()
    image.save(sink, kind, **given)
    return sink.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_a_large_photo_becomes_one_for_the_page_and_one_for_the_list() -> None:
    picture = intake.intake(encoded(Image.new("RGB", (4000, 3000), "teal"), "JPEG"))
    photo, small = opened(picture.photo), opened(picture.small)
    assert (photo.format, small.format) == ("WEBP", "WEBP")
    assert photo.size == (picture.width, picture.height) == (LONGEST, 1200)
    assert small.size == (SMALL, 240)
    assert len(picture.small) < len(picture.photo)


def test_a_picture_keeps_its_colours_and_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (0, 0, 20, 20))
    photo = opened(intake.intake(encoded(image)).photo).convert("RGB")
    for place, wanted in (((5, 10), (200, 30, 30)), ((35, 10), (255, 255, 255))):
        got = photo.getpixel(place)
        assert all(abs(a - b) < 12 for a, b in zip(got, wanted, strict=True)), (place, got)


def test_sixteen_bits_of_grey_are_as_bright_as_they_were() -> None:
    grey = Image.frombytes("I;16", (16, 16), (0x8000).to_bytes(2, "little") * 256)
    got = opened(intake.intake(encoded(grey)).photo).convert("L").getpixel((8, 8))
    assert abs(got - 128) < 6


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "1", "I;16"])
def test_a_png_as_large_as_is_allowed_is_taken_in(mode: str) -> None:
    size = (8640, 6000)
    assert size[0] * size[1] > 0.99 * MOST_PIXELS
    picture = intake.intake(encoded(Image.new(mode, size)))
    assert (picture.width, picture.height) == (LONGEST, 1111)


def test_what_is_reduced_strip_by_strip_keeps_its_places() -> None:
    image = Image.new("RGB", (6403, 4801), "red")
    image.paste("blue", (3201, 2400, 6403, 4801))
    photo = opened(intake.intake(encoded(image)).photo).convert("RGB")
    assert photo.size == (1600, 1200)
    for place, wanted in (((790, 590), (254, 0, 0)), ((810, 610), (0, 0, 254))):
        got = photo.getpixel(place)
        assert all(abs(a - b) < 20 for a, b in zip(got, wanted, strict=True)), (place, got)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_webp_may_have_as_many_pixels_as_it_is_told(mode: str) -> None:
    width = 5000
    most = Image.new(mode, (width, MOST_PIXELS_OF_WEBP // width))
    assert intake.intake(encoded(most, "WEBP")).width == LONGEST
    more = Image.new(mode, (width, MOST_PIXELS_OF_WEBP // width + 1))
    with pytest.raises(Invalid, match="WebP 照片超过 2000 万像素"):
        intake.intake(encoded(more, "WEBP"))


def test_the_same_upload_has_the_same_name_and_another_has_another() -> None:
    red, blue = (encoded(Image.new("RGB", (9, 9), colour)) for colour in ("red", "blue"))
    assert intake.intake(red).name == intake.intake(red).name
    assert intake.intake(red).name != intake.intake(blue).name


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"x" * (MOST_BYTES + 1), "too_large"), (b"x", "unsupp")]
)
def test_what_is_no_photo_is_answered_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Invalid, match="请") as caught:
        intake.intake(data)
    assert caught.value.code.startswith(code)


def test_whatever_the_child_answers_the_parent_sees_a_picture_or_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for said in ("", "{}", "[]", "null", '{"width": 1, "height": 1, "photo": 0}', "RIFF"):
        monkeypatch.setattr(intake, "_START", f"print({said!r})")
        with pytest.raises(Invalid):
            intake.intake(b"x")


def test_this_process_does_not_load_the_decoder() -> None:
    program = (
        "import sys; from stations.media import intake;"
        "from stations.errors import Invalid\n"
        "try: intake.intake(b'x')\n"
        "except Invalid: print('PIL.Image' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_both_files_lie_there_whole_under_the_name(tmp_path: Path) -> None:
    name = files.store(tmp_path, PICTURE)
    assert is_name(name)
    assert files.path_of(tmp_path, name).read_bytes() == PICTURE.photo
    assert files.path_of(tmp_path, name, small=True).read_bytes() == PICTURE.small
    assert files.store(tmp_path, PICTURE) == name
    assert list(files.names(tmp_path)) == [name]
    assert len(list(tmp_path.glob("*/*"))) == 2, "no draft is left"


@pytest.mark.parametrize("name", ["", "..", "../" * 10, "a" * 31, "A" * 32, "a" * 32 + "\n", "%2e"])
def test_what_is_no_name_never_reaches_the_file_system(tmp_path: Path, name: str) -> None:
    assert not is_name(name)
    with pytest.raises(ValueError, match="not the name"):
        files.path_of(tmp_path, name)


def test_a_file_is_synced_before_it_has_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, list[str]]] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        kind = "folder" if target.is_dir() else "file"
        seen.append((kind, sorted(path.suffix for path in tmp_path.glob("*/*"))))
        fsync(descriptor)

    monkeypatch.setattr(files.os, "fsync", noted)
    files.store(tmp_path, PICTURE)
    assert seen == [
        ("folder", []),
        ("file", [".draft"]),
        ("file", [".draft", ".draft"]),
        ("folder", [".webp", ".webp"]),
    ]


def test_a_broken_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        if list(tmp_path.glob("*/*.draft")):
            raise OSError("no space left")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        files.store(tmp_path, PICTURE)
    assert list(files.names(tmp_path)) == []
    assert list(tmp_path.glob("*/*")) == []


def test_where_there_is_room_for_the_thumbnail_alone_nothing_is_left(tmp_path: Path) -> None:
    larger = Picture(width=2, height=1, photo=bytes(40_000), small=bytes(4_000))
    with disk_for(10_000), pytest.raises(OSError, match="large"):
        files.store(tmp_path, larger)
    assert list(tmp_path.glob("*/*")) == []


def test_files_that_nothing_names_are_found_a_day_later(tmp_path: Path) -> None:
    name = files.store(tmp_path, PICTURE)
    draft = files.path_of(tmp_path, name).with_name("left.draft")
    draft.write_bytes(b"half")
    now = datetime.now(UTC)
    later = now + timedelta(hours=25)
    assert files.unclaimed(tmp_path, frozenset(), at=now) == []
    assert files.unclaimed(tmp_path, frozenset({name}), at=later) == [draft]
    assert len(files.unclaimed(tmp_path, frozenset(), at=later)) == 3
