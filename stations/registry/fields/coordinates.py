"""The point of a station, and the coordinate that it came from."""

from __future__ import annotations

from stations.geo.point import Datum
from stations.registry.fields import codecs, terms
from stations.registry.fields.choices import always
from stations.registry.fields.field import (
    Column,
    Control,
    Field,
    FormGroup,
    Input,
    News,
    Publicity,
    Published,
)
from stations.registry.model import Station

DATUM_WORDS = {
    Datum.GCJ02: "高德、腾讯地图（GCJ-02）",
    Datum.BD09: "百度地图（BD-09）",
    Datum.WGS84: "天地图、手机定位（WGS-84）",
}
"""Each datum by the maps and devices that people take coordinates from."""


def _point(station: Station) -> str:
    point = station.place.point
    return f"{point.lat:.6f}, {point.lon:.6f}" if point else ""


LON = Field(
    key="lon",
    title="经度",
    codec=codecs.degrees("经度", 180),
    at="place.point.lon",
    sql="lon",
    column=Column(
        others=("lon", "lng", "longitude", "x"),
        parts=("经",),
        hint="十进制的度数，例如 117.0243。"
        "不知道就把经度、纬度都空着，先存为草稿，以后在地图上点。",
    ),
    replaces=False,
    published=Published(name="lon", means="Longitude in WGS-84", reach=Publicity.WHOLE, place=40),
    news=News.PLACE,
)
LAT = Field(
    key="lat",
    title="纬度",
    codec=codecs.degrees("纬度", 90),
    at="place.point.lat",
    sql="lat",
    column=Column(
        others=("lat", "latitude", "y"),
        parts=("纬",),
        hint="十进制的度数，例如 36.6665。",
    ),
    replaces=False,
    published=Published(name="lat", means="Latitude in WGS-84", reach=Publicity.WHOLE, place=30),
    news=News.PLACE,
)
CRS = Field(
    key="crs",
    title="坐标系",
    codec=terms.DATUM,
    text_of=lambda station: "WGS-84" if station.place.point else "",
    column=Column(
        others=("crs", "datum", "坐标类型", "坐标系统"),
        hint="经纬度从哪里来：高德、腾讯、百度、天地图，或手机定位（GPS）。选错会偏几百米。",
        choices=always("高德", "腾讯", "百度", "天地图", "GPS"),
        only=True,
    ),
    replaces=False,
    silent=True,
)
SOURCE_LON = Field(
    key="source_lon",
    title="原经度",
    codec=codecs.degrees("原经度", 180),
    at="place.source.lon",
    sql="source_lon",
    column=Column(others=("source_lon",)),
    replaces=False,
    silent=True,
)
SOURCE_LAT = Field(
    key="source_lat",
    title="原纬度",
    codec=codecs.degrees("原纬度", 90),
    at="place.source.lat",
    sql="source_lat",
    column=Column(others=("source_lat",)),
    replaces=False,
    silent=True,
)
SOURCE_CRS = Field(
    key="source_crs",
    title="原坐标系",
    codec=terms.DATUM,
    at="place.source.datum",
    sql="source_datum",
    column=Column(others=("source_crs",)),
    replaces=False,
    silent=True,
)
PROVIDER = Field(
    key="provider",
    title="坐标来源",
    codec=codecs.PART_TEXT,
    at="place.source.provider",
    sql="source_provider",
    column=Column(others=("coord_source", "provider")),
    replaces=False,
)
PRECISION = Field(
    key="precision",
    title="坐标精度",
    codec=terms.PRECISION,
    at="place.source.precision",
    sql="source_precision",
    column=Column(others=("precision",)),
    replaces=False,
)
LOCATED_ON = Field(
    key="located_on",
    title="坐标日期",
    codec=codecs.DAY,
    at="place.source.on",
    sql="source_on",
    column=Column(others=("coord_date", "located_on")),
    replaces=False,
)
POINT = Field(
    key="point",
    title="坐标",
    codec=codecs.TEXT,
    replaces=False,
    input=Input(
        group=FormGroup.PLACE,
        place=10,
        hint="从地图上复制的坐标可以直接粘贴，例如 36.65, 117.12。没有坐标先存为草稿，不公开。",
        text=_point,
        taken_over=("place.point", "place.source", "place.district_code"),
    ),
)
DATUM = Field(
    key="datum",
    title="坐标系",
    codec=terms.DATUM,
    replaces=False,
    input=Input(
        group=FormGroup.PLACE,
        place=20,
        hint="坐标是从哪种地图上来的。选错会差几百米。",
        unit="point",
        control=Control.SELECT,
        choices=lambda: tuple((datum.value, words) for datum, words in DATUM_WORDS.items()),
        text=lambda station: Datum.WGS84.value,
        below="place-map",
    ),
)
FIELDS = (
    POINT, DATUM, LON, LAT, CRS, SOURCE_LON, SOURCE_LAT, SOURCE_CRS, PROVIDER, PRECISION,
    LOCATED_ON,
)  # fmt: skip
