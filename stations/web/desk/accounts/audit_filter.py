"""What an auditor looks for in the log, as it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import ACTION_WORDS, COMMAND_LINE
from stations.audit.search_store import END, LogQuery
from stations.db.base import Database
from stations.errors import Invalid
from stations.moments import STATION_TIME
from stations.registry.scoping import reach_of
from stations.registry.stored import text_search
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import EVERY_PHASE, StationQuery

NAMES = ("who", "station", "action", "from", "to")
_LONGEST = 60
_MOST = 20
"""Persons or stations that words may mean at once."""
_YEARS = range(2000, 2101)
_COMMAND_LINE_WORDS = "命令行"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """The filters as typed, and what they ask of the log."""

    texts: Mapping[str, str]
    query: LogQuery
    meant: str = ""
    """Which persons and stations the words were taken for."""

    @property
    def given(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: text for name, text in self.texts.items() if text}


def asked(db: Database, given: Mapping[str, str], *, by: Account, today: date) -> AuditFilter:
    """The filter of this address; Invalid where it has an action or a day that is none."""
    texts = {name: " ".join(given.get(name, "").split())[:_LONGEST] for name in NAMES}
    query = LogQuery(before=_number(given.get("before", "")))
    meant = []
    if texts["who"]:
        people = _people(db, texts["who"])
        query = replace(query, actors=list(people))
        meant.append(f"人：{'、'.join(people.values()) or '没有这个人'}")
    if texts["station"]:
        stations = _stations(db, texts["station"], by=by, today=today)
        query = replace(query, subjects=[f"station:{one}" for one, _ in stations])
        meant.append(f"驿站：{'、'.join(name for _, name in stations) or '没有找到'}")
    if texts["action"]:
        if texts["action"] not in ACTION_WORDS:
            raise Invalid("invalid.audit_filter", field="action")
        query = replace(query, actions=[texts["action"]])
    if texts["from"]:
        query = replace(query, begin=_midnight(texts["from"], "from"))
    if texts["to"]:
        query = replace(query, end=_midnight(texts["to"], "to") + timedelta(days=1))
    return AuditFilter(texts=texts, query=query, meant="；".join(meant))


def _people(db: Database, words: str) -> dict[str, str]:
    """Id and shown name of those whose name has these words, or who has exactly this one."""
    folded = text_search.fold(words)
    found = {
        one.id: one.shown
        for one in accounts.every(db)
        if folded in text_search.fold(one.shown) or folded in text_search.fold(one.name)
    }
    if words in _COMMAND_LINE_WORDS:
        found[COMMAND_LINE] = _COMMAND_LINE_WORDS
    return dict(list(found.items())[:_MOST])


def _stations(db: Database, words: str, *, by: Account, today: date) -> list[tuple[str, str]]:
    reach = reach_of(by, Action.AUDIT)
    wanted = StationQuery(words=words, phases=EVERY_PHASE)
    found = desk_search_store.ids(db, reach, wanted, today=today, limit=_MOST)
    return found or desk_search_store.ids(
        db, reach, StationQuery(ids=(words,), phases=EVERY_PHASE), today=today, limit=1
    )


def _midnight(text: str, name: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in _YEARS:
        raise Invalid("invalid.audit_filter", field=name)
    return datetime.combine(day, time(), tzinfo=STATION_TIME)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:40])):
        return END
    if len(text) >= len(str(END)):
        raise Invalid("invalid.audit_filter", field="before")
    return int(text)
