"""The state of a pair in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.pairs.model import ListedPair, Pair, PairStanding, due
from stations.pairs.suggestions import Suggestion
from stations.registry.model import Station, star_words
from stations.registry.scoping import scope_of

STRONG, WEAK = "带头站", "提升站"


def stands(
    pair: Pair, now: PairStanding, closed: list[str], *, today: date, last: date | None
) -> str:
    """How a pair stands, in one sentence."""
    if pair.ended_on is not None:
        return f"{pair.ended_on} 结束：{pair.ended_why}"
    if closed:
        return f"“{closed[0]}”已撤销，这一对随之结束。"
    until = due(last or pair.began_on)
    if now is PairStanding.OVERDUE:
        return f"该交流了：最迟应在 {until}，已经过了 {(today - until).days} 天。"
    return f"下一次交流最迟在 {until}。"


def row(one: ListedPair, *, today: date) -> dict[str, Any]:
    """A pair in a list."""
    closed = [one.closed] if one.closed else []
    return {
        "it": one,
        "words": stands(one.pair, one.standing, closed, today=today, last=one.last_on),
        "late": one.standing is PairStanding.OVERDUE,
    }


def side(station: Station, who: Account) -> dict[str, Any]:
    """One station of a pair; `theirs` is who may open it."""
    return {
        "it": station,
        "star": stars(station.star.level if station.star else 0),
        "place": codes.path(station.place.area_code),
        "theirs": who.may(Action.SEE, scope_of(station)),
    }


def offer(one: Suggestion) -> dict[str, Any]:
    """A suggested pair."""
    apart = one.apart_m
    return {
        "it": one,
        "weak_star": stars(one.weak.star),
        "strong_star": stars(one.strong.star),
        "place": codes.path(one.weak.area_code),
        "strong_place": codes.path(one.strong.area_code),
        "apart": _metres(apart),
        "others": [
            {
                "it": other,
                "star": stars(other.strong.star),
                "apart": _metres(other.apart_m),
                "grounds": "、".join(other.grounds),
            }
            for other in one.others
        ],
    }


def _metres(apart: float) -> str:
    return f"{apart / 1000:.1f} 公里" if apart >= 1000 else f"{apart:.0f} 米"


def stars(level: int) -> str:
    """A number of stars in words."""
    return star_words(level) if level else "没有星级"
