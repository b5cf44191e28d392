"""What goes on at some hours: cleaning takes them away, an activity changes nothing."""

from itertools import pairwise

from stations.hours.phrases.tokens.asides import risky, split_clauses
from stations.hours.phrases.tokens.day_codes import ALL_DAYS
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind

TIMES = {TokenKind.TIME, TokenKind.NUMBER, TokenKind.DOTTED}
WHEN = {
    *TIMES,
    TokenKind.HALF,
    TokenKind.DASH,
    TokenKind.AND,
    TokenKind.NEXT_DAY,
    TokenKind.DAYS,
    TokenKind.NTH,
    TokenKind.DATE,
    TokenKind.SEASON,
    TokenKind.ALWAYS,
}
PLACES = tuple("室间区处部站点柜员房机器")
SERVICE = "service"
"""每天11:00-14:00提供午间休息: where no other hours are told, these are the hours."""

AMENITY = "amenity"
"""卫生间24小时开放: hours of a thing in the place, which are no hours of the place."""

BROKEN = ("维修", "损坏", "故障", "坏了", "停用", "待修", "检修")

NOON = 12 * 60


def without_activities(tokens: list[Token], lost: list[str]) -> list[Token]:
    """8:00-20:00，每周三14:00-16:00义诊: hours of an activity within those of the place.

    Where they may lie outside, they stay behind a mark: perhaps it is open then.
    """
    if not _has(tokens, TokenKind.ACTIVITY):
        return tokens
    parts = _with_more_times(_with_headings(split_clauses(tokens)))
    own = [part for part in parts if not _has(part, TokenKind.ACTIVITY)]
    if not any(_tells_hours(part) for part in own):
        own = [part for part in parts if any(token.value == SERVICE for token in part)]
    others = [token for part in own for token in part]
    always = _has(others, TokenKind.ALWAYS)
    found: list[Token] = []
    for part in parts:
        timed = bool(_times(part)) or (_has(part, TokenKind.ALWAYS) and _amenity(part))
        if not _tells_hours(others) or part in own or not _has(part, TokenKind.ACTIVITY):
            found.extend(_as_words(part, TokenKind.ACTIVITY))
        elif timed and _has(part, TokenKind.CLOSED) and not _amenity(part):
            # 12:30-13:30午餐时间不开放
            found.extend(token for token in part if not _reason(token))
        elif _amenity_shut(part) or (not timed and _bears_on_nothing(part)):
            lost.append("".join(token.text for token in part))
        elif timed:
            words = "".join(token.text for token in part)
            lost.append(words)
            if not always and not _within(_times(part), _times(others)):
                when = [token for token in part if token.kind in WHEN]
                found.extend((Token(TokenKind.ACTIVITY, None, words), *when))
        else:
            found.extend(_as_words(part, TokenKind.ACTIVITY))
    return found


def _tells_hours(tokens: list[Token]) -> bool:
    return any(token.kind in {*TIMES, TokenKind.ALWAYS} for token in tokens)


def _amenity(part: list[Token]) -> bool:
    """Whether it speaks of one thing in the place alone: 卫生间, 饮水机, no room beside it."""
    amenity = any(t.kind is TokenKind.ACTIVITY and t.value == AMENITY for t in part)
    words = [token.text for token in part if token.kind is TokenKind.UNKNOWN]
    return amenity and not any(risky(text) or text[-1] in PLACES for text in words)


def _amenity_shut(part: list[Token]) -> bool:
    """卫生间22点后关闭: the place itself stays open."""
    broken = part[0].value == AMENITY and any(
        token.text.startswith(BROKEN) for token in part[1:] if token.kind is TokenKind.UNKNOWN
    )
    return broken or (_amenity(part) and _has(part, TokenKind.CLOSED))


def _reason(token: Token) -> bool:
    """馆员培训, 午餐: why it is shut."""
    harmless = token.kind is TokenKind.UNKNOWN and not risky(token.text)
    room = token.text[-1] in set(PLACES) - {"员"}
    return token.kind is TokenKind.ACTIVITY or (harmless and not room)


def _bears_on_nothing(part: list[Token]) -> bool:
    """每月15日义诊, 每周二上午理发: on which day, and at no time that is told."""
    when = {token.kind for token in part} - {TokenKind.ACTIVITY, TokenKind.FILL}
    dated = when & {TokenKind.DAYS, TokenKind.DATE, TokenKind.NTH}
    return bool(dated) and when <= {*WHEN, TokenKind.UNKNOWN} and not _risky_words(part)


def _risky_words(part: list[Token]) -> bool:
    return any(token.kind is TokenKind.UNKNOWN and risky(token.text) for token in part)


def cleaning_as_closing(tokens: list[Token], lost: list[str]) -> list[Token]:
    """8:00-20:00（13:00-14:00消毒）: shut while it is cleaned."""
    parts = split_clauses(tokens)
    found: list[Token] = []
    for part in parts:
        if not _has(part, TokenKind.CLEANING):
            found.extend(part)
            continue
        told = any(
            bool(_times(other)) or _has(other, TokenKind.ALWAYS)
            for other in parts
            if other is not part
        )
        found.extend(_cleaned(part, lost) if told else part)
    return _as_words(found, TokenKind.CLEANING)


def _cleaned(part: list[Token], lost: list[str]) -> list[Token]:
    words = "".join(token.text for token in part)
    when = [token for token in part if token.kind in WHEN]
    if any(token.text[:1] in PLACES for token in _behind(part, TokenKind.CLEANING)):
        # 保洁室9:00-17:00
        return part
    if _has(part, TokenKind.CLOSED):
        # 消毒闭站, 盘点不开放: the reason goes.
        return [token for token in part if token.kind is not TokenKind.CLEANING]
    if _times(part):
        lost.append(words)
        return [*when, Token(TokenKind.CLOSED, None, words)]
    days = {code for token in when if isinstance(token.value, tuple) for code in token.value}
    if days <= set(ALL_DAYS) and len(days) in (0, len(ALL_DAYS)):
        # 每日消毒, 为馆内清洁消毒时间: at no hour that is told.
        lost.append(words)
        return []
    if when and when[-1].kind in (TokenKind.DAYS, TokenKind.HALF):
        # 周一例行维护: perhaps it is shut.
        lost.append(words)
        named = [token for token in when if token.kind is not TokenKind.HALF]
        return [*named, Token(TokenKind.NOTICE, None, words)]
    return part


def _behind(part: list[Token], kind: TokenKind) -> list[Token]:
    return [after for before, after in pairwise(part) if before.kind is kind]


def _has(tokens: list[Token], kind: TokenKind) -> bool:
    return any(token.kind is kind for token in tokens)


def _times(tokens: list[Token]) -> list[int]:
    """The minutes named, on the clock of twenty-four hours where a half day is told."""
    found = []
    for before, token in pairwise([Token(TokenKind.FILL, None, ""), *tokens]):
        if token.kind is TokenKind.TIME and isinstance(token.value, int):
            late = before.kind is TokenKind.HALF and before.value in ("pm", "evening")
            found.append(token.value + NOON if late and token.value < NOON else token.value)
    return found


def _within(times: list[int], others: list[int]) -> bool:
    """Whether `times` lie between the first and the last of `others`."""
    return bool(times) and bool(others) and min(others) <= min(times) <= max(times) <= max(others)


def _with_headings(parts: list[list[Token]]) -> list[list[Token]]:
    """义诊：每周三14:00-16:00 is one clause."""
    found: list[list[Token]] = []
    for part in parts:
        headed = len(found) > 1 and found[-1][0].text == ":" and _has(found[-2], TokenKind.ACTIVITY)
        if headed:
            found[-2:] = [[*found[-2], *found[-1], *part]]
        else:
            found.append(part)
    return found


def _with_more_times(parts: list[list[Token]]) -> list[list[Token]]:
    """8:00-22:00；淋浴间：11:00-13:00，17:00-21:00: the second span is the amenity's too."""
    found: list[list[Token]] = []
    told = False
    for part in parts:
        comma = len(found) > 1 and found[-1][0].kind is TokenKind.COMMA
        amenity = comma and len(found[-2]) > 1 and _amenity(found[-2]) and bool(_times(found[-2]))
        if amenity and told and all(token.kind in {*TIMES, TokenKind.DASH} for token in part):
            found[-2:] = [[*found[-2], Token(TokenKind.AND, None, "、"), *part]]
            continue
        told = told or (bool(_times(part)) and not _has(part, TokenKind.ACTIVITY))
        found.append(part)
    return found


def _as_words(tokens: list[Token], kind: TokenKind) -> list[Token]:
    """What is left of `kind` is words like others; neighbours are one word."""
    found: list[Token] = []
    for token in tokens:
        if token.kind not in (kind, TokenKind.UNKNOWN):
            found.append(token)
            continue
        if token.value == SERVICE:
            found.append(Token(TokenKind.FILL, None, token.text))
            continue
        text = token.text
        if found and found[-1].kind is TokenKind.UNKNOWN:
            text = found.pop().text + text
        found.append(Token(TokenKind.UNKNOWN, text, text))
    return found
