"""A known word at a place of the text."""

from dataclasses import dataclass

from stations.hours.phrases.tokens.token_words import WORDS, TokenKind


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: what it is, what it means, how it was written."""

    kind: TokenKind
    value: object
    text: str
    long: bool = False
    """For numbers: written with four digits."""


def word_at(text: str, at: int) -> Token:
    for word, kind, value in WORDS.get(text[at], ()):
        if text.startswith(word, at) and _stands_alone(text, at, word):
            return Token(kind, value, word)
    return Token(TokenKind.UNKNOWN, text[at], text[at])


def _stands_alone(text: str, at: int, word: str) -> bool:
    """Latin words end where their letters end."""
    if not (word[-1].isascii() and word[-1].isalpha()):
        return True
    after = text[at + len(word) : at + len(word) + 1]
    before = text[at - 1 : at]
    return not (after.isascii() and after.isalpha()) and not (before.isascii() and before.isalpha())
