"""An upload made into a picture of ours."""

from __future__ import annotations

import importlib.util
import json
import tempfile
import threading
from pathlib import Path
from typing import Final

from stations.errors import Invalid, Refused
from stations.media.model import MOST_BYTES, MOST_PIXELS, Picture
from stations.tables.model import FileRefused
from stations.tables.sandbox import answer_of

_START: Final = (
    "import sys; sys.path[:0] = sys.argv[1:]; from stations.media.picture_child import main; main()"
)
_WORDS: Final = {
    "empty": "没有收到照片。请重新选一张。",
    "too_large": f"照片超过 {MOST_BYTES // 1_000_000} MB。请把相机分辨率调低一些再拍，或者先压缩。",
    "unsupported_type": "这不是照片，或者格式不支持。请用 JPG、PNG 或 WebP。",
    "corrupt": "照片打不开，可能没有传完整。请重新拍一张，或者换一张。",
    "too_many_pixels": f"照片超过 {MOST_PIXELS // 10_000} 万像素，太大了。请缩小后再传。",
    "too_large_unpacked": "照片太大，处理不了。请缩小后再传。",
}
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""A child may use half a gigabyte; more than two at once would take the memory of all others."""
_WAIT_S: Final = 20


def intake(data: bytes) -> Picture:
    """The picture in an upload, rebuilt from its pixels; Invalid says what is wrong with it.

    Judged by content alone: the name and type that a browser tells count for nothing.
    """
    if not data:
        raise _invalid("empty")
    if len(data) > MOST_BYTES:
        raise _invalid("too_large")
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        raise Refused("too_many.photos_at_once")
    try:
        answer = _answer(data)
    except FileRefused as error:
        raise _invalid(error.code) from None
    finally:
        _AT_ONCE.release()
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
        return Picture(
            width=int(told["width"]), height=int(told["height"]), photo=photo, small=small
        )
    except (ValueError, KeyError, TypeError):
        raise _invalid("corrupt") from None


def _is_webp(file: bytes) -> bool:
    return file[:4] == b"RIFF" and file[8:12] == b"WEBP"


def _invalid(code: str) -> Invalid:
    known = code if code in _WORDS else "corrupt"
    return Invalid(_WORDS[known], field="photo", code=known)
