"""Usual answers, as `data/answers.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from stations.config import DATA
from stations.feedback.answering.note_model import NoteKind
from stations.feedback.model import CLOSED, STATE_WORDS


@lru_cache
def usual_answers() -> Mapping[str, tuple[str, ...]]:
    """Sentences by the state that they close a report with, or `interim`."""
    known = {NoteKind.INTERIM.value, *(state.value for state in CLOSED)}
    found = tomllib.loads((DATA / "answers.toml").read_text("utf-8"))
    if not set(found) <= known:
        raise ValueError(f"answers.toml: {set(found) - known} is no end of a report")
    return {key: tuple(found.get(key, ())) for key in sorted(known)}


def by_outcome() -> list[tuple[str, str, tuple[str, ...]]]:
    """Value and words of every end of a report, with its usual answers."""
    ends = [state for state in STATE_WORDS if state in CLOSED]
    return [(end.value, STATE_WORDS[end], usual_answers()[end.value]) for end in ends]
