"""What can go wrong, in three kinds, each with one sentence that a person can act on."""


class StationsError(Exception):
    """Base of every error that this program raises on purpose.

    `message` is one Simplified Chinese sentence: what, where and what to do.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(StationsError):  # noqa: N818 - a kind of answer, and it reads so at the raise
    """The thing asked for does not exist, or is not for this person to know of."""


class Invalid(StationsError):  # noqa: N818
    """What was given cannot be right. `field` names the parameter, column or setting."""

    def __init__(self, message: str, *, field: str = "", code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class Refused(StationsError):  # noqa: N818
    """The request is understood and will not be carried out. `code` is its short name."""

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code
