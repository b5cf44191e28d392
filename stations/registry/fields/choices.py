"""What can be chosen for a field: in the form, and in the list that is handed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from stations.areas import codes
from stations.registry.fields.field import Choices
from stations.registry.vocabulary import Vocabulary

E = TypeVar("E", bound=StrEnum)
NOT_REGISTERED = "没有登记"


def terms_of(
    vocabulary_of: Callable[[], Vocabulary], *, first: Choices = ()
) -> Callable[[], Choices]:
    """All terms of a vocabulary: their ids and words."""
    return lambda: (*first, *((term.id, term.zh) for term in vocabulary_of().terms.values()))


def values_of(words: Mapping[E, str]) -> Callable[[], Choices]:
    """All values of a table of words."""
    return lambda: tuple((value.value, word or NOT_REGISTERED) for value, word in words.items())


def words_of(vocabulary_of: Callable[[], Vocabulary]) -> Callable[[str], tuple[str, ...]]:
    """The words of a vocabulary, alike for every area."""
    return lambda area: tuple(term.zh for term in vocabulary_of().terms.values())


def always(*words: str) -> Callable[[str], tuple[str, ...]]:
    """These words, alike for every area."""
    return lambda area: words


def streets(area: str) -> tuple[str, ...]:
    """The streets that a list of this district or street may name; a city has too many."""
    if len(area) < 6:
        return ()
    own = codes.by_code(area)
    if own is not None and own.level == "street":
        return (own.name,)
    return tuple(street.name for street in codes.streets(area))


def districts(area: str) -> tuple[str, ...]:
    """The districts and zones that a list of this area may name; a country has too many."""
    if len(area) >= 6:
        own = codes.by_code(area[:6])
        return (own.name,) if own else ()
    city = codes.city_of(area) if len(area) == 4 else ""
    return tuple(one.name for one in (*codes.districts(city), *codes.zones(city))) if city else ()
