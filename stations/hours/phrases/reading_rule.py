"""One rule of the reader, with its example and the reading of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Place = TypeVar("Place")


class Lost(Exception):  # noqa: N818 - no error: the reader's way of saying "not understood"
    """The phrase says something about time that is not understood."""

    def __init__(self, rule: str = "", *, words: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        """The name of the rule that gave up."""

        self.words = words
        """The words at which it gave up, where they are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRule(Generic[Place]):
    """What is tried at a place of the phrase.

    `name` is how `stations hours read --why` calls it. `reading` is the expression of the phrase
    `example`, which needs the rule. `apply` answers False where the rule has nothing to say,
    and raises Lost where it may not be passed over.
    """

    name: str
    example: str
    reading: str
    apply: Callable[[Place], bool]

    def applied(self, place: Place) -> bool:
        """`apply`, with the name of the rule on what it raises."""
        try:
            return self.apply(place)
        except Lost as lost:
            lost.rule = lost.rule or self.name
            raise
