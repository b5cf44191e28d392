"""What a cell of a state says beside the state itself: 否，仅限内部职工; 是（需预约）."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stations.registry import phase_words
from stations.registry.fields import terms
from stations.registry.lists.columns import amenity_marks, cell_contents
from stations.registry.lists.columns.amenity_marks import AmenityMark
from stations.registry.states import PHASE_WORDS, Phase

_ASKED = re.compile(r"[是能可]否|与否|是不是")
_OF_BUILDING = re.compile(r"启用|投用|建成")
_LED = re.compile(
    r"(?P<answer>是的?|√|✓|✔|可以|能|否|×|✗|✘|不是|不能|未|没有|[一-龥]{2,6})"
    r"\s*(?:[,，;；:：。、—-]+|(?P<bracket>[(（]))\s*(?:但是?)?(?P<rest>.+?)(?(bracket)[)）])[。.]?"
)
_OPEN, _SHUT = PHASE_WORDS[Phase.OPEN], PHASE_WORDS[Phase.SUSPENDED]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAnswer:
    """A state as its field reads it, and the words that stood beside it."""

    state: str
    reason: str = ""
    """Why it is not open."""
    note: str = ""
    """What is said of one that is open."""


@lru_cache(maxsize=2_048)
def read(title: str, cell: str) -> StateAnswer:
    """What a cell below a title says of the state of a station."""
    words = unicodedata.normalize("NFKC", cell).strip()
    if not words:
        return StateAnswer(state=cell)
    led = _LED.fullmatch(words)
    state = _state(title, led["answer"]) if led else ""
    if state in ("", _OPEN) and (plain := _state(title, words)):
        return StateAnswer(state=plain)
    rest = led["rest"] if led and state else words
    if phase_words.is_not_for_all(words):
        return StateAnswer(state=_SHUT, reason=rest)
    if state == _OPEN:
        return StateAnswer(state=state, note=rest)
    return StateAnswer(state=state, reason=rest) if state else StateAnswer(state=cell)


def _state(title: str, words: str) -> str:
    """The words of a phase, where these mean one; '' where they mean none."""
    if _ASKED.search(title):
        mark = amenity_marks.read(words).mark
        if mark is AmenityMark.YES:
            return _OPEN
        if mark is AmenityMark.NO:
            return PHASE_WORDS[Phase.PLANNED] if _OF_BUILDING.search(title) else _SHUT
    return PHASE_WORDS[terms.PHASE.read(words)] if cell_contents.is_state(words) else ""
