"""Objections to a review as a page shows them."""

from __future__ import annotations

from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.moments import china_day, china_text
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.stars import objection_store
from stations.stars.model import Review, ReviewState
from stations.stars.objection_store import Objection, ObjectionState
from stations.web import clock
from stations.web.desk.reviews import review_words as words

_STATE_WORDS = {
    ObjectionState.NEW: "还没答复",
    ObjectionState.UPHELD: "成立",
    ObjectionState.REJECTED: "不成立",
}


def shown(db: Database, review: Review, station: Station, *, who: Account) -> list[dict[str, Any]]:
    """Every objection, with its form where it waits for this account."""
    today = china_day(clock.now())
    judges = who.may(Action.SEE_SIGNS, scope_of(station))
    parties = (review.applicant, review.checker, review.inspector)
    may = who.may(Action.DECIDE, scope_of(station)) and who.id not in parties
    return [
        {
            "it": one,
            # Who keeps the station must not guess from the words whose they are.
            "words": one.words if judges else "",
            "at": china_text(one.at),
            "state": _STATE_WORDS[one.state],
            "late": _waits(one) and one.due_on is not None and one.due_on < today,
            "until": f"{words.day_words(one.due_on, today=today)}前答复"
            if one.due_on and _waits(one)
            else "",
            "answerable": may and _waits(one),
            "again": review.state is ReviewState.NOTICED,
        }
        for one in objection_store.of_review(db, review.id)
    ]


def _waits(one: Objection) -> bool:
    return one.state is ObjectionState.NEW
