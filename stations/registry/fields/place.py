"""Where a station is, who keeps it, and how one gets in; `coordinates` has its point."""

from __future__ import annotations

from dataclasses import replace

from stations.accounts.roles import Action
from stations.areas import codes
from stations.registry import vocabulary, way_in
from stations.registry.fields import codecs, terms
from stations.registry.fields.choices import districts, streets, terms_of, words_of
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


def _city(station: Station) -> str:
    city = codes.by_code(station.place.city_code) if station.place.city_code else None
    return city.name if city else station.place.city_code


def _street(station: Station) -> str:
    street = codes.by_code(station.place.area_code[: codes.STREET_DIGITS])
    return street.name if street and street.level == "street" else ""


def _street_code(station: Station) -> str:
    """The street or community that keeps a station; '' where that is its district."""
    code = station.place.area_code
    return code if len(code) >= codes.STREET_DIGITS else ""


def _keeper(station: Station) -> str:
    return station.place.area_code[: codes.DISTRICT_DIGITS]


CITY = Field(
    key="city",
    title="城市",
    codec=codecs.TEXT,
    at="place.city_code",
    sql="city_code",
    text_of=_city,
    column=Column(
        others=("city", "市", "所在市", "地市", "所在城市"),
        longest=30,
        hint="例如：济南市。只有一个城市时可以空着。",
    ),
    replaces=False,
    silent=True,
)
DISTRICT = Field(
    key="district",
    title="区县",
    codec=codecs.TEXT,
    at="place.area_words",
    sql="area_words",
    column=Column(
        others=("district", "区", "县区", "所属区县", "所在区", "行政区", "区域", "所属区域"),
        longest=60,
        hint="由哪个区县（或开发区）管理。从列表里选。",
        choices=districts,
    ),
    replaces=False,
    published=Published(
        name="area_words",
        means="The keeping area as the union's list names it",
        reach=Publicity.WHOLE,
        place=20,
    ),
    searched=20,
)
STREET = Field(
    key="street",
    title="街道",
    codec=codecs.TEXT,
    text_of=_street,
    decided_by="place.area_code",
    column=Column(
        others=("street", "乡镇", "镇街", "乡镇街道", "所属街道", "所在街道", "街道办事处"),
        longest=30,
        hint="在哪个街道（镇、乡），例如：解放路街道。",
        choices=streets,
    ),
    replaces=False,
    input=Input(
        group=FormGroup.NAME,
        place=55,
        right=Action.CREATE,
        title="街道（镇、乡）",
        hint="不清楚可以不选。",
        unit="area_code",
        text=_street_code,
        words=lambda code: codes.local_name(code) or code,
        taken_over=None,
    ),
    published=Published(
        name="street",
        means="Street or township that keeps it",
        reach=Publicity.WHOLE,
        place=22,
        value=_street,
    ),
    silent=True,
    searched=25,
)
AREA_CODE = Field(
    key="area_code",
    title="区划代码",
    codec=replace(codecs.TEXT, words=lambda code: codes.path(code) or code),
    at="place.area_code",
    sql="area_code",
    column=Column(others=("area_code", "adcode", "行政区划代码"), longest=12),
    replaces=False,
    input=Input(
        group=FormGroup.NAME,
        place=50,
        # A keeper can't hand a station to another area or take one.
        right=Action.CREATE,
        title="归哪里管",
        unit="area_code",
        text=_keeper,
        words=lambda code: codes.path(code) or code,
        taken_over=None,
    ),
    published=Published(
        name="area",
        means="Code of the area that keeps it (GB/T 2260, or street with 9 digits)",
        reach=Publicity.ROW,
        place=50,
    ),
)
DISTRICT_CODE = Field(
    key="district_code",
    title="所在区县",
    codec=codecs.TEXT,
    at="place.district_code",
    sql="district_code",
    replaces=False,
    published=Published(
        name="district",
        means="Code of the district that its point lies in (GB/T 2260)",
        reach=Publicity.ROW,
        place=60,
    ),
)
ADDRESS = Field(
    key="address",
    title="地址",
    codec=codecs.TEXT,
    at="place.address",
    osm="addr:full",
    sql="address",
    column=Column(
        others=("address", "详细地址", "站点地址", "位置"),
        parts=("址",),
        hint="街道和门牌号，例如：泺源大街 1 号。",
    ),
    input=Input(group=FormGroup.PLACE, place=30, hint="写到门牌号。"),
    published=Published(name="address", means="Address", reach=Publicity.ROW, place=70, kept=True),
    news=News.PLACE,
    searched=10,
)
FLOOR = Field(
    key="floor",
    title="楼层",
    codec=codecs.TEXT,
    at="place.floor",
    osm="addr:floor",
    sql="floor",
    column=Column(
        others=("floor", "所在楼层"),
        longest=20,
        hint="在第几层，照楼里的叫法写，例如：负一层。",
    ),
    input=Input(group=FormGroup.PLACE, place=35, hint="照楼里的叫法写，例如“负一层”。"),
    published=Published(
        name="floor",
        means="Storey, as the building names it",
        reach=Publicity.ROW,
        place=75,
        note="{}",
        kept=True,
    ),
    news=News.PLACE,
    searched=40,
    door=5,
)
DOOR = Field(
    key="door",
    title="怎么找门",
    codec=codecs.TEXT,
    at="place.door",
    osm="description",
    sql="door",
    column=Column(
        others=("door", "位置说明", "入口说明"),
        longest=500,
        hint="到了以后怎么找到门，例如：从东门进，上二楼左转。",
    ),
    input=Input(
        group=FormGroup.PLACE,
        place=40,
        hint="走到跟前怎么找到门，例如“东门进，上二楼左转”。劳动者最先看这一句。",
        control=Control.AREA,
        rows=2,
    ),
    published=Published(
        name="door", means="How to find the door", reach=Publicity.ROW, place=80, kept=True
    ),
    news=News.PLACE,
    door=10,
)
ENTRY = Field(
    key="entry",
    title="进门方式",
    codec=terms.WAYS_IN,
    at="entry",
    sql="entry",
    column=Column(
        others=("entry", "进入方式"),
        hint="怎么进门。有几种就用顿号隔开。",
        choices=words_of(vocabulary.entry_methods),
    ),
    input=Input(
        group=FormGroup.PLACE,
        place=50,
        control=Control.CHECKS,
        choices=terms_of(vocabulary.entry_methods),
        text=lambda station: "、".join(station.entry),
    ),
    published=Published(name="entry", means="Ways to get in", reach=Publicity.ROW, place=130),
    news=News.ENTRY,
)
ENTRY_NOTE = Field(
    key="entry_note",
    title="进门说明",
    codec=codecs.TEXT,
    at="entry_note",
    sql="entry_note",
    column=Column(
        others=("entry_note",), longest=500, hint="进门时要注意的，例如：夜间扫门口的码。"
    ),
    input=Input(
        group=FormGroup.PLACE,
        place=60,
        hint="例如“晚上扫门口的码”。",
        control=Control.AREA,
        rows=2,
    ),
    published=Published(
        name="entry_note",
        means="What to mind on getting in",
        reach=Publicity.ROW,
        place=135,
        kept=True,
    ),
    news=News.ENTRY,
)
WAY_BETWEEN = Field(
    key="way_in",
    title="进门要什么",
    codec=codecs.TEXT,
    replaces=False,
    published=Published(
        name="way_in",
        means="What one needs to get in, in words",
        reach=Publicity.ROW,
        place=135,
        value=way_in.between,
        note="{}",
    ),
    silent=True,
)

AREA = (CITY, DISTRICT, STREET, AREA_CODE, DISTRICT_CODE, ADDRESS, FLOOR, DOOR)
WAY_IN = (ENTRY, ENTRY_NOTE, WAY_BETWEEN)
