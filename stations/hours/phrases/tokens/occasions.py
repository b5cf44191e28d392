"""What goes on at some hours: cleaning takes them away, an activity changes nothing."""

from itertools import pairwise

from stations.hours.phrases.tokens.asides import split_clauses
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

NOON = 12 * 60


def without_activities(tokens: list[Token], lost: list[str]) -> list[Token]:
    """8:00-20:00，每周三14:00-16:00义诊: hours of an activity within those of the place.

    Where they may lie outside, they stay behind a mark: perhaps it is open then.
    """
    parts = _with_headings(split_clauses(tokens))
    found: list[Token] = []
    for part in parts:
        others = [token for other in parts if other is not part for token in other]
        always = _has(others, TokenKind.ALWAYS)
        told = always or any(token.kind in TIMES for token in others)
        if not told or not _has(part, TokenKind.ACTIVITY) or not _times(part):
            found.extend(_as_words(part, TokenKind.ACTIVITY))
            continue
        words = "".join(token.text for token in part)
        lost.append(words)
        if not always and not _within(_times(part), _times(others)):
            when = [token for token in part if token.kind in WHEN]
            found.extend((Token(TokenKind.ACTIVITY, None, words), *when))
    return found


def cleaning_as_closing(tokens: list[Token], lost: list[str]) -> list[Token]:
    """8:00-20:00（13:00-14:00消毒）: shut while it is cleaned."""
    parts = split_clauses(tokens)
    found: list[Token] = []
    for part in parts:
        others = [token for other in parts if other is not part for token in other]
        told = bool(_times(others)) or _has(others, TokenKind.ALWAYS)
        found.extend(_cleaned(part, lost) if told and _has(part, TokenKind.CLEANING) else part)
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
