"""Unknown words that name a part of the place, and asides."""

from dataclasses import replace
from itertools import pairwise

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import PERHAPS, ItemKind, PhraseItem
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.tokens.asides import named, risky

PLACES = set("厕馆室区厅部店站心处楼层园屋口务院台间场城街吧庭廊亭舱公私行所社房库柜机门")
"""How names of places and counters end; other words before hours may be a condition."""

NUMERALS = set("一二三四五六七八九十日天号")
CLAUSE_MARKS = (ItemKind.COMMA, ItemKind.STRONG, ItemKind.LEFT, ItemKind.RIGHT)
PERIODS = ("期间", "时段", "当天", "当日")
OUTSIDE = (
    *("室内", "室外", "户外", "屋内", "屋外", "馆外", "站外", "外间", "内间", "里间"),
    *("户内", "外厅", "内厅", "外区", "内区", "内室", "外室"),
)
EXTENDING = set("延加增夜晚早通宵全余自也还含另开营业变改调提推")
"""Unknown words with one of these may add hours."""

HOURS = (ItemKind.SPANS, ItemKind.ALWAYS)
TIMED = (*HOURS, ItemKind.EXTENDED)
SEASONAL = set("期季天日节伏汛暑寒热冷温雨雪雾霾潮")
NEGATIONS = set("不除仅只非无停闭关休限另外")
WORKING_HOURS = ("上班", "正常上班", "办公", "营业", "服务")


def solid(items: list[PhraseItem]) -> list[PhraseItem]:
    """Without marks at both ends and empty brackets."""
    found: list[PhraseItem] = []
    for item in items:
        if item.what is ItemKind.RIGHT and found and found[-1].what is ItemKind.LEFT:
            found.pop()
            continue
        lone = item.what is ItemKind.RIGHT and len(found) > 1 and found[-2].what is ItemKind.LEFT
        if lone and found[-1].what in (ItemKind.ALONE, ItemKind.STAFFED, ItemKind.INCLUDING):
            del found[-2]
            continue
        office = lone and found[-1].what is ItemKind.OPEN and found[-1].text in WORKING_HOURS
        if office:
            del found[-2:]
            continue
        found.append(item)
    total = sum(b - a for item in found for a, b in item.spans if item.what is ItemKind.SPANS)
    found = [
        i for i in found if i.what is not ItemKind.DURATION or not total or i.open_from != total
    ]
    marks = (ItemKind.COMMA, ItemKind.COLON, ItemKind.STRONG)
    while found and (found[-1].what in marks or _free(found)):
        found.pop()
    while found and found[0].what in marks:
        found.pop(0)
    return found


def _free(items: list[PhraseItem]) -> bool:
    """Whether the last words only say that it costs nothing: …，免费开放."""
    last = items[-1]
    apart = len(items) > 1 and items[-2].what in (ItemKind.COMMA, ItemKind.STRONG)
    return apart and last.what is ItemKind.OPEN and last.text.startswith("免费")


def without_doubts(items: list[PhraseItem], doubts: list[str]) -> list[PhraseItem]:
    """`items` without clauses that may close the place, but never open it: （高温）, 雨天不开放.

    What is told as open is only perhaps so beside them; what is shut stays shut.
    """
    kept: list[PhraseItem] = []
    at = 0
    while at < len(items):
        end = at + 1
        shuts = end < len(items) and items[end].what is ItemKind.CLOSED
        end += 1 if shuts else 0
        starts = at == 0 or items[at - 1].what in CLAUSE_MARKS
        ends = end == len(items) or items[end].what in CLAUSE_MARKS or (shuts and at == 0)
        text = items[at].text
        word = items[at].what is ItemKind.WORDS and (risky(text) or shuts)
        # 12:00-22:00（高温期间）: at other times the hours may be others.
        word = word and not NUMERALS.issuperset(text) and (shuts or not text.endswith(PERIODS))
        if word and starts and ends and not EXTENDING.intersection(text):
            doubts.append(text + (items[end - 1].text if shuts else ""))
            at = end
            continue
        kept.append(items[at])
        at += 1
    return kept


def without_untabled(items: list[PhraseItem], lost: list[str]) -> list[PhraseItem]:
    """8:00-20:00，三伏天24小时开放: hours of a time that no table holds go to the end."""
    kept: list[PhraseItem] = []
    told: list[PhraseItem] = []
    at = 0
    while at < len(items):
        end = _end_of_untabled(items, at)
        if end == at:
            kept.append(items[at])
            at += 1
            continue
        spans = next(i for i in items[at:end] if i.what in TIMED)
        if spans.what is ItemKind.EXTENDED:
            # 三伏天延长至22:00，平时8:00-20:00
            told.append(replace(spans, text=PERHAPS))
            lost.append(items[at].text)
            at = end
            continue
        whole = ((0, DAY),) if spans.what is ItemKind.ALWAYS else (*spans.spans, *spans.doubtful)
        told.append(PhraseItem(what=ItemKind.SOMETIMES, spans=whole, text=items[at].text))
        at = end
    if not any(item.what in HOURS for item in kept):
        return items
    lost.extend(f"{i.text}的时段没有日期" for i in told if i.what is ItemKind.SOMETIMES)
    return [*kept, *told]


def _end_of_untabled(items: list[PhraseItem], at: int) -> int:
    """Where such a clause that begins at `at` ends; `at` itself when none does."""
    text = items[at].text
    starts = at == 0 or items[at - 1].what in CLAUSE_MARKS
    timely = bool(SEASONAL.intersection(text)) and not NEGATIONS.intersection(text)
    place = text[-1:] in PLACES and not text.endswith(PERIODS)
    if items[at].what is not ItemKind.WORDS or not starts or not timely or place:
        return at
    end = at + 1
    while end < len(items) and items[end].what in (ItemKind.OPEN, ItemKind.COLON):
        end += 1
    if end == len(items) or items[end].what not in TIMED:
        return at
    end += 1
    while end < len(items) and items[end].what is ItemKind.OPEN:
        end += 1
    return end if end == len(items) or items[end].what in CLAUSE_MARKS else at


def with_names(items: list[PhraseItem], lost: list[str]) -> list[PhraseItem]:
    """Unknown words: names of parts of the place stay, harmless asides go, all else is Lost."""
    names = [index for index, item in enumerate(items) if item.what is ItemKind.WORDS]
    kept = set(range(len(items)))
    spoken = (
        ItemKind.DAYS,
        ItemKind.SCOPE,
        ItemKind.SPANS,
        ItemKind.ALWAYS,
        ItemKind.OPEN,
        ItemKind.COLON,
    )
    for index in names:
        text = items[index].text.removesuffix("业务") or items[index].text
        if NUMERALS.issuperset(text):
            # "六、日：9:00-17:00": days or dates that were not understood.
            raise Lost(words=text)
        after = items[index + 1].what if index + 1 < len(items) else None
        before = items[index - 1].what if index else None
        aside = after in (None, ItemKind.COMMA, ItemKind.STRONG, ItemKind.RIGHT, ItemKind.ALONE)
        fresh = before in (
            None,
            ItemKind.COMMA,
            ItemKind.STRONG,
            ItemKind.LEFT,
            ItemKind.SPANS,
            ItemKind.RIGHT,
            ItemKind.CLOSED,
            ItemKind.ALWAYS,
            ItemKind.ALONE,
            ItemKind.REALLY,
        )
        titled = after is ItemKind.COLON and fresh and not risky(text) and _titles(items) > 1
        room = after is ItemKind.COLON or (after in HOURS and not risky(_bare(text)))
        if fresh and after in spoken and text.endswith(OUTSIDE):
            lost.append(text)
        elif risky(text) and not (fresh and room and named(text)):
            if not _after_time(items, index):
                raise Lost(words=text)
        elif titled or (after in spoken and fresh and _is_part(items[index].text)):
            lost.append(text)
        elif not (aside and fresh) and not _after_time(items, index):
            raise Lost(words=text)
        else:
            if not _after_time(items, index):
                kept.discard(index)
            lost.append(text)
    return [item for index, item in enumerate(items) if index in kept]


def _is_part(text: str) -> bool:
    """现金业务: what is done there names a counter."""
    return text[-1] in PLACES or text.endswith("业务")


def _bare(text: str) -> str:
    """A name without what looks like a word on time: 休息大厅, 室外广场."""
    for word in ("休息", *OUTSIDE):
        text = text.replace(word, "")
    return text


def _titles(items: list[PhraseItem]) -> int:
    """How many words have a colon behind them: 图书借阅：…；自习室：…"""
    kinds = [item.what for item in items]
    return sum(pair == (ItemKind.WORDS, ItemKind.COLON) for pair in pairwise(kinds))


def _after_time(items: list[PhraseItem], index: int) -> bool:
    """Whether a word stands in a bracket that tells what happens after some minute."""
    while index > 0 and items[index].what in (ItemKind.WORDS, ItemKind.ALONE):
        index -= 1
    return items[index].what is ItemKind.START and items[index].text == "后"
