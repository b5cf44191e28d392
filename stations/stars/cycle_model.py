"""A cycle of reviews: one year of one area under one version of a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The text of the scheme is kept with it: a review under way keeps the rules it began with."""

    id: str
    scheme_key: str
    scheme_text: str
    year: int
    area: str
    apply_until: date
    """The last day on which stations apply."""
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    cancelled: str = ""
    """Why it was cancelled before anybody had taken part; '' for any other."""
    demo: bool = False

    @property
    def scheme(self) -> Scheme:
        """The rules as they were when it began."""
        return _scheme(self.scheme_text, self.scheme_key)


@lru_cache(maxsize=32)
def _scheme(text: str, key: str) -> Scheme:
    return scheme_file.kept(text, name=key)
