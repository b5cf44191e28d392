"""The pixels of an upload, read in a process that can do nothing else.

Started by stations.media.intake with the upload on standard input; writes a line of JSON and
behind it the two files. What leaves is made from pixels alone: Pillow carries comments, profiles
and EXIF from one file to the next unless the picture is built anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import warnings
from collections.abc import Mapping
from typing import Final

from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from stations.media.model import LONGEST, MOST_PIXELS, MOST_PIXELS_OF_WEBP, SMALL
from stations.tables.table_child import give_up_rights

FORMATS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 80
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_STRIP: Final = 64
"""Rows of what becomes of a strip of the original."""
_PLAIN: Final = 8
"""So many of the bits of its looks have to be set, and as many not."""
_WHITE: Final = (255, 255, 255)
# Named, so that they are loaded while files can still be opened.
_READERS: Final = (JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
_BROKEN: Final = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, struct.error)


class NoPictureError(Exception):
    """The upload is no picture for us; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main() -> None:
    """Load all that is needed, give up every right, then look at the upload."""
    Image.preinit()
    give_up_rights()
    with open(0, "rb", closefd=False) as source:
        answer = answered(source.read())
    with open(1, "wb", closefd=False) as sink:
        sink.write(answer)
    # Pillow has threads and caches to tidy up; nothing of them matters any more.
    os._exit(0)


def answered(data: bytes) -> bytes:
    """The answer: sizes and the two files, or why there are none. Nothing else escapes."""
    try:
        pixels = rebuilt(data)
        photo, small = written(pixels, LONGEST), written(pixels, SMALL)
    except NoPictureError as error:
        return _line({"refused": error.code})
    except MemoryError:
        return _line({"refused": "too_many_pixels"})
    told = {"width": pixels.width, "height": pixels.height, "photo": len(photo)}
    return _line({**told, "looks": looks(pixels)}) + photo + small


def rebuilt(data: bytes) -> Image.Image:
    """The upright picture in RGB, as small as we keep it, from pixels and nothing else."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPictureError("too_many_pixels") from None
    except UnidentifiedImageError:
        known = data.startswith(_BEGINNINGS)
        raise NoPictureError("corrupt" if known else "unsupported_type") from None
    except _BROKEN:
        raise NoPictureError("corrupt") from None
    if opened.format == "WEBP" and opened.width * opened.height > MOST_PIXELS_OF_WEBP:
        raise NoPictureError("too_many_pixels_of_webp")
    try:
        return _from_pixels(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPictureError("too_many_pixels") from None
    except _BROKEN:
        raise NoPictureError("corrupt") from None


def looks(pixels: Image.Image) -> str:
    """Whether it grows darker to the right, at eight times eight places (a difference hash).

    Size and compression move few of the 64 bits; '' for a picture with hardly anything on it.
    """
    grey = pixels.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    pairs = ((grey[9 * y + x], grey[9 * y + x + 1]) for y in range(8) for x in range(8))
    bits = [int(left > right) for left, right in pairs]
    if not _PLAIN <= sum(bits) <= len(bits) - _PLAIN:
        return ""
    return f"{int(''.join(map(str, bits)), 2):016x}"


def written(pixels: Image.Image, longest: int) -> bytes:
    """The picture as WebP, no longer than this; proved to carry nothing but pixels."""
    copy = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    copy.thumbnail((longest, longest))
    sink = io.BytesIO()
    copy.save(sink, "WEBP", quality=QUALITY, exif=b"", icc_profile=b"", xmp=b"")
    file = sink.getvalue()
    with Image.open(io.BytesIO(file), formats=("WEBP",)) as again:
        carried = {"exif", "icc_profile", "xmp", "comment"} & set(again.info)
        if carried or again.n_frames != 1:  # type: ignore[attr-defined]
            raise NoPictureError("corrupt")
    return file


def _from_pixels(opened: Image.Image) -> Image.Image:
    # A JPEG is decoded at half, a quarter or an eighth: 50 megapixels need 10 MB instead of 150.
    opened.draft("RGB", (LONGEST, LONGEST))
    opened.load()
    small = _in_colour(opened)
    # Orientation stands in metadata that anybody may have written: if unreadable, it is ignored.
    with contextlib.suppress(*_BROKEN):
        small = ImageOps.exif_transpose(small)
    return Image.frombytes("RGB", small.size, small.tobytes())


def _in_colour(opened: Image.Image) -> Image.Image:
    """RGB at most as large as we keep it, with what is transparent white; metadata stay on it."""
    see_through = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
    image = _reduced(opened, "RGBA" if see_through else "RGB")
    image.thumbnail((LONGEST, LONGEST))
    if see_through:
        ground = Image.new("RGB", image.size, _WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    image.info = {key: opened.info[key] for key in ("exif",) if key in opened.info}
    return image


def _reduced(opened: Image.Image, mode: str) -> Image.Image:
    """The picture in a mode, a whole fraction of its size but at least twice what we keep.

    Strip by strip: there is no room for another 50 megapixels beside the original.
    """
    by = max(1, max(opened.size) // (2 * LONGEST))
    width, height = opened.size
    reduced = Image.new(mode, (-(-width // by), -(-height // by)))
    for top in range(0, height, by * _STRIP):
        strip = opened.crop((0, top, width, min(top + by * _STRIP, height)))
        if strip.mode.startswith("I"):
            # 16 bits of grey: the upper eight are what a screen shows.
            strip = strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        reduced.paste(strip.convert(mode).reduce(by), (0, top // by))
    return reduced


def _line(told: Mapping[str, int | str]) -> bytes:
    return json.dumps(told).encode() + b"\n"
