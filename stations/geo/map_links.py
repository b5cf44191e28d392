"""Positions in the links that map applications share."""

from __future__ import annotations

import re
from urllib.parse import unquote

from stations.errors import Invalid
from stations.geo.point import Datum

_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.]*://|geo:|(?:[a-z0-9-]+\.)+(?:com|cn|org)/)\S+", re.IGNORECASE
)
_HOSTS = (
    (re.compile(r"amap\.com|gaode\.com|^(?:android|ios)amap:|^amapuri:", re.I), Datum.GCJ02),
    (re.compile(r"map\.baidu\.com|^(?:baidumap|bdapp):", re.IGNORECASE), Datum.BD09),
    (re.compile(r"map\.qq\.com|^qqmap:", re.IGNORECASE), Datum.GCJ02),
    (re.compile(r"tianditu\.(?:gov\.cn|com)", re.IGNORECASE), Datum.WGS84),
    (re.compile(r"petalmaps?\.com|^petalmaps:", re.IGNORECASE), Datum.GCJ02),
    (re.compile(r"openstreetmap\.org|^geo:", re.IGNORECASE), Datum.WGS84),
)
_STATED = (
    (re.compile(r"coord_?type=bd09(?:ll)?|coordinate=baidu", re.IGNORECASE), Datum.BD09),
    (re.compile(r"coord_?type=gcj02|coordinate=gaode|[?&]dev=0", re.IGNORECASE), Datum.GCJ02),
    (re.compile(r"coord_?type=wgs84|coordinate=wgs84|[?&]dev=1", re.IGNORECASE), Datum.WGS84),
)  # fmt: skip
"""What a link says of its numbers itself."""
_NUMBER = r"-?\d{1,3}\.\d{2,15}"
_PAIR = re.compile(rf"(?<![\d.])({_NUMBER})\s*[,，;|/]\s*({_NUMBER})(?![\d.])")
_LAT = re.compile(rf"(?:lat|latitude|pointy|y)=({_NUMBER})(?![\d.])", re.IGNORECASE)
_LON = re.compile(rf"(?:lon|lng|longitude|pointx|x)=({_NUMBER})(?![\d.])", re.IGNORECASE)


def found(words: str) -> str:
    """The first link in these words; '' where there is none."""
    match = _LINK.search(words)
    return match[0] if match else ""


def read(link: str) -> tuple[float, float, Datum]:
    """The two numbers of a link as they stand in it, and their datum."""
    plain = unquote(unquote(link))
    datum = next((datum for host, datum in _HOSTS if host.search(plain)), None)
    if datum is None:
        raise Invalid("bad_number.unknown_link", field="point")
    stated = next((stated for said, stated in _STATED if said.search(plain)), datum)
    pair = _PAIR.search(plain)
    if pair:
        return float(pair[1]), float(pair[2]), stated
    lat, lon = _LAT.search(plain), _LON.search(plain)
    if lat is None or lon is None:
        raise Invalid("bad_number.link_without_point", field="point")
    return float(lat[1]), float(lon[1]), stated
