"""A title as it stands over a column: its words, without decoration, and its hints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stations.folding import folded

LONGEST = 40
"""A longer title is a sentence, or data."""
_BRACKETS = re.compile(r"[(\[【{〔<《]([^()\[\]【】{}〔〕<>《》]*)[)\]】}〕>》]")
_WRAPPED = re.compile(r"[(\[【{〔<《「“\"]([^()\[\]【】{}〔〕<>《》「」“”\"]+)[)\]】}〕>》」”\"]")
"""A title that stands in brackets as a whole: 【饮水机】, 《急救箱》."""
_DECORATION = re.compile(
    r"^(?:[*★※●◆▲#+]|[(]?\d{1,2}[)]?[.、．](?!\d)|[一二三四五六七八九十]{1,2}、)+"
)
_ENDS = re.compile(r"[:：*?？。、,，;；]+$")
_MARKS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title of somebody else's list."""

    words: str
    """All of it, without differences of width, case and space."""
    core: str
    """Without decoration and what stands in brackets."""
    hints: tuple[str, ...]
    """What stands in brackets."""

    @property
    def letters(self) -> str:
        """All of it without marks: 县(市、区) is 县市区."""
        return _MARKS.sub("", self.words)

    @property
    def bare(self) -> str:
        """The core without marks: 设施/饮水机 is 设施饮水机."""
        return _MARKS.sub("", self.core)

    @property
    def last(self) -> str:
        """The last part of a core that names what it is part of first: 设施-饮水机."""
        return next((part for part in reversed(_MARKS.split(self.core)) if part), "")


@lru_cache(maxsize=2_048)
def spelled(title: str) -> Title:
    words = folded(title)
    whole = _WRAPPED.fullmatch(words)
    words = whole[1] if whole else words
    core = _DECORATION.sub("", words)
    hints = tuple(hint for hint in _BRACKETS.findall(core) if hint)
    core = _ENDS.sub("", _BRACKETS.sub("", core))
    return Title(words=words, core=core, hints=hints)
