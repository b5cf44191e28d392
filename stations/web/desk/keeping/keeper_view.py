"""What the page of one's own station shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import listing_store
from stations.areas import codes
from stations.db.base import Database
from stations.errors import NotFound
from stations.feedback import report_store
from stations.feedback.model import KIND_WORDS, OPEN, Report
from stations.feedback.model import STATE_WORDS as REPORT_WORDS
from stations.moments import STATION_TIME, china_day, china_text
from stations.notifying import messages
from stations.registry import openness, vocabulary
from stations.registry.daily import confirmation_undo, short_closings
from stations.registry.entries import closing
from stations.registry.model import Station
from stations.registry.outages.noting import OutageDeed
from stations.registry.scoping import Reach, scope_of
from stations.registry.states import AmenityState
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations
from stations.stars import award_store, secrecy, store
from stations.stars.model import STATE_WORDS, Review, ReviewState
from stations.web.desk.activities import activity_view
from stations.web.desk.reviews import review_words
from stations.web.state_words import Teller

_MOST_REPORTS = 10
_MOST_STATIONS = 50
_TO_DO = {
    ReviewState.DRAFT: "把申报填完，再点“申报”。",
    ReviewState.SUBMITTED: "现在不用做什么，等区里初核。",
    ReviewState.CHECKED: "评审员会上门看。按开放时间开着门，设施能用就好。",
    ReviewState.INSPECTED: "现在不用做什么，等公示。",
    ReviewState.NOTICED: "正在公示，等结果。",
    ReviewState.AWARDED: "保持下去，按时核对信息。",
    ReviewState.RETURNED: "按退回的原因补好，再报一次。",
    ReviewState.RECTIFYING: "按期整改，做完了在评定页面报“整改做完了”。",
    ReviewState.REFUSED: "不服的话，可以在期限内申诉。",
    ReviewState.VETOED: "不服的话，可以在期限内申诉。",
    ReviewState.WARNED: "星级还在。不服的话，可以在期限内申诉；期满由另一位审批人决定。",
    ReviewState.APPEALED: "现在不用做什么，等答复。",
    ReviewState.STRUCK_OFF: "看看原因，改好以后可以再申报。",
    ReviewState.WITHDRAWN: "想评的话，可以重新申报。",
}
_SAYS_WHY = frozenset(
    {
        ReviewState.RETURNED, ReviewState.RECTIFYING, ReviewState.REFUSED, ReviewState.VETOED,
        ReviewState.WARNED, ReviewState.STRUCK_OFF,
    }
)  # fmt: skip
"""What has a reason that the keeper has to know first."""


def kept(db: Database, who: Account) -> list[Station]:
    """The single stations that somebody keeps, by name; those that are gone are left out."""
    found = []
    for station_id in who.stations_for(Action.VERIFY)[:_MOST_STATIONS]:
        try:
            found.append(stations.get(db, station_id))
        except NotFound:
            # Rights may be given before the station is made.
            continue
    return sorted(found, key=lambda one: (one.name, one.id))


def shown(db: Database, station: Station, who: Account, *, at: datetime) -> dict[str, Any]:
    """All values of the template."""
    today, scope = china_day(at), scope_of(station)
    confirmed = confirmation_undo.last(db, station.id, by=who, at=at)
    line = Teller(at, holiday_store.calendar(db)).line(openness.of_station(station))
    return {
        "it": station,
        "others": [one for one in kept(db, who) if one.id != station.id],
        "place": codes.path(station.place.area_code) or station.place.area_words,
        "line": line,
        "confirmed": confirmed
        and {"number": confirmed.number, "at": f"{confirmed.at.astimezone(STATION_TIME):%H:%M}"},
        "shut": [one.reason for one in short_closings.of_today(station, today=today)],
        "unconfirmed": [one for one in station.closures if closing.waits(one, today=today)],
        "hours_shut": short_closings.of(station, today=today),
        **_stock(station),
        "review": _review(db, station, who, at=at) if who.may(Action.SEE_REVIEWS, scope) else None,
        "award": award_store.current(db, station.id),
        "told_new": messages.page(db, who, today=today, only_new=True),
        "reports": [_report(one) for one in report_store.of_station(
            db, station.id, limit=_MOST_REPORTS
        )],
        "happening": activity_view.coming(db, station.id, now=at),
        "awaited": activity_view.awaited(
            db, listing_store.without_result(db, Reach(stations=(station.id,)), now=at)
        ),
        "may": {action.value: who.may(action, scope) for action in Action},
    }  # fmt: skip


def things(station: Station, deed: OutageDeed) -> list[str]:
    """What a tap can be about: amenities that are there, or all supplies.

    Those that are so already are among them: a second press says so.
    """
    if deed in (OutageDeed.USED_UP, OutageDeed.RESTOCKED):
        return list(vocabulary.supplies().terms)
    return [*_in(station, AmenityState.AVAILABLE), *_in(station, AmenityState.OUT_OF_ORDER)]


def _in(station: Station, state: AmenityState) -> list[str]:
    return [one.id for one in station.amenities if one.state is state]


def _stock(station: Station) -> dict[str, list[tuple[str, str]]]:
    """What is broken and what works, what has run out and what is there, with its words."""
    out, supplies = {*station.out_of_stock}, vocabulary.supplies().terms
    listed = {
        "broken": _in(station, AmenityState.OUT_OF_ORDER),
        "working": _in(station, AmenityState.AVAILABLE),
        "used_up": [one for one in supplies if one in out],
        "in_stock": [one for one in supplies if one not in out],
    }
    words = {**vocabulary.amenities().terms, **supplies}
    return {key: [(one, words[one].zh) for one in ids] for key, ids in listed.items()}


def _review(db: Database, station: Station, who: Account, *, at: datetime) -> dict[str, Any] | None:
    """The newest review that a keeper may know of: how it stands, days left, what to do."""
    known = (one for one in store.of_station(db, station.id) if not secrecy.hidden(db, one, by=who))
    review = next(known, None)
    if review is None:
        return None
    left = review_words.deadline(review, holiday_store.calendar(db), today=china_day(at))
    return {
        "id": review.id,
        "state": STATE_WORDS[review.state],
        "stars": review.stars if review.state is ReviewState.AWARDED else 0,
        "left": left,
        "todo": _TO_DO.get(review.state, "看看这次评定的页面。"),
        "why": _why(db, review),
    }


def _why(db: Database, review: Review) -> str:
    if review.state not in _SAYS_WHY:
        return ""
    steps = store.steps(db, review.id)
    return steps[-1].reason if steps else ""


def _report(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "kind": KIND_WORDS[report.said.kind],
        "words": report.said.words,
        "state": REPORT_WORDS[report.state],
        "open": report.state in OPEN,
        "reply": report.reply,
        "at": china_text(report.at),
    }
