"""What was said and done about a report since it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.errors import Invalid
from stations.feedback.model import LONGEST_REPLY


class NoteKind(StrEnum):
    INTERIM = "interim"
    """What is being done, for the reporter."""
    COMMENT = "comment"
    """For colleagues only."""
    HANDED = "handed"
    """That it went on to somebody else, with a word for colleagues."""
    ANSWER = "answer"
    """The answer that stood before the report was opened again."""
    SUPPLEMENT = "supplement"
    """What is added to an answer, or put right in it."""
    REOPENED = "reopened"
    """Why the reporter opened it again."""


TOLD = frozenset(NoteKind) - {NoteKind.COMMENT}
"""What the reporter sees; of a handing on not the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing said or done."""

    kind: NoteKind
    words: str = ""
    about: str = ""
    """The state in which an answer closed the report, or who has got it."""
    at: datetime
    actor: str
    said_by: str

    def __post_init__(self) -> None:
        if len(self.words) > LONGEST_REPLY:
            raise Invalid("invalid.reply_length", field="words", longest=LONGEST_REPLY)
        if not self.words and self.kind is not NoteKind.HANDED:
            raise Invalid("invalid.no_words", field="words")
