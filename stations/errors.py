"""What can go wrong, in three kinds, each with a key and the values that belong to it."""

from typing import Any

from stations import sentences


class StationsError(Exception):
    """Base of every error that this program raises on purpose.

    `key` names the sentence in data/words and `values` fill it: `code` is its first part, by which
    programs tell errors apart. `field` names the parameter, column or setting that is meant.
    """

    def __init__(self, key: str, /, *, field: str = "", code: str = "", **values: Any) -> None:
        super().__init__(key, values)
        self.key = key
        self.code = code or key.partition(".")[0]
        self.field = field
        self.values = values

    @property
    def message(self) -> str:
        """One Simplified Chinese sentence: what, where and what to do."""
        return sentences.filled(self.key, self.values)

    def __str__(self) -> str:
        return self.message


class NotFound(StationsError):  # noqa: N818 - a kind of answer, and it reads so at the raise
    """The thing asked for does not exist, or is not for this person to know of."""


class Invalid(StationsError):  # noqa: N818
    """What was given cannot be right."""


class Refused(StationsError):  # noqa: N818
    """The request is understood and will not be carried out."""
