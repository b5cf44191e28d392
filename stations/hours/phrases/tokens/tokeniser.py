"""A phrase cut into tokens."""

from stations.hours.phrases.tokens.number_tokens import numeric
from stations.hours.phrases.tokens.spelling import normalised
from stations.hours.phrases.tokens.token import Token, word_at
from stations.hours.phrases.tokens.token_words import TokenKind
from stations.hours.phrases.tokens.weekday_tokens import every_other, more_days, nth, weekday


def tokenise(phrase: str) -> list[Token]:
    """Every character of `phrase` in exactly one token; what is not known is UNKNOWN."""
    text = normalised(phrase)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        token = _token(text, at, tokens)
        if token.kind is TokenKind.UNKNOWN and tokens and tokens[-1].kind is TokenKind.UNKNOWN:
            joined = tokens.pop().text + token.text
            tokens.append(Token(TokenKind.UNKNOWN, joined, joined))
        else:
            tokens.append(token)
        at += len(token.text)
    return tokens


def _token(text: str, at: int, tokens: list[Token]) -> Token:
    char = text[at]
    if char.isspace() and char != "\n":
        end = at
        while end < len(text) and text[end].isspace() and text[end] != "\n":
            end += 1
        return Token(TokenKind.SPACE, None, text[at:end])
    if char in "-~":
        end = at
        while end < len(text) and text[end] in "-~>":
            end += 1
        return Token(TokenKind.DASH, None, text[at:end])
    found = (
        every_other(text, at)
        or weekday(text, at)
        or more_days(text, at, tokens)
        or nth(text, at)
        or numeric(text, at, tokens)
    )
    return found or word_at(text, at)
