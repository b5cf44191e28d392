"""Draws the pictures of the demo reviews: nobody's door, and they say so.

`python data/demo/draw_photos.py FONT` with any font file that has Chinese characters.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).resolve().parent / "photos"
SIZE, SMALL = (480, 360), (320, 240)
SKY, WALL, DOOR, SIGN, INK = "#dfe7ee", "#c9b79c", "#7a5c3e", "#c8102e", "#ffffff"
GREEN = "#2e7d4f"


def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(sys.argv[1], size)


def canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 90, 440, 330), fill=WALL)
    draw.text((16, 30), "演示：画的，不是照片", fill="#444444", font=font(28))
    return image, draw


def sign() -> Image.Image:
    image, draw = canvas()
    draw.rectangle((90, 120, 390, 180), fill=SIGN)
    draw.text((120, 126), "户外劳动者驿站", fill=INK, font=font(34))
    draw.rectangle((200, 200, 280, 330), fill=DOOR)
    return image


def basics() -> Image.Image:
    image, draw = canvas()
    for n, colour in enumerate(("#5b8db8", "#e0e0e0", "#303030", "#4c9a6a")):
        draw.rectangle((70 + 92 * n, 200, 140 + 92 * n, 320), fill=colour, outline="#555555")
    return image


def clean() -> Image.Image:
    image, draw = canvas()
    draw.rectangle((150, 170, 330, 300), fill="#ffffff", outline="#555555", width=3)
    draw.rectangle((225, 190, 255, 280), fill=GREEN)
    draw.rectangle((195, 220, 285, 250), fill=GREEN)
    return image


def keeper() -> Image.Image:
    image, draw = canvas()
    draw.rectangle((150, 120, 330, 320), fill="#fffdf5", outline="#555555", width=3)
    for n in range(7):
        draw.line((170, 150 + 24 * n, 310, 150 + 24 * n), fill="#888888", width=2)
    return image


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for drawn in (sign, basics, clean, keeper):
        image = drawn()
        for size, ending in ((SIZE, ""), (SMALL, "-small")):
            sink = io.BytesIO()
            image.resize(size).save(sink, "WEBP", quality=70, method=6)
            (FOLDER / f"{drawn.__name__}{ending}.webp").write_bytes(sink.getvalue())


if __name__ == "__main__":
    main()
