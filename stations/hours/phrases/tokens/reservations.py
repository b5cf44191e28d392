"""Which clauses keep something open: 以公告为准, 特殊情况另行通知, 视天气调整."""

import re
from collections.abc import Iterator
from itertools import pairwise

from stations.hours.osm.calendar import FESTIVALS
from stations.hours.osm.expression import MONTH_DAYS
from stations.hours.phrases.tokens.asides import ENDS, TIMELY, split_clauses
from stations.hours.phrases.tokens.number_tokens import DIGITS
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind

WEATHER = ("天气", "雨", "风", "雷", "停电", "活动")
EVENT_HEADS = ("遇", "如遇", "若遇", "如", "若", "逢", "因")
EVENTS = ("活动", "会议", "接待", "检修", "维修", "布展", "换展", "施工", "演出", "培训", "任务")
WITHIN_EVENT = (TokenKind.UNKNOWN, TokenKind.FILL, TokenKind.CLOSED, TokenKind.NOTICE)
LENGTH = re.compile(r"(\d+|[一二三四五六七八九十两]+)[天日]")
ONE_DAY = ("1天", "1日", "一天", "一日")
MONTHS = re.compile(r"([2-9]|10|11|[一二三四五六七八九十两])个月")
SINCE = ("起", "开始", "后")
ADJUSTING = ("视", "根据", "依据", "按", "随", "依")
ADJUSTED = ("调整", "而定", "变动", "变化", "决定")


def told_separately(tokens: list[Token], lost: list[str]) -> list[Token]:
    """`tokens` with 以…为准 and 详见… made into one NOTICE each."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _notice_end(tokens, at)
        if end > at:
            words = "".join(token.text for token in tokens[at:end])
            lost.append(words)
            found.append(Token(TokenKind.NOTICE, None, words))
            at = end
            continue
        found.append(tokens[at])
        at += 1
    return found


def _notice_end(tokens: list[Token], at: int) -> int:
    """Where a notice that begins at token `at` ends; `at` itself when none begins here."""
    word = tokens[at].text
    closing = tokens[at].kind is TokenKind.UNKNOWN and any(
        head in word for head in ("以", "详见", "请关注", "关注", "参见", "具体见", "请见", "查看")
    )
    if not closing:
        return at
    end = at
    said = ""
    while end < len(tokens) and tokens[end].kind not in ENDS | {TokenKind.TIME, TokenKind.DATE}:
        said += tokens[end].text
        end += 1
        if said.endswith("为准"):
            return end
    return end if "以" not in word else at


def without_reservations(tokens: list[Token], lost: list[str]) -> list[Token]:
    """`tokens` without standing reservations such as 特殊情况另行通知."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _event_end(tokens, at)
        if tokens[at].kind is TokenKind.SPECIAL:
            end = _reservation_end(tokens, at)
        if end == at:
            found.append(tokens[at])
            at += 1
            continue
        if found and found[-1].kind is TokenKind.AND and tokens[at].kind is TokenKind.SPECIAL:
            # "节假日、重大活动除外": the days before it keep the word.
            found.pop()
            lost.append(tokens[at].text)
            at += 1
            continue
        words = "".join(token.text for token in tokens[at:end])
        unclear = any(token.kind is TokenKind.UNKNOWN for token in tokens[at:end])
        if unclear or any(sign in words for sign in WEATHER):
            lost.append(words)
        at = end
    return found


def _event_end(tokens: list[Token], at: int) -> int:
    """Where 遇社区活动时关闭 ends, `at` itself when no such clause begins here."""
    if tokens[at].text not in EVENT_HEADS or (at and tokens[at - 1].kind not in ENDS):
        return at
    end = at + 1
    while end < len(tokens) and tokens[end].kind in WITHIN_EVENT:
        end += 1
    clause = tokens[at:end]
    named = any(
        token.kind in (TokenKind.UNKNOWN, TokenKind.CLOSED)
        and any(sign in token.text for sign in EVENTS)
        for token in clause
    )
    whole = end == len(tokens) or tokens[end].kind in ENDS
    return (
        end if named and whole and clause[-1].kind in (TokenKind.CLOSED, TokenKind.NOTICE) else at
    )


def _reservation_end(tokens: list[Token], at: int) -> int:
    """The clause of the reservation, and the next one while no time or day stands in it."""
    end = at + 1
    if end < len(tokens) and tokens[end].kind is TokenKind.EXTENDED:
        return at
    if end < len(tokens) and tokens[end].kind is TokenKind.EXCEPTED:
        return end + 1
    while end < len(tokens) and tokens[end].kind not in (
        TokenKind.STRONG,
        TokenKind.LEFT,
        TokenKind.RIGHT,
    ):
        if tokens[end].kind in TIMELY - {TokenKind.CLOSED}:
            # The words belong to another sentence that was glued on: stop before its clause.
            back = end
            while back > at + 1 and tokens[back].kind is not TokenKind.COMMA:
                back -= 1
            return back if back > at + 1 else end
        end += 1
    return end


def closed_for_days(tokens: list[Token], lost: list[str]) -> list[Token]:
    """国庆节放假三天: which of its days is not said."""
    found: list[Token] = []
    for clause in split_clauses(tokens):
        verbs = [at for at, token in enumerate(clause) if token.kind is TokenKind.CLOSED]
        at = verbs[-1] if verbs else len(clause)
        length = "".join(token.text for token in clause[at + 1 :])
        if length in ONE_DAY and any(token.kind is TokenKind.DATE for token in clause[:at]):
            # 5月1日放假一天
            found.extend(clause[: at + 1])
        elif LENGTH.fullmatch(length):
            words = clause[at].text + length
            lost.append(words)
            found.extend((*clause[:at], Token(TokenKind.NOTICE, None, words)))
        else:
            found.extend(clause)
    return found


def own_day_of_festival(tokens: list[Token], lost: list[str]) -> list[Token]:
    """端午节当天休息: the day itself moves, and is one of its days off."""
    found: list[Token] = []
    for clause in split_clauses(tokens):
        kinds = [token.kind for token in clause]
        at = kinds.index(TokenKind.DAYS) if TokenKind.DAYS in kinds else len(clause)
        day = [token.text for token in clause[at + 1 : at + 2]]
        moving = any(
            token.value in (("端午",), ("中秋",), ("清明",)) for token in clause[at : at + 1]
        )
        others = TokenKind.DAYS in kinds[at + 1 :] or at > 0
        if not moving or day not in (["当天"], ["当日"]) or others:
            found.extend(clause)
            continue
        words = "".join(token.text for token in clause[at:])
        lost.append(words)
        found.extend((*clause[: at + 1], Token(TokenKind.NOTICE, None, words)))
        if clause[-1].kind is TokenKind.CLOSED:
            found.extend((Token(TokenKind.STRONG, None, ";"), *_own_days(clause[at]), clause[-1]))
    return found


def _own_days(named: Token) -> Iterator[Token]:
    """The days themselves in the years for which they are known."""
    name = named.value[0] if isinstance(named.value, tuple) else ""
    for n, day in enumerate(FESTIVALS[name]):
        if n:
            yield Token(TokenKind.AND, None, "、")
        yield Token(TokenKind.DATE, (day.year, day.month, day.day), f"{day:%Y-%m-%d}")


def open_for_months(tokens: list[Token], _: list[str]) -> list[Token]:
    """6月30日起开放两个月: the last day follows from the first one."""
    solid = [at for at, token in enumerate(tokens) if token.kind is not TokenKind.FILL]
    for at, follow in pairwise(solid):
        count = _months(tokens, follow)
        since = at > 0 and tokens[at].kind is TokenKind.OPEN and tokens[at - 1].text in SINCE
        day = tokens[at - 2] if since and at > 1 else None
        if not count or day is None or day.kind is not TokenKind.DATE:
            continue
        first = day.value
        if not isinstance(first, tuple) or not first[1] or not first[2]:
            continue
        last = _months_later(first, count)
        whole = (day, Token(TokenKind.DASH, None, "至"), Token(TokenKind.DATE, last, ""))
        return [*tokens[: at - 2], *whole, *tokens[follow + 1 :]]
    return tokens


def _months(tokens: list[Token], at: int) -> int:
    found = MONTHS.fullmatch(tokens[at].text) if tokens[at].kind is TokenKind.UNKNOWN else None
    return (DIGITS.get(found[1]) or int(found[1])) if found else 0


def _months_later(first: tuple[int, int, int], count: int) -> tuple[int, int, int]:
    """The day before the same day, `count` months later."""
    year, month, day = first
    month, years = (month - 1 + count) % 12 + 1, (month - 1 + count) // 12
    if day > 1:
        return (year and year + years, month, min(day - 1, MONTH_DAYS[month - 1]))
    before = (month - 2) % 12 + 1
    years -= month == 1
    return (year and year + years, before, MONTH_DAYS[before - 1])


def in_other_zone(tokens: list[Token], lost: list[str]) -> list[Token]:
    """10:00-20:00（新疆时间8:00-18:00）: the same hours, two hours behind."""
    clauses = split_clauses(tokens)
    told = [_times(clause) for clause in clauses if not _zone(clause)]
    found: list[Token] = []
    for clause in clauses:
        beijing = [time + 120 for time in _times(clause)]
        if _zone(clause) and beijing and beijing in told:
            lost.append("".join(token.text for token in clause))
        else:
            found.extend(clause)
    return found


def _zone(clause: list[Token]) -> bool:
    return any(token.text.startswith(("新疆", "乌鲁木齐")) for token in clause)


def _times(clause: list[Token]) -> list[int]:
    return [t.value for t in clause if t.kind is TokenKind.TIME and isinstance(t.value, int)]


def adjusted(tokens: list[Token], lost: list[str]) -> list[Token]:
    """8:00-18:00（视天气情况适当调整）: usable hours, and no promise."""
    found: list[Token] = []
    for clause in split_clauses(tokens):
        words = "".join(token.text for token in clause)
        timeless = not any(token.kind in TIMELY | {TokenKind.NUMBER} for token in clause)
        if timeless and words.startswith(ADJUSTING) and words.endswith(ADJUSTED):
            lost.append(words)
        else:
            found.extend(clause)
    return found
