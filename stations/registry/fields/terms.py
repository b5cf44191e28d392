"""How values of closed lists are written and read: terms of a vocabulary, phases, datums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

import orjson

from stations.errors import Invalid
from stations.geo import datum_words
from stations.geo.point import Datum
from stations.registry import amenity_words, phase_words, vocabulary
from stations.registry.amenity_words import NamedAmenities
from stations.registry.fields.codecs import enum_schema, json_list, list_schema
from stations.registry.fields.field import Codec
from stations.registry.states import (
    BUILD_MODE_WORDS,
    PHASE_WORDS,
    PRECISION_WORDS,
    BuildMode,
    Phase,
    Precision,
)
from stations.registry.vocabulary import Vocabulary

E = TypeVar("E", bound=StrEnum)

_BUILD_MODES = {"自建": BuildMode.OWN, "共建": BuildMode.JOINT}
_NOTHING_OUT = frozenset({"无", "没有", "不缺", "都有", "齐全", "-", "—", "/"})
_PHASES = {
    "筹建": Phase.PLANNED, "筹建中": Phase.PLANNED, "在建": Phase.PLANNED,
    "开放": Phase.OPEN, "正常": Phase.OPEN, "运行": Phase.OPEN, "正常开放": Phase.OPEN,
    "启用": Phase.OPEN, "营业": Phase.OPEN,
    "暂停": Phase.SUSPENDED, "暂停开放": Phase.SUSPENDED, "停用": Phase.SUSPENDED,
    "整改": Phase.RECTIFYING, "整改中": Phase.RECTIFYING,
    "撤销": Phase.CLOSED, "已撤销": Phase.CLOSED, "关闭": Phase.CLOSED, "摘牌": Phase.CLOSED,
}  # fmt: skip


def datum(words: str) -> Datum:
    """The datum that these words name."""
    found = datum_words.exact(words)
    if found is None:
        raise Invalid("bad_crs", field="datum", words=words[:20])
    return found


def choice(
    title: str,
    of: type[E],
    *,
    empty: E,
    table: Mapping[str, E] | None = None,
    words: Mapping[E, str] | None = None,
    meant: Callable[[str], E | None] = lambda text: None,
) -> Codec[E]:
    """One of a few values; `table` has the words that lists write for them; `meant` reads more."""
    known = table or {}

    def read(text: str) -> E:
        if text in known:
            return known[text]
        value = meant(text)
        if value is not None:
            return value
        try:
            return of(text)
        except ValueError:
            raise Invalid("bad_value", title=title, words=text[:20], choices=[*known]) from None

    return Codec(
        text=lambda value: value.value,
        read=read,
        empty=empty,
        column=lambda value: value.value if value is not None else "",
        value=of,
        json=lambda value: value.value,
        schema=lambda: enum_schema(*of),
        words=(lambda text: words[of(text)]) if words else str,
        cell=(lambda text: words[of(text)]) if words and table else str,
    )


BUILD_MODE = choice(
    "建设方式", BuildMode, empty=BuildMode.UNKNOWN, table=_BUILD_MODES, words=BUILD_MODE_WORDS
)
PHASE = choice(
    "状态",
    Phase,
    empty=Phase.OPEN,
    table=_PHASES,
    words=PHASE_WORDS,
    meant=phase_words.phase,
)
PRECISION = choice(
    "坐标精度",
    Precision,
    empty=Precision.UNKNOWN,
    table={word: value for value, word in PRECISION_WORDS.items() if word},
    words=PRECISION_WORDS,
)
_DATUM_CELLS = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}
DATUM: Codec[Datum] = Codec(
    text=lambda found: found.value,
    cell=lambda text: _DATUM_CELLS.get(text, text),
    read=datum,
    empty=Datum.WGS84,
    column=lambda found: found.value if found else "",
    value=Datum,
    json=lambda found: found.value if found else "",
    schema=lambda: enum_schema(*Datum),
)


def term(vocabulary_of: Callable[[], Vocabulary], read: Callable[[str], str]) -> Codec[str]:
    """A term of a vocabulary: an id inside, its word in lists."""
    return Codec(
        text=lambda term_id: vocabulary_of().word(term_id) if term_id else "",
        read=read,
        empty="",
        column=lambda term_id: term_id or "",
        schema=lambda: enum_schema(*vocabulary_of().terms),
    )


def _host(words: str) -> str:
    hosts = vocabulary.hosts()
    return hosts.exact(words) or hosts.mentioned(words) or "other"


def terms_listed(
    vocabulary_of: Callable[[], Vocabulary], read: Callable[[str], tuple[str, ...]]
) -> Codec[tuple[str, ...]]:
    """Some terms of a vocabulary: ids inside, their words in lists."""
    return Codec(
        text=lambda ids: "、".join(vocabulary_of().word(one) for one in ids),
        read=read,
        empty=(),
        column=lambda ids: json_list(ids or ()),
        value=lambda text: tuple(orjson.loads(text)),
        json=list,
        schema=lambda: list_schema(enum_schema(*vocabulary_of().terms)),
    )


def _ways_in(words: str) -> tuple[str, ...]:
    found = vocabulary.entry_methods().listed(words)
    if found.unknown:
        raise Invalid("bad_value.entry", field="entry", words=found.unknown[0][:20])
    return found.ids


def _supplies(words: str) -> tuple[str, ...]:
    """What is used up. Part of a longer word is no answer: 抽纸两包 may be what there is."""
    if words.strip(" 。") in _NOTHING_OUT:
        return ()
    found = vocabulary.supplies().listed("、".join(words.split()))
    for unknown in (*found.unknown, *found.guessed):
        raise Invalid("bad_value.supplies", field="out_of_stock", words=unknown[:20])
    return tuple(one for one in vocabulary.supplies().terms if one in found.ids)


KIND = term(vocabulary.kinds, str)
"""Words stay words until the station they are of is known."""
HOST = term(vocabulary.hosts, _host)
WAYS_IN = terms_listed(vocabulary.entry_methods, _ways_in)
SUPPLIES = terms_listed(vocabulary.supplies, _supplies)
AMENITY_WORDS: Codec[NamedAmenities] = Codec(
    text=lambda ids: "、".join(map(vocabulary.amenities().word, ids)),
    read=amenity_words.named,
    empty=NamedAmenities(guessed={}),
    json=list,
    breaks="、",
    schema=lambda: list_schema(enum_schema(*vocabulary.amenities().terms)),
)
