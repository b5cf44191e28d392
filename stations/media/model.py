"""A picture as it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

MOST_BYTES: Final = 8_000_000
"""Of one upload: what a phone's camera makes, with room to spare."""
MOST_PIXELS: Final = 52_000_000
"""A phone of 50 megapixels; more is a bomb or a scan."""
MOST_PIXELS_OF_WEBP: Final = 20_000_000
"""Its decoder holds four pictures at once, 16 bytes a pixel."""
LONGEST: Final = 1600
"""Longest edge of a picture that we keep, in pixels."""
SMALL: Final = 320
"""Longest edge of its thumbnail."""
ENDING: Final = ".webp"

_NAME: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that this program has made from the pixels of an upload: two WebP files."""

    width: int
    height: int
    photo: bytes
    small: bytes
    looks: str = ""
    """64 bits as 16 hexadecimal digits, of which pictures that look the same differ in few.

    Empty where it is too plain to be told from others.
    """

    def __post_init__(self) -> None:
        if not (0 < self.width <= LONGEST and 0 < self.height <= LONGEST):
            raise ValueError("a picture of ours has at most 1600 pixels on each side")

    @property
    def name(self) -> str:
        """Its content: the same picture has the same name, so it lies here once."""
        return sha256(self.photo).hexdigest()[:32]


def is_name(text: str) -> bool:
    """Whether this can be the name of a picture; nothing else ever reaches the file system."""
    return _NAME.fullmatch(text) is not None
