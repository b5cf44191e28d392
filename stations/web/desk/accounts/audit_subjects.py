"""What an entry of the log is about, by its name and with a way there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for

from stations.accounts import store as accounts
from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import NotFound
from stations.registry.scoping import scope_of
from stations.registry.stored import store


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of subject: its word, and its page where there is one."""

    word: str
    endpoint: str = ""
    argument: str = ""
    action: Action = Action.SEE
    """What one must be allowed to do to open the page."""


_KINDS: Mapping[str, _Kind] = {
    "station": _Kind(word="驿站", endpoint="desk_station.overview", argument="station_id"),
    "account": _Kind(word="账号"),
    "report": _Kind(word="反映", endpoint="reports.one", argument="report_id"),
    "review": _Kind(word="星级评定", endpoint="desk_reviews.one", argument="review_id",
                    action=Action.SEE_REVIEWS),
    "cycle": _Kind(word="一轮评定", endpoint="desk_cycles.one", argument="cycle_id",
                   action=Action.RUN_CYCLE),
    "pair": _Kind(word="结对", endpoint="desk_pairs.one", argument="pair_id",
                  action=Action.SEE_REVIEWS),
    "activity": _Kind(word="活动", endpoint="desk_activities.one", argument="activity_id"),
    "payment": _Kind(word="经费", endpoint="money.one", argument="payment_id",
                     action=Action.SEE_MONEY),
    "small_wish": _Kind(word="微心愿", endpoint="desk_small_wishes.one", argument="wish_id"),
    "menu": _Kind(word="点单的菜单", endpoint="desk_menus.one", argument="menu_id"),
    "campaign": _Kind(word="送清凉一类的行动", endpoint="desk_campaigns.one",
                      argument="campaign_id"),
    "network": _Kind(word="网络", endpoint="desk_networks.one", argument="network_id"),
    "import": _Kind(word="导入的名单", endpoint="import_past.one", argument="import_id",
                    action=Action.IMPORT),
    "giveaway": _Kind(word="物资发放", endpoint="desk_giveaways.one", argument="giveaway_id"),
    "draw": _Kind(word="暗访抽签"),
    "objection": _Kind(word="异议"),
    "budget": _Kind(word="经费预算"),
    "money": _Kind(word="经费名单"),
    "yearbook": _Kind(word="年报"),
    "landmarks": _Kind(word="地名"),
    "holidays": _Kind(word="节假日"),
    "stations": _Kind(word="多个驿站"),
    "rechecks": _Kind(word="复核"),
    "voice": _Kind(word="劳动者的评价和反映"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectWords:
    """What is told of a subject; `url` may be empty."""

    words: str
    url: str = ""


def words(db: Database, subjects: Iterable[str], *, by: Account) -> dict[str, SubjectWords]:
    """The subjects of entries in words; no name of what this person may not see."""
    every = set(subjects)
    ids = [one.partition(":")[2] for one in every if one.startswith("station:")]
    names = {
        one.id: one.name
        for one in store.some(db, ids).values()
        if by.may(Action.AUDIT, scope_of(one))
    }
    return {one: _told(db, one, names, by=by) for one in every}


def _told(db: Database, subject: str, names: Mapping[str, str], *, by: Account) -> SubjectWords:
    prefix, _, rest = subject.partition(":")
    kind = _KINDS.get(prefix)
    if kind is None:
        return SubjectWords(words="")
    if prefix == "station":
        name = names.get(rest)
        return SubjectWords(words=name or kind.word, url=_url(kind, rest) if name else "")
    if prefix == "account":
        name = _account_name(db, rest, by=by)
        return SubjectWords(words=f"{kind.word}“{name}”" if name else kind.word)
    linked = kind.endpoint and by.may(kind.action)
    return SubjectWords(words=kind.word, url=_url(kind, rest) if linked else "")


def _url(kind: _Kind, rest: str) -> str:
    return url_for(kind.endpoint, **{kind.argument: rest})  # type: ignore[arg-type]


def _account_name(db: Database, account_id: str, *, by: Account) -> str:
    """How an account is called; '' of one whose rights lie elsewhere, or that is none."""
    try:
        found = accounts.get(db, account_id)
    except NotFound:
        return ""
    own = by.areas_for(Action.AUDIT)
    scopes = [Scope(areas=(grant.area,)) for grant in found.grants if not grant.station_id]
    seen = "" in own or any(by.may(Action.AUDIT, scope) for scope in scopes)
    return found.shown if seen else ""
