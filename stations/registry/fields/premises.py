"""The rooms, who runs them, and whom one can ask."""

from __future__ import annotations

from stations.accounts.roles import Action
from stations.registry import vocabulary
from stations.registry.fields import codecs, terms
from stations.registry.fields.choices import NOT_REGISTERED, always, terms_of, values_of, words_of
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
from stations.registry.states import BUILD_MODE_WORDS, BuildMode

# Subsidies and reviews rest on area, way of building, operator and days: the union says those.

PHONE = Field(
    key="phone",
    title="电话",
    codec=codecs.TEXT,
    at="premises.public_phone",
    osm="phone",
    sql="public_phone",
    column=Column(
        others=("phone", "phone_landline", "联系电话", "公开电话", "座机"),
        parts=("电话",),
        longest=120,
        hint="可以公开的电话，最好是座机。手机号不会公开。",
    ),
    input=Input(
        group=FormGroup.PREMISES,
        place=70,
        title="公开电话",
        hint="会公开，只写座机。",
        mode="tel",
    ),
    published=Published(
        name="public_phone",
        means="Telephone number for the public",
        reach=Publicity.ROW,
        place=137,
        kept=True,
    ),
    news=News.PHONE,
)
PRIVATE_CONTACT = Field(
    key="private_contact",
    title="内部联系",
    codec=codecs.TEXT,
    at="premises.private_contact",
    sql="private_contact",
    column=Column(
        others=("private_contact", "联系人", "负责人电话", "站长电话"),
        parts=("手机", "联系"),
        hint="只给工作人员看，不公开。",
    ),
    private=True,
    input=Input(group=FormGroup.PREMISES, place=80, hint="只给工作人员看，不公开。"),
)
FLOOR_AREA = Field(
    key="floor_area_m2",
    title="面积",
    codec=codecs.AMOUNT,
    at="premises.floor_area_m2",
    sql="floor_area_m2",
    column=Column(
        others=("floor_area_m2", "面积(平方米)", "建筑面积", "面积(㎡)"),
        hint="平方米，只写数字，例如 35。",
    ),
    input=Input(
        group=FormGroup.PREMISES,
        place=30,
        right=Action.CREATE,
        title="面积（平方米）",
        mode="decimal",
    ),
    published=Published(
        name="floor_area_m2", means="Floor area in square metres", reach=Publicity.WHOLE, place=80
    ),
)
SEATS = Field(
    key="seats",
    title="座位数",
    codec=codecs.COUNT,
    at="premises.seats",
    sql="seats",
    column=Column(others=("seats", "可容纳人数", "座位"), hint="能坐几个人，只写整数。"),
    input=Input(group=FormGroup.PREMISES, place=20, mode="numeric"),
    published=Published(name="seats", means="Seats", reach=Publicity.WHOLE, place=90),
)
BUILD_MODE = Field(
    key="build_mode",
    title="建设方式",
    codec=terms.BUILD_MODE,
    at="premises.build_mode",
    sql="build_mode",
    column=Column(
        others=("build_mode", "建设模式"),
        hint="从列表里选。",
        choices=always(BUILD_MODE_WORDS[BuildMode.OWN], BUILD_MODE_WORDS[BuildMode.JOINT]),
        only=True,
    ),
    input=Input(
        group=FormGroup.PREMISES,
        place=40,
        right=Action.CREATE,
        control=Control.SELECT,
        choices=values_of(BUILD_MODE_WORDS),
    ),
    published=Published(
        name="build_mode",
        means="Built by the union alone (own) or with a partner (joint)",
        reach=Publicity.WHOLE,
        place=100,
    ),
)
HOST = Field(
    key="host",
    title="场所类型",
    codec=terms.HOST,
    at="premises.host",
    sql="host",
    column=Column(
        others=("host", "依托场所"),
        hint="设在什么场所里。从列表里选，最接近的即可。",
        choices=words_of(vocabulary.hosts),
    ),
    input=Input(
        group=FormGroup.PREMISES,
        place=10,
        control=Control.SELECT,
        choices=terms_of(vocabulary.hosts, first=(("", NOT_REGISTERED),)),
        text=lambda station: station.premises.host,
    ),
    published=Published(
        name="host",
        means="Kind of place that houses it",
        reach=Publicity.ROW,
        place=137,
        schema=lambda: codecs.TEXT_SCHEMA,
    ),
)
OPERATOR = Field(
    key="operator",
    title="运营单位",
    codec=codecs.TEXT,
    at="premises.operator",
    osm="operator",
    sql="operator",
    column=Column(others=("operator", "管理单位", "建设单位"), hint="由哪个单位运营，写单位全称。"),
    input=Input(group=FormGroup.PREMISES, place=50, right=Action.CREATE),
    published=Published(
        name="operator", means="Organisation that runs it", reach=Publicity.WHOLE, place=120
    ),
)
KEEPER_ROLE = Field(
    key="keeper_role",
    title="站长岗位",
    codec=codecs.TEXT,
    at="premises.keeper_role",
    sql="keeper_role",
    column=Column(others=("keeper_role",), hint="写岗位，不写姓名，例如：大堂经理。"),
    input=Input(group=FormGroup.PREMISES, place=60, hint="写岗位，不写人名。"),
    published=Published(
        name="keeper_role", means="Post of its keeper", reach=Publicity.WHOLE, place=130
    ),
)
OPENED_ON = Field(
    key="opened_on",
    title="启用日期",
    codec=codecs.DAY,
    at="opened_on",
    sql="opened_on",
    column=Column(others=("opened_on", "建成日期", "挂牌日期"), hint="写成 2026-11-20 这样。"),
    input=Input(group=FormGroup.PREMISES, place=90, right=Action.CREATE, control=Control.DATE),
    published=Published(name="opened_on", means="Day of opening", reach=Publicity.WHOLE, place=150),
)
CLOSES_ON = Field(
    key="closes_on",
    title="截止日期",
    codec=codecs.DAY,
    at="closes_on",
    sql="closes_on",
    column=Column(others=("closes_on",)),
    input=Input(
        group=FormGroup.PREMISES,
        place=100,
        right=Action.CREATE,
        hint="只在租约等原因定好了哪天停用时写。",
        control=Control.DATE,
    ),
    published=Published(
        name="closes_on",
        means="Last day, where it is known beforehand",
        reach=Publicity.WHOLE,
        place=160,
    ),
)

FIELDS = (
    PHONE, PRIVATE_CONTACT, FLOOR_AREA, SEATS, BUILD_MODE, HOST, OPERATOR, KEEPER_ROLE, OPENED_ON,
    CLOSES_ON,
)  # fmt: skip
