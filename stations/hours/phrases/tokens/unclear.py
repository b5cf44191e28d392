"""Clauses that are not understood, but name the days that they are about."""

from collections.abc import Iterator

from stations.hours.phrases.tokens.asides import split_clauses
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind

LISTING = {TokenKind.DAYS, TokenKind.AND, TokenKind.DASH, TokenKind.FILL, TokenKind.NTH}
TURNING = {TokenKind.EXCEPT, TokenKind.EXCEPTED, TokenKind.OUTSIDE, TokenKind.INCLUDING}
"""With one of these, other days than those named may be meant."""

WIDER = set("非除外余其他它每各逢整全前后至到起始止")
"""Unknown words with one of these may name more days."""


def days_left_open(tokens: list[Token]) -> Iterator[tuple[list[Token], str]]:
    """周二至周日9:00-17:00，周一另有安排: the tokens with one such clause made a notice.

    One result for each clause that may be the unclear one, with the words of it.
    """
    clauses = split_clauses(tokens)
    for at, clause in enumerate(clauses):
        days = _days_named(clause)
        if days:
            words = "".join(token.text for token in clause)
            # The mark keeps it apart from hours that follow.
            apart = Token(TokenKind.STRONG, None, "；")
            changed = [*days, Token(TokenKind.NOTICE, None, words), apart]
            whole = [*clauses[:at], changed, *clauses[at + 1 :]]
            yield [token for part in whole for token in part], words


def _days_named(clause: list[Token]) -> list[Token]:
    """The days at the head of an unclear clause; nothing where it may be about others too."""
    end = 0
    while end < len(clause) and clause[end].kind in LISTING:
        end += 1
    head, rest = clause[:end], clause[end:]
    codes = {code for t in head if isinstance(t.value, tuple) for code in t.value}
    unclear = [token.text for token in rest if token.kind is TokenKind.UNKNOWN]
    named = codes and REST not in codes and not codes >= set(ALL_DAYS)
    elsewhere = any(token.kind in {*TURNING, TokenKind.DAYS} for token in rest)
    if not named or not unclear or elsewhere or any(WIDER.intersection(w) for w in unclear):
        return []
    return head
