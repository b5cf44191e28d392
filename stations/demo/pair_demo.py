"""Pairs of the demo city: one that met, one that is overdue, one just begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.moments import china_day
from stations.pairs import pairing, suggestions
from stations.pairs.model import Exchange
from stations.registry.scoping import reach_of

_EDITOR = "demo-editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """A pair that began so many days ago, with what was done how many days ago."""

    began: int
    met: tuple[tuple[int, str, int | None], ...] = ()


_STORIES = (
    _Story(
        began=90,
        met=(
            (60, "（演示）到带头站看物资台账怎么记，互相交换了值班表。", 5),
            (15, "（演示）带头站来帮着整理热饭区，换了两个插座。", 3),
        ),
    ),
    _Story(began=100, met=((80, "（演示）一起做了一次消防检查。", None),)),
    _Story(began=3),
)


def add(db: Database, at: datetime) -> int:
    """Pairs weak stations of the demo district with the nearest strong ones; how many pairs."""
    editor = next(one for one in accounts.every(db) if one.demo and one.name == _EDITOR)
    reach = reach_of(editor, Action.PAIR)
    offered, _ = suggestions.suggested(db, reach, today=china_day(at), page=1)
    for story, one in zip(_STORIES, offered, strict=False):
        begun = _act(editor, pairing.PAIRED, at - timedelta(days=story.began))
        pair = pairing.begin(db, one.strong.id, one.weak.id, by=editor, act=begun)
        for days, words, people in story.met:
            met = _act(editor, pairing.MET, at - timedelta(days=days))
            given = Exchange(day=china_day(met.at), words=words, people=people)
            pairing.write(db, pair.id, given, by=editor, act=met)
    return min(len(_STORIES), len(offered))


def _act(who: Account, action: str, at: datetime) -> Act:
    return Act(actor=who.id, by=who.shown, action=action, at=at)
