"""What words mean beside the names of stations: a landmark from which a list begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stations.places.landmark_shelf import CityLandmarks
from stations.places.matching_names import Closeness, Match
from stations.places.model import Landmark, LandmarkKind
from stations.web.public.row_view import Link
from stations.web.public.search_state import Looking

_MOST = 6
_LONG = frozenset({LandmarkKind.ROAD})
"""Of these the name alone tells no place to begin at, where stations are called so too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkAnswer:
    """The landmark of the words, if one is meant, and others that could be."""

    start: Landmark | None = None
    corrected: bool = False
    """Whether the words are not quite its name."""
    others: tuple[Landmark, ...] = ()
    attributions: tuple[str, ...] = ()
    """Who is to be named for them."""


NOTHING_MEANT = LandmarkAnswer()


def answer(words: str, city: CityLandmarks | None, *, stations_named: bool) -> LandmarkAnswer:
    """A list begins at a landmark called just so, or where no station here has the words."""
    found = city.matches(words, most=_MOST) if city and words else []
    if not city or not found:
        return NOTHING_MEANT
    attributions = tuple(city.attributions)
    first = found[0]
    if stations_named and not _is_just_that(first):
        close = [one for one in found if one.closeness is not Closeness.ONE_WRONG]
        return LandmarkAnswer(
            others=tuple(one.landmark for one in close), attributions=attributions
        )
    return LandmarkAnswer(
        start=first.landmark,
        corrected=first.closeness is Closeness.ONE_WRONG,
        others=tuple(one.landmark for one in found[1:]),
        attributions=attributions,
    )


def _is_just_that(match: Match) -> bool:
    return match.closeness is Closeness.SAME and match.landmark.kind not in _LONG


def said(landmark: Landmark) -> str:
    """Its name, with 约 where the point is rough."""
    return f"{landmark.name}（约）" if landmark.about else landmark.name


def summary(answer: LandmarkAnswer, words: str, counts: str) -> str:
    """The sentence above a list that begins at a landmark."""
    start = answer.start
    if start is None:
        return ""
    asked = f"没有找到“{words}”，您是不是找“{start.name}”？" if answer.corrected else ""
    return f"{asked}离“{said(start)}”由近到远：{counts}。"


def links(landmarks: Sequence[Landmark], looking: Looking) -> tuple[Link, ...]:
    """The ways to lists that begin at these."""
    return tuple(
        Link(url=replace(looking, words=one.name, page=1).url(), words=said(one))
        for one in landmarks
    )
