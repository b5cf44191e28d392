"""Tokens made into items."""

from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.item import PhraseItem
from stations.hours.phrases.items.item_rules import ITEM_RULES
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.tokens.token import Token


def read_items(tokens: list[Token], used: list[str]) -> list[PhraseItem]:
    """Walks the tokens once; the names of the rules that were applied go to `used`."""
    cursor = Cursor(tokens)
    while cursor.at < len(tokens):
        at = cursor.at
        try:
            rule = next((rule for rule in ITEM_RULES if cursor.trying(rule.applied)), None)
            if rule is None:
                raise Lost("不认识的写法")
        except Lost as lost:
            lost.words = lost.words or "".join(token.text for token in tokens[at : cursor.at + 1])
            raise
        used.append(rule.name)
    return cursor.items
