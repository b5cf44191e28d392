"""What is conferred on a station or found true of it, what staff note, and its record."""

from __future__ import annotations

from stations.registry.fields import codecs, items
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

# Star, honours and checks are in no form: reviews and visits give them.

STAR = Field(
    key="star",
    title="星级",
    codec=codecs.STAR,
    at="star.level",
    sql="star",
    column=Column(others=("star", "stars"), operator_only=True),
    replaces=False,
    published=Published(
        name="star", means="Stars, 1 to 5; empty: none", reach=Publicity.ROW, place=140
    ),
    news=News.STAR,
)
STAR_BASIS = Field(
    key="star_basis",
    title="评星依据",
    codec=codecs.PART_TEXT,
    at="star.basis",
    sql="star_basis",
    column=Column(others=("star_basis",), operator_only=True),
    replaces=False,
    published=Published(
        name="star_basis", means="What the stars rest on", reach=Publicity.WHOLE, place=180
    ),
)
STAR_ON = Field(
    key="star_on",
    title="评星日期",
    codec=codecs.DAY,
    at="star.on",
    sql="star_on",
    column=Column(others=("star_on",), operator_only=True),
    replaces=False,
)
HONOURS = Field(
    key="honours",
    title="荣誉",
    codec=items.HONOURS,
    at="honours",
    column=Column(others=("honours",), longest=8000, operator_only=True),
    replaces=False,
    published=Published(name="honours", means="Honours", reach=Publicity.WHOLE, place=190),
)
VERIFIED_ON = Field(
    key="verified_on",
    title="核实日期",
    codec=codecs.DAY,
    at="verified.on",
    sql="verified_on",
    column=Column(others=("verified_on",), operator_only=True),
    replaces=False,
    published=Published(
        name="verified_on",
        means="Day on which somebody last found the record true",
        reach=Publicity.ROW,
        place=170,
    ),
    news=News.VERIFIED,
)
VERIFIED_BY = Field(
    key="verified_by",
    title="核实人岗位",
    codec=codecs.PART_TEXT,
    at="verified.by",
    sql="verified_by",
    column=Column(others=("verified_by",), operator_only=True),
    replaces=False,
    published=Published(
        name="verified_by", means="Post of who did", reach=Publicity.WHOLE, place=200
    ),
    news=News.VERIFIED,
)
REPORTED_SHUT = Field(
    key="reported_shut",
    title="多人反映未开放",
    codec=codecs.MOMENT,
    at="reported_shut",
    sql="reported_shut",
    column=Column(others=("reported_shut",), operator_only=True),
    published=Published(
        name="reported_shut",
        means="Since when several people have found the door shut, unanswered",
        reach=Publicity.ROW,
        place=180,
    ),
)
DEMO = Field(
    key="demo",
    title="演示数据",
    codec=codecs.FLAG,
    at="demo",
    sql="demo",
    column=Column(others=("demo",), operator_only=True),
    published=Published(
        name="demo", means="Invented for a demonstration", reach=Publicity.ROW, place=190
    ),
    silent=True,
)
NOTE = Field(
    key="note",
    title="备注",
    codec=codecs.PROSE,
    at="note",
    sql="note",
    column=Column(others=("note", "说明", "remark"), longest=2000, hint="只给工作人员看，不公开。"),
    private=True,
    input=Input(
        group=FormGroup.NOTE,
        place=10,
        hint="只给工作人员看，不公开。",
        control=Control.AREA,
        rows=4,
    ),
)
CREATED_AT = Field(
    key="created_at",
    title="登记时刻",
    codec=codecs.MOMENT,
    at="record.created_at",
    sql="created_at",
    replaces=False,
)
UPDATED_AT = Field(
    key="updated_at",
    title="修改时刻",
    codec=codecs.MOMENT,
    at="record.updated_at",
    sql="updated_at",
    replaces=False,
    published=Published(
        name="updated_at", means="Moment of the last change", reach=Publicity.WHOLE, place=210
    ),
)
VERSION = Field(
    key="version",
    title="第几版",
    codec=codecs.COUNT,
    at="record.version",
    sql="version",
    replaces=False,
)

FIELDS = (
    STAR, STAR_BASIS, STAR_ON, HONOURS, VERIFIED_ON, VERIFIED_BY, REPORTED_SHUT, DEMO, NOTE,
    CREATED_AT, UPDATED_AT, VERSION,
)  # fmt: skip
