"""What a station is called, and as which one it is known."""

from __future__ import annotations

from stations.accounts.roles import Action
from stations.registry import vocabulary
from stations.registry.fields import codecs, terms
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

# The union decides what identifies a station in lists and on its sign, not who runs it.

STATION_ID = Field(
    key="station_id",
    title="驿站标识",
    codec=codecs.IDENTITY,
    at="id",
    sql="id",
    column=Column(),
    replaces=False,
    published=Published(
        name="id",
        means="Identifier of the station; it stays when name or number change",
        reach=Publicity.ROW,
        place=10,
    ),
    silent=True,
)
NUMBER = Field(
    key="number",
    title="站点编号",
    codec=codecs.IDENTITY,
    at="number",
    osm="ref",
    sql="number",
    column=Column(
        others=("编号", "驿站编号", "sid", "id", "number", "站点编码"),
        hint="每个驿站一个编号，不要重复，例如 LX-001。再次导入时，靠编号认出同一个驿站。",
    ),
    input=Input(
        group=FormGroup.NAME,
        place=30,
        right=Action.CREATE,
        hint="没有编号可以先空着。",
        taken_over=None,
    ),
    published=Published(
        name="number",
        means="Number given by the union, unique within a city",
        reach=Publicity.ROW,
        place=30,
    ),
    news=News.NAME,
    searched=30,
)
NAME = Field(
    key="name",
    title="名称",
    codec=codecs.TEXT,
    at="name",
    sql="name",
    column=Column(
        others=("站点名称", "驿站名称", "name", "站点", "驿站", "站名"),
        parts=("名",),
        longest=60,
        hint="门牌上的名称，必填，最多 60 个字。例如：泉城广场驿站。",
    ),
    input=Input(
        group=FormGroup.NAME,
        place=10,
        right=Action.CREATE,
        hint="和门口的牌子一致。",
        below="name-likes",
        required=True,
    ),
    published=Published(name="name", means="Name on the sign", reach=Publicity.ROW, place=20),
    news=News.NAME,
)
ALIASES = Field(
    key="aliases",
    title="别名",
    codec=codecs.WORDS,
    at="aliases",
    sql="aliases",
    column=Column(others=("aliases", "又名", "曾用名"), longest=300),
    input=Input(
        group=FormGroup.NAME,
        place=20,
        right=Action.CREATE,
        hint="别的叫法，用顿号隔开，都能搜到。",
        taken_over=None,
    ),
    published=Published(name="aliases", means="Other names", reach=Publicity.WHOLE, place=10),
    news=News.NAME,
)
KIND = Field(
    key="kind",
    title="类型",
    codec=terms.KIND,
    at="kind",
    sql="kind",
    column=Column(
        others=("kind", "驿站类型", "类别", "站点类型"),
        hint="从列表里选。不清楚就空着，按一般驿站算。",
        choices=words_of(vocabulary.kinds),
    ),
    replaces=False,
    input=Input(
        group=FormGroup.NAME,
        place=40,
        right=Action.CREATE,
        control=Control.SELECT,
        choices=terms_of(vocabulary.kinds),
        text=lambda station: station.kind,
    ),
    published=Published(name="kind", means="Kind of station", reach=Publicity.ROW, place=40),
)

FIELDS = (STATION_ID, NUMBER, NAME, ALIASES, KIND)
