"""What a station offers, and when."""

from __future__ import annotations

from stations.registry import beside, vocabulary
from stations.registry.fields import codecs, items, terms
from stations.registry.fields.choices import terms_of, words_of
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
from stations.registry.model import Amenity, Station
from stations.registry.states import AmenityState


def _usable(station: Station) -> str:
    return terms.AMENITY_WORDS.text(station.available)


def _detail(station: Station) -> str:
    if all(amenity == Amenity(id=amenity.id) for amenity in station.amenities):
        return ""
    return items.AMENITIES.text(station.amenities)


def _out_of_order(station: Station) -> list[str]:
    return [one.id for one in station.amenities if one.state is AmenityState.OUT_OF_ORDER]


AMENITIES = Field(
    key="amenities",
    title="设施",
    codec=terms.AMENITY_WORDS,
    text_of=_usable,
    decided_by="amenities",
    column=Column(
        others=("facilities", "amenities", "amenities_text", "服务设施", "设施设备", "服务内容"),
        parts=("设备",),
        longest=500,
        hint="有哪些设施，用顿号隔开，例如：饮水、微波炉、充电、卫生间。",
    ),
    replaces=False,
    published=Published(
        name="amenities",
        means="Amenities that can be used",
        reach=Publicity.ROW,
        place=90,
        value=lambda station: list(station.available),
    ),
    news=News.AMENITIES,
)
AMENITIES_DETAIL = Field(
    key="amenities_detail",
    title="设施详情",
    codec=items.AMENITIES,
    at="amenities",
    text_of=_detail,
    column=Column(others=("amenities_detail",), longest=8000, nested=True),
    replaces=False,
    published=Published(
        name="amenities_detail", means="Amenities with their state", reach=Publicity.WHOLE, place=50
    ),
    news=News.AMENITIES,
)
OUT_OF_ORDER = Field(
    key="out_of_order",
    title="故障的设施",
    codec=terms.AMENITY_WORDS,
    decided_by="amenities",
    replaces=False,
    published=Published(
        name="out_of_order",
        means="Amenities that are out of order",
        reach=Publicity.ROW,
        place=100,
        value=_out_of_order,
    ),
)
OUT_OF_STOCK = Field(
    key="out_of_stock",
    title="缺货的物资",
    codec=terms.SUPPLIES,
    at="out_of_stock",
    sql="out_of_stock",
    column=Column(
        others=("out_of_stock", "缺货", "缺货物资", "短缺物资"),
        hint="现在缺什么，用顿号隔开，例如：纸巾、口罩；补上了就删掉。",
        choices=words_of(vocabulary.supplies),
    ),
    input=Input(
        group=FormGroup.AMENITIES,
        place=10,
        hint="现在用完了、还没补上的。",
        control=Control.CHECKS,
        choices=terms_of(vocabulary.supplies),
        text=lambda station: "、".join(station.out_of_stock),
    ),
    published=Published(
        name="out_of_stock",
        means="Supplies that are used up",
        reach=Publicity.ROW,
        place=101,
    ),
    news=News.AMENITIES,
)
OUT_OF_STOCK_WORDS = Field(
    key="out_of_stock_text",
    title="缺货",
    codec=codecs.TEXT,
    decided_by="out_of_stock",
    replaces=False,
    published=Published(
        name="out_of_stock_text",
        means="Supplies that are used up, in words",
        reach=Publicity.ROW,
        place=102,
        value=OUT_OF_STOCK.text,
        note="缺{}",
        kept=True,
    ),
    silent=True,
)
BESIDE = Field(
    key="beside_m",
    title="旁边的卫生间有多远",
    codec=codecs.COUNT,
    decided_by="amenities",
    replaces=False,
    published=Published(
        name="beside_m",
        means="Metres to the restroom nearby",
        reach=Publicity.ROW,
        place=105,
        value=beside.of_station,
    ),
    silent=True,
)
HOURS = Field(
    key="hours",
    title="开放时间",
    codec=codecs.TEXT,
    at="hours.words",
    sql="hours_words",
    column=Column(
        others=("hours_text", "opening_hours", "hours", "营业时间", "服务时间", "开放时段"),
        parts=("时间",),
        longest=255,
        hint="像门上写的那样写，例如：周一至周五 8:30-18:00，周末休息；或 24小时。",
    ),
    replaces=False,
    input=Input(
        group=FormGroup.HOURS,
        place=10,
        hint="照门口牌子上的话写，例如“周一到周五 8:00-18:00，周末 9:00-17:00，国庆闭馆”。",
        control=Control.AREA,
        rows=3,
        below="hours-read",
        text=lambda station: station.hours.words or station.hours.osm,
        taken_over=("hours",),
    ),
    published=Published(
        name="hours_text",
        means="Opening hours in the words of the sign",
        reach=Publicity.ROW,
        place=120,
    ),
    news=News.HOURS,
)
HOURS_OSM = Field(
    key="hours_osm",
    title="开放时间表达式",
    codec=codecs.EXPRESSION,
    at="hours.osm",
    sql="hours",
    column=Column(others=("hours_osm",), longest=255),
    replaces=False,
    published=Published(
        name="hours",
        means="Opening hours as an OpenStreetMap opening_hours expression; empty: not known",
        reach=Publicity.ROW,
        place=110,
    ),
    silent=True,
    news=News.HOURS,
)
HOURS_STAFFED = Field(
    key="hours_staffed",
    title="有人值守时间",
    codec=codecs.EXPRESSION,
    at="hours.staffed",
    sql="hours_staffed",
    column=Column(others=("hours_staffed",), longest=255),
    replaces=False,
    published=Published(
        name="hours_staffed",
        means="When somebody is there, as an opening_hours expression; else one helps oneself",
        reach=Publicity.WHOLE,
        place=60,
    ),
    news=News.HOURS,
)

FIELDS = (
    AMENITIES,
    AMENITIES_DETAIL,
    OUT_OF_ORDER,
    OUT_OF_STOCK,
    OUT_OF_STOCK_WORDS,
    BESIDE,
    HOURS,
    HOURS_OSM,
    HOURS_STAFFED,
)
