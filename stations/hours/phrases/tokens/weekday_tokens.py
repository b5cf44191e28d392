"""Weekdays at a place of the text."""

import re

from stations.hours.phrases.tokens.day_codes import EVERY_OTHER, PERHAPS_LAST
from stations.hours.phrases.tokens.number_tokens import DIGITS
from stations.hours.phrases.tokens.token import Token, word_at
from stations.hours.phrases.tokens.token_words import TokenKind

SEVERAL = re.compile(r"第[一二三四五](?:个?[、,和及]第?[一二三四五])+个")
"""第二、四个, 第一个和第三个: of several weeks of the month."""

CLOCK = re.compile(r"\d:\d{2}(?![\d:])")
WEEKDAY_DIGITS = (
    {char: index for index, char in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(index + 1): index for index in range(7)}
)


def every_other(text: str, at: int) -> Token | None:
    """隔周六, 单周周日, 单日: which ones is not told, or not in terms of the calendar."""
    if text.startswith(("单日", "双日"), at):
        return Token(
            TokenKind.DAYS, tuple((EVERY_OTHER, day) for day in range(7)), text[at : at + 2]
        )
    for head in ("隔周", "每隔一周", "单周", "双周", "大小周"):
        if text.startswith(head, at):
            start = at + len(head)
            named = weekday(text, start) or weekday(text, start - 1)
            if named is not None and isinstance(named.value, tuple):
                end = start + len(named.text) - (0 if weekday(text, start) else 1)
                codes = tuple((EVERY_OTHER, day) for day in named.value)
                return Token(TokenKind.DAYS, codes, text[at:end])
    return None


def weekday(text: str, at: int) -> Token | None:
    """周一, 星期六, 周六日, 周1: one token for each run of day numbers."""
    if text.startswith("六日", at) and text[at - 1 : at] in tuple(" ;,。\n)、"):
        # 周一至五…；六日…
        return Token(TokenKind.DAYS, (5, 6), "六日")
    for head in ("每周", "每星期", "周", "星期", "礼拜"):
        if not text.startswith(head, at):
            continue
        end = at + len(head)
        days: list[int] = []
        while end < len(text) and text[end] in WEEKDAY_DIGITS and _is_day(text, end):
            days.append(WEEKDAY_DIGITS[text[end]])
            end += 1
        if days:
            return Token(TokenKind.DAYS, tuple(days), text[at:end])
    return None


def more_days(text: str, at: int, before: list[Token]) -> Token | None:
    """The bare day number that goes on after 周一、 or 周一至."""
    solid = [token for token in before[-4:] if token.kind is not TokenKind.SPACE]
    if text[at] not in WEEKDAY_DIGITS or len(solid) < 2:
        return None
    head, mark = solid[-2], solid[-1]
    if text[at].isdigit() and not (head.text[-1].isdigit() and mark.kind is TokenKind.DASH):
        # 周1-5, but not 周一、8点.
        return None
    if head.kind is not TokenKind.DAYS or mark.kind not in (
        TokenKind.AND,
        TokenKind.DASH,
        TokenKind.COMMA,
    ):
        return None
    named = isinstance(head.value, tuple) and isinstance(head.value[0], int)
    if not named or not _is_day(text, at) or len(word_at(text, at).text) > 1:
        return None
    return Token(TokenKind.DAYS, (WEEKDAY_DIGITS[text[at]],), text[at])


def _is_day(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    clock = CLOCK.match(text, at)
    if text[at].isdigit() and (clock or after.isdigit() or (after and after in "点时月.天")):
        return False
    return not (after and after in "月点时号楼层年")


def nth(text: str, at: int) -> Token | None:
    for head in ("每月的", "每个月的", "每个月", "每月", ""):
        if not text.startswith(head, at):
            continue
        rest = text[at + len(head) :]
        if rest.startswith(("最后一天", "最后一日")):
            return Token(
                TokenKind.DAYS, tuple((PERHAPS_LAST, day) for day in range(7)), head + rest[:4]
            )
        for word, value in (("最后一个", -1), ("最末一个", -1)):
            if rest.startswith(word):
                return Token(TokenKind.NTH, value, head + word)
        if rest.startswith(("最后一周", "最末一周")):
            return Token(TokenKind.NTH, 0, head + rest[:4])
        several = SEVERAL.match(rest)
        if several:
            which = tuple(DIGITS[char] for char in several[0] if char in DIGITS)
            return Token(TokenKind.NTH, which, head + several[0])
        if rest[:1] == "第" and rest[1:2] in DIGITS and rest[2:3] in ("个", "周"):
            # "第一周周一" is the week, not the first Monday; only 第一个 counts Mondays.
            value = DIGITS[rest[1]] if rest[2] == "个" else 0
            return Token(TokenKind.NTH, value, head + rest[:3])
    return None
