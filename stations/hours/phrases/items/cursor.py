"""The position of the reader among its tokens."""

from collections.abc import Callable
from dataclasses import dataclass, field

from stations.hours.phrases.items.item import PhraseItem
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind


@dataclass(slots=True)
class Cursor:
    """A place among the tokens, and the items found so far. Spaces are gone before."""

    tokens: list[Token]
    at: int = 0
    items: list[PhraseItem] = field(default_factory=list)
    both: bool = False

    def kind(self, ahead: int = 0) -> TokenKind | None:
        index = self.at + ahead
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else None

    def value(self, ahead: int = 0) -> object:
        return self.tokens[self.at + ahead].value

    def text(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def take(self, *kinds: TokenKind) -> bool:
        if self.kind() in kinds:
            self.at += 1
            return True
        return False

    def trying(self, attempt: Callable[["Cursor"], bool]) -> bool:
        """`attempt`, with the place restored when it fails."""
        before = self.at
        if attempt(self):
            return True
        self.at = before
        return False
