"""The networks that a station belongs to, as lists, forms and signs name them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import orjson

from stations.accounts.roles import Action
from stations.errors import Invalid
from stations.registry import vocabulary
from stations.registry.fields.codecs import TEXT, enum_schema, list_schema, object_schema, titled
from stations.registry.fields.field import (
    Codec,
    Column,
    Field,
    FormGroup,
    Input,
    Publicity,
    Published,
    Schema,
)
from stations.registry.model import Membership

MOST = 10
_NONE = frozenset(["无", "没有", "暂无", "否", "×", "未加入", "/", "\\", "-", "—", "——"])
_NONE_ABOVE = _NONE | {"无上级", "本站", "本级"}
"""What a cell says of a station that belongs to no other one."""
BESIDE = "另加："
"""Before memberships that come beside those that there are."""
_SEPARATORS = re.compile(r"[、，,;；|\n]+")
_UNIT = re.compile(r"会[、，,;；]站[、，,;；]家")
"""One name that is written with the marks that stand between names."""
_IN_BRACKETS = re.compile(r"(.+?)\s*[（(【\[]([^（）()【】\[\]]*)[)）】\]]")
_MARKED = re.compile(r"(.+?)\s*[·•:：/\-—–\s]\s*([^·•:：/\-—–\s]+)")


class AddedMemberships(tuple[Membership, ...]):
    """Memberships that come beside those that there are, in place of those with the same name."""

    __slots__ = ()


def text(memberships: Iterable[Membership]) -> str:
    """Memberships as a cell: 职工书屋（省级）、南湖能量站（小站）."""
    return "、".join(map(words_of, memberships))


def words_of(one: Membership) -> str:
    """One membership in words."""
    level = vocabulary.network_levels().word(one.level) if one.level else ""
    return f"{one.name}（{level}）" if level else one.name


@lru_cache(maxsize=4_096)
def read(words: str) -> tuple[Membership, ...]:
    """The memberships that a cell names; Invalid where it names one twice, or no such level."""
    kept = words.removeprefix(BESIDE)
    found: dict[str, Membership] = {}
    for part in _SEPARATORS.split(_UNIT.sub("会站家", kept)):
        bare = part.strip(" 。.\u3000")
        if not bare or bare in _NONE:
            continue
        one = _one(bare)
        other = found.get(one.name)
        if other and other.level and one.level and other.level != one.level:
            raise Invalid("bad_value.network_twice", field="networks", name=one.name)
        if other is None or one.level:
            found[one.name] = one
    if len(found) > MOST:
        raise Invalid("bad_value.networks", field="networks", most=MOST)
    made = tuple(found.values())
    return AddedMemberships(made) if kept != words else made


def of_kind(kind: str, level: str = "") -> Membership:
    """Membership in the network of a kind that is named as its kind is."""
    return Membership(name=vocabulary.networks().word(kind), level=level)


def _one(part: str) -> Membership:
    kinds = vocabulary.networks()
    if kind := kinds.exact(part):
        return of_kind(kind)
    name, said = _parted(part)
    level = vocabulary.network_levels().exact(said) if said else None
    kind = kinds.exact(name)
    if said and (kind or level) and level not in _levels(kind):
        choices = [vocabulary.network_levels().word(one) for one in _levels(kind)]
        raise Invalid(
            "bad_value.network_level",
            field="networks", words=said[:20], name=name[:20], choices=choices,
        )  # fmt: skip
    if kind:
        return of_kind(kind, level or "")
    return Membership(name=name, level=level) if level else Membership(name=part)


def _levels(kind: str | None) -> tuple[str, ...]:
    return vocabulary.networks()[kind].levels if kind else tuple(vocabulary.network_levels().terms)


def _parted(part: str) -> tuple[str, str]:
    """The name, and what is said of the level behind it, or before the word of a kind."""
    kinds, levels = vocabulary.networks(), vocabulary.network_levels()
    if match := _IN_BRACKETS.fullmatch(part):
        return match[1].strip(), match[2].strip()
    match = _MARKED.fullmatch(part)
    if match and (levels.exact(match[2]) or kinds.exact(match[1])):
        return match[1].strip(), match[2].strip()
    for at in range(1, len(part)):
        first, last = part[:at], part[at:]
        if levels.exact(first) and kinds.exact(last):
            return last, first
        if kinds.exact(first) and levels.exact(last):
            return first, last
    return part, ""


def _value(text: str) -> tuple[Membership, ...]:
    if text == "[]":
        return ()
    return tuple(Membership(name=name, level=level) for name, level in orjson.loads(text))


def _column(memberships: tuple[Membership, ...] | None) -> str:
    return orjson.dumps([[one.name, one.level] for one in memberships or ()]).decode()


def _schema() -> Schema:
    level = enum_schema("", *vocabulary.network_levels().terms)
    return list_schema(
        object_schema(
            {
                "name": titled({"type": "string"}, "网络", "What the network is called"),
                "level": titled(level, "级别", "Level or grade within it; empty: not told"),
            }
        )
    )


_CODEC: Codec[tuple[Membership, ...]] = Codec(
    text=text,
    read=read,
    empty=(),
    column=_column,
    value=_value,
    json=lambda found: [{"name": one.name, "level": one.level} for one in found],
    schema=_schema,
    breaks="、",
)
NETWORKS = Field(
    key="networks",
    title="所属网络",
    codec=_CODEC,
    at="networks",
    sql="networks",
    column=Column(
        others=(
            "networks",
            "网络",
            "网络名称",
            "所属网络名称",
            "所在网络",
            "所属体系",
        ),
        longest=400,
        hint="属于哪些网络，括号里写级别，例如：职工书屋（省级）、美好生活能量站（小站）。",
    ),
    replaces=False,
    input=Input(
        group=FormGroup.NAME,
        place=50,
        right=Action.CREATE,
        hint="例如：职工书屋（省级）、美好生活能量站（小站）。几个网络用顿号隔开。",
    ),
    published=Published(
        name="networks",
        means="Networks that it belongs to, with its level in each",
        reach=Publicity.WHOLE,
        place=45,
    ),
)
ABOVE = Field(
    key="above",
    title="上级站点",
    codec=replace(TEXT, read=lambda words: "" if words in _NONE_ABOVE else words),
    at="above",
    sql="above",
    column=Column(
        others=("above",),
        longest=60,
        hint="总站、分站、小站成一棵树的：它归哪一个站点，写那个站点的名称或编号。总站空着。",
    ),
    input=Input(
        group=FormGroup.NAME,
        place=60,
        right=Action.CREATE,
        hint="归哪个总站或分站：写它的名称或编号。没有就空着。",
    ),
    published=Published(
        name="above",
        means="Station that it belongs to in its network, by name or number",
        reach=Publicity.WHOLE,
        place=46,
    ),
)
FIELDS = (NETWORKS, ABOVE)
