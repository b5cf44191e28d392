"""For whom a place is open, and what one does there: 供户外劳动者休息, 设有卫生间."""

from stations.hours.phrases.tokens.asides import split_clauses
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind

HEADS = ("供", "可供", "可", "可以", "为", "免费为", "面向", "向", "给", "提供", "免费提供", "欢迎")
FURNISHED = ("设有", "内设", "配有", "配备", "备有", "内有", "站内有")
PEOPLE = ("向", "面向", "对", "免费向")
WITHIN = {
    TokenKind.UNKNOWN,
    TokenKind.FILL,
    TokenKind.AND,
    TokenKind.OUTSIDE,
    TokenKind.BEFORE,
    TokenKind.ACTIVITY,
    TokenKind.ACCESS,
    TokenKind.OPEN,
    TokenKind.STAFFED,
}
RESTS = ("休息", "午休", "午间休息", "中午休息", "休")
"""Closing words that are what one comes for."""

LEFT_ALONE = {TokenKind.HALF, TokenKind.FILL, TokenKind.EXTRA, TokenKind.UNKNOWN}
TIMED = {TokenKind.TIME, TokenKind.NUMBER, TokenKind.DOTTED, TokenKind.ALWAYS}
NEGATIONS = set("不停闭关未非无禁谢")


def without_verb_in_span(tokens: list[Token], _: list[str]) -> list[Token]:
    """早上9点营业到晚上10点: the verb between the ends of a span says nothing of them."""
    ends = (TokenKind.TIME, TokenKind.HALF, TokenKind.NEXT_DAY)
    return [
        token
        for before, token, dash, after in zip(
            [None, *tokens], tokens, [*tokens[1:], None], [*tokens[2:], None, None], strict=False
        )
        if not (
            token.kind is TokenKind.OPEN
            and before is not None
            and before.kind is TokenKind.TIME
            and dash is not None
            and dash.kind is TokenKind.DASH
            and after is not None
            and after.kind in ends
        )
    ]


def without_purposes(tokens: list[Token], lost: list[str]) -> list[Token]:
    """8:00-20:00供环卫工人休息: no closing; 每天8:00-20:00免费向市民开放."""
    found: list[Token] = []
    for clause in split_clauses(tokens):
        at = _purpose(clause)
        if at == len(clause):
            found.extend(clause)
            continue
        end = _end_of_purpose(clause, at)
        lost.append("".join(token.text for token in clause[at:end]))
        left = [*clause[:at], *clause[end:]]
        if not {token.kind for token in left} <= LEFT_ALONE:
            found.extend(left)
    return found


def _purpose(clause: list[Token]) -> int:
    """Where the purpose begins; the length of the clause where there is none."""
    for at, token in enumerate(clause):
        if token.kind in (TokenKind.UNKNOWN, TokenKind.FILL) and _is_purpose(clause, at):
            return at
    return len(clause)


def _is_purpose(clause: list[Token], at: int) -> bool:
    head, end = clause[at].text, _end_of_purpose(clause, at)
    said = clause[at:end]
    words = "".join(token.text for token in said if token.text not in RESTS)
    if (end == at + 1 and head in HEADS) or NEGATIONS.intersection(words):
        return False
    if head.startswith(("欢迎", *FURNISHED)):
        return clause[at].kind is TokenKind.UNKNOWN
    rests = any(token.text in RESTS for token in said)
    served = head.startswith(PEOPLE) and end < len(clause) and clause[end].kind is TokenKind.OPEN
    # 周一可休息: perhaps the place has its day of rest.
    timed = any(token.kind in TIMED for token in clause[:at])
    timed = timed or all(token.kind in LEFT_ALONE for token in (*clause[:at], *clause[end:]))
    return served or (rests and timed and head.startswith(HEADS))


def _end_of_purpose(clause: list[Token], at: int) -> int:
    """Behind 休息, before the verb of 向市民开放, or where another thing is said."""
    end = at + 1
    while end < len(clause):
        token = clause[end]
        rests = token.kind is TokenKind.CLOSED and token.text in RESTS
        verb = token.kind is TokenKind.OPEN and clause[at].text.startswith(PEOPLE)
        if verb or not (rests or token.kind in WITHIN):
            break
        end += 1
    return end
