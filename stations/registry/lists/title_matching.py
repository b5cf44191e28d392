"""Our columns for the titles of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stations.errors import Refused
from stations.folding import folded
from stations.registry.fields import BY_KEY
from stations.registry.fields.field import Field
from stations.registry.lists.columns import meaning, title_meanings
from stations.registry.lists.columns.meaning import Meaning


def named(title: str, *, mapping: Mapping[str, str]) -> Field[Any] | None:
    """The field that a title means, or means a part of; None where it means nothing to us.

    A title that `mapping` (their title → our key or title) gives no name is left aside.
    """
    is_chosen, found = chosen(title, mapping=mapping)
    if not is_chosen:
        found = title_meanings.of_title(title)
    return found.field if found else None


def chosen(title: str, *, mapping: Mapping[str, str]) -> tuple[bool, Meaning | None]:
    """Whether a person has said what stands under a title, and what; Refused for a wrong name."""
    wanted = folded(title)
    for theirs, name in mapping.items():
        if folded(theirs) == wanted:
            return True, _ours(name, title) if name else None
    return False, None


def _ours(name: str, title: str) -> Meaning:
    found = meaning.of_key(name)
    field = None if found else title_meanings.by_name(name)
    if field is not None:
        found = Meaning(field=field)
    if found is None:
        raise Refused("bad_mapping", name=name[:50], choices=[*BY_KEY])
    own = title_meanings.of_title(title)
    if own and own.datum and not found.datum and found.field == own.field and name.count(":") == 0:
        # 经度（百度）, said to be the longitude, is one of Baidu's all the same.
        return Meaning(field=found.field, part=found.part, datum=own.datum)
    return found
