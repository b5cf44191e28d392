"""An upload made into a picture of ours."""

from __future__ import annotations

import importlib.util
import json
import re
import tempfile
from pathlib import Path
from typing import Final

from stations.errors import Invalid
from stations.media.model import MOST_BYTES, MOST_PIXELS, MOST_PIXELS_OF_WEBP, Picture
from stations.tables.model import FileRefused
from stations.tables.sandbox import answer_of

_START: Final = (
    "import sys; sys.path[:0] = sys.argv[1:]; from stations.media.picture_child import main; main()"
)
_LOOKS: Final = re.compile(r"(?:[0-9a-f]{16})?")


def intake(data: bytes) -> Picture:
    """The picture in an upload, rebuilt from its pixels; Invalid says what is wrong with it.

    Judged by content alone: the name and type that a browser tells count for nothing.
    """
    if not data:
        raise _invalid("empty")
    if len(data) > MOST_BYTES:
        raise _invalid("too_large")
    try:
        answer = _answer(data)
    except FileRefused as error:
        raise _invalid(error.code) from None
    return _picture(answer)


def _answer(data: bytes) -> bytes:
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.flush()
        source.seek(0)
        return answer_of(source, start=_START, paths=[_pillow()])


def _pillow() -> str:
    """The folder that holds Pillow: found without loading it into this process."""
    found = importlib.util.find_spec("PIL")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("Pillow is not installed")
    return str(Path(found.origin).parent.parent)


def _picture(answer: bytes) -> Picture:
    """The answer is a stranger's too: whatever does not fit is taken for a broken upload."""
    head, _, files = answer.partition(b"\n")
    try:
        told = json.loads(head)
        if "refused" in told:
            raise _invalid(str(told["refused"]))
        end = int(told["photo"])
        photo, small = files[:end], files[end:]
        if not (_is_webp(photo) and _is_webp(small)):
            raise _invalid("corrupt")
        looks = str(told["looks"])
        if not _LOOKS.fullmatch(looks):
            raise _invalid("corrupt")
        return Picture(
            width=int(told["width"]),
            height=int(told["height"]),
            photo=photo,
            small=small,
            looks=looks,
        )
    except (ValueError, KeyError, TypeError):
        raise _invalid("corrupt") from None


def _is_webp(file: bytes) -> bool:
    return file[:4] == b"RIFF" and file[8:12] == b"WEBP"


def _invalid(code: str) -> Invalid:
    """What is wrong, by the code that the child or this module gives."""
    match code:
        case "empty":
            return Invalid("empty.photo", field="photo")
        case "too_large":
            return Invalid("too_large.photo", field="photo", most=MOST_BYTES // 1_000_000)
        case "unsupported_type":
            return Invalid("unsupported_type.photo", field="photo")
        case "too_many_pixels":
            return Invalid("too_many_pixels.photo", field="photo", most=MOST_PIXELS // 10_000)
        case "too_many_pixels_of_webp":
            most = MOST_PIXELS_OF_WEBP // 10_000
            return Invalid("too_many_pixels.webp", field="photo", most=most)
        case "too_large_unpacked":
            return Invalid("too_large_unpacked.photo", field="photo")
        case _:
            return Invalid("corrupt.photo", field="photo")
