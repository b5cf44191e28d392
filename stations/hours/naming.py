"""Which unknown words are names of parts of the place, and which are asides?"""

from stations.hours.clauses import named, risky
from stations.hours.items import Item, Lost, What

PLACES = set("厕馆室区厅部店站心处楼层园屋口务院台间场城街吧庭廊亭舱公私行所社房库柜机")
"""How names of places and counters end; other words before hours may be a condition."""


def solid(items: list[Item]) -> list[Item]:
    """Without marks at both ends and empty brackets."""
    found: list[Item] = []
    for item in items:
        if item.what is What.RIGHT and found and found[-1].what is What.LEFT:
            found.pop()
            continue
        lone = item.what is What.RIGHT and len(found) > 1 and found[-2].what is What.LEFT
        if lone and found[-1].what in (What.ALONE, What.STAFFED, What.INCLUDING):
            del found[-2]
            continue
        found.append(item)
    marks = (What.COMMA, What.COLON, What.STRONG)
    while found and found[-1].what in marks:
        found.pop()
    while found and found[0].what in marks:
        found.pop(0)
    return found


def with_names(items: list[Item], lost: list[str]) -> list[Item]:
    """Unknown words: names of parts of the place stay, harmless asides go, all else is Lost."""
    names = [index for index, item in enumerate(items) if item.what is What.WORDS]
    kept = set(range(len(items)))
    spoken = (What.DAYS, What.SCOPE, What.SPANS, What.ALWAYS, What.OPEN, What.COLON)
    for index in names:
        text = items[index].text
        after = items[index + 1].what if index + 1 < len(items) else None
        before = items[index - 1].what if index else None
        aside = after in (None, What.COMMA, What.STRONG, What.RIGHT, What.ALONE)
        fresh = before in (None, What.COMMA, What.STRONG, What.LEFT, What.SPANS, What.RIGHT,
                           What.CLOSED, What.ALWAYS, What.ALONE, What.REALLY)  # fmt: skip
        if risky(text) and not (fresh and after is What.COLON and named(text)):
            if not _after_time(items, index):
                raise Lost
        elif after in spoken and fresh and text[-1] in PLACES:
            lost.append(text)
        elif not (aside and fresh) and not _after_time(items, index):
            raise Lost
        else:
            if not _after_time(items, index):
                kept.discard(index)
            lost.append(text)
    return [item for index, item in enumerate(items) if index in kept]


def _after_time(items: list[Item], index: int) -> bool:
    """Whether a word stands in a bracket that tells what happens after some minute."""
    while index > 0 and items[index].what in (What.WORDS, What.ALONE):
        index -= 1
    return items[index].what is What.START and items[index].text == "后"
