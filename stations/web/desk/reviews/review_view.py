"""What the page of one review shows: facts, points, visits, steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stations.db.base import Database
from stations.feedback.model import NEAR_WORDS, Near
from stations.moments import china_day, china_text
from stations.registry.model import Station, star_words
from stations.stars import choice_store, points_store, store, visit_store
from stations.stars.applications import evidence
from stations.stars.applications.evidence import Proposed
from stations.stars.case import Case
from stations.stars.choice_store import TieDecision
from stations.stars.cycle_model import Cycle
from stations.stars.model import STATE_WORDS, STEP_WORDS, Review, ReviewKind, ReviewStep
from stations.stars.overview import review_reasons
from stations.stars.points_store import OWN, Scored
from stations.stars.scheme import scoring
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.stars.store import Taken
from stations.stars.visit_store import Inspection
from stations.web import clock
from stations.web.desk.reviews import review_words as words

_CHOSEN = {True: "同分，选定了它", False: "同分，选定了别的驿站"}
Proposals = Mapping[str, Proposed]


def table(db: Database, review: Review, cycle: Cycle, station: Station) -> dict[str, Any]:
    """The points by group: the station's own, what the records propose, what a reviewer gave."""
    counted = [one for one in visit_store.of_review(db, review.id) if one.counted]
    last = max(counted, key=lambda one: one.visit, default=None)
    visit = last.visit if last else 0
    own, given = (
        points_store.of(db, review.id, visit=OWN),
        points_store.of(db, review.id, visit=visit),
    )
    given = given if visit else {}
    photos = points_store.photos(db, review.id, visit=OWN)
    seen = points_store.photos(db, review.id, visit=visit) if visit else {}
    known = proposals(db, station, cycle.scheme)
    rows = {
        one.id: {
            "it": one,
            "own": own.get(one.id),
            "own_photos": photos.get(one.id, []),
            "proposed": _proposed(one, given, own, known),
            "given": given.get(one.id),
            "photos": seen.get(one.id, []),
            "above": _above(own.get(one.id), _proposed(one, given, own, known)),
        }
        for one in cycle.scheme.criteria
    }
    return {
        "groups": [_group(group, cycle.scheme, rows) for group in cycle.scheme.groups],
        "applied": bool(own) or review.kind is ReviewKind.APPLICATION,
        "own": sum(one.points for one in own.values()),
        "given": sum(one.points for one in given.values()) if visit else None,
        "most": cycle.scheme.total,
        "reached": _reached(cycle.scheme, given, last, station) if last else None,
    }


def proposals(db: Database, station: Station, scheme: Scheme) -> Proposals:
    """What the records say today."""
    return evidence.proposed(db, station, scheme, at=clock.now())


def _group(group: Any, scheme: Scheme, rows: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    mine = [rows[one.id] for one in scheme.criteria if one.group == group.id]
    own = [row["own"].points for row in mine if row["own"]]
    given = [row["given"].points for row in mine if row["given"]]
    return {
        "it": group,
        "rows": mine,
        "own": sum(own) if own else None,
        "given": sum(given) if given else None,
    }


def _proposed(
    one: Criterion, given: Mapping[str, Scored], own: Mapping[str, Scored], known: Proposals
) -> Proposed | None:
    """As it was known at the visit, else when it was sent, else today."""
    for kept in (given.get(one.id), own.get(one.id)):
        if kept is not None and kept.grounds:
            return Proposed(points=kept.proposed, grounds=kept.grounds)
    return known.get(one.id)


def _above(own: Scored | None, known: Proposed | None) -> bool:
    """Whether the station gives itself more than the records would."""
    return bool(own and known and known.points is not None and own.points > known.points)


def _reached(
    scheme: Scheme, given: Mapping[str, Scored], visit: Inspection, station: Station
) -> dict[str, Any]:
    # Visits from before the gates were asked at the door were judged by the record.
    door = visit.door.gates or scoring.registered(station)
    found = scoring.reached(scheme, {id_: one.points for id_, one in given.items()}, door)
    return {"level": words.level(scheme, found.stars), "lacking": found.lacking}


def visits(db: Database, review: Review, cycle: Cycle, *, late: bool) -> list[dict[str, Any]]:
    """Everything that was brought from the door; with `late`, what came too late among it."""
    found = visit_store.of_review(db, review.id)
    return [_visit(db, review, cycle, one) for one in found if one.counted or late]


def _visit(db: Database, review: Review, cycle: Cycle, one: Inspection) -> dict[str, Any]:
    given = points_store.of(db, review.id, visit=one.visit)
    photos = points_store.photos(db, review.id, visit=one.visit)
    return {
        "it": one,
        "at": china_text(one.at),
        "phone_at": china_text(one.phone_at),
        "near": NEAR_WORDS[one.near],
        "far": one.near is Near.FAR,
        "total": sum(scored.points for scored in given.values()),
        "rows": [
            (criterion, given[criterion.id], photos.get(criterion.id, []))
            for criterion in cycle.scheme.criteria
            if criterion.id in given
        ],
    }


def reasons(db: Database, review: Review, *, judges: bool) -> list[dict[str, Any]]:
    """Why it is looked at; the words of an objection for those who judge alone."""
    return [
        {
            "title": one.title,
            "words": one.words,
            "day": china_day(one.at).isoformat(),
            "objected": one.objected if judges else "",
        }
        for one in review_reasons.told(db, review)
    ]


def timeline(db: Database, review: Review) -> list[dict[str, Any]]:
    """Every step, and every tie that was decided, the newest first: who, when, why."""
    steps: list[Taken | TieDecision] = [
        *store.steps(db, review.id),
        *choice_store.of_review(db, review),
    ]
    steps.sort(key=lambda one: one.log, reverse=True)
    return [
        {
            "step": _done(one, review),
            "after": _after(one),
            "who": one.shown,
            "at": china_text(one.at),
            "reason": one.reason,
        }
        for one in steps
    ]


def _done(one: Taken | TieDecision, review: Review) -> str:
    if isinstance(one, TieDecision):
        return _CHOSEN[one.chosen]
    return words.step(one.step, review.kind)


def _after(one: Taken | TieDecision) -> str:
    if isinstance(one, TieDecision):
        return f"{star_words(one.stars)}的名额{'给它' if one.chosen else '给了别的驿站'}"
    return STATE_WORDS[one.after]


def facts(db: Database, case: Case) -> list[tuple[str, str]]:
    """Who had which part, and what was settled."""
    review, cycle = case.review, case.cycle
    applied = "申报人" if review.kind is ReviewKind.APPLICATION else "提出复核"
    veto = next((one.words for one in cycle.scheme.vetoes if one.id == review.veto), "")
    told = [
        (applied, words.person(db, review.applicant)),
        ("初核人", words.person(db, review.checker)),
        ("验收人", words.person(db, review.inspector)),
        ("决定人", words.person(db, review.decider)),
        ("结果", words.result(review, cycle.scheme)),
        ("一票否决", _who_and_what(words.person(db, review.vetoer), veto)),
        ("提出摘牌", words.person(db, review.warner)),
        ("公示", _notice(case)),
        ("以前的公示", _earlier(db, review)),
    ]
    return [(term, text) for term, text in told if text]


def _who_and_what(who: str, what: str) -> str:
    """Who vetoed, by which rule; after an appeal that was granted, the rule alone is history."""
    return f"{who}按“{what}”" if who and what else ""


def grounds(db: Database, station: Station, cycle: Cycle) -> dict[str, str]:
    """Veto rule → what speaks for it in the records."""
    found = evidence.vetoes(db, station, cycle.scheme, at=clock.now())
    return {one.veto: one.words for one in found}


def _notice(case: Case) -> str:
    """The days as the public page tells them."""
    begun = case.review.notice_from
    return "" if begun is None else f"{begun} 到 {case.notice_ends}（含当天）"


def _earlier(db: Database, review: Review) -> str:
    """The notices before the present one: from which day, and what ended each."""
    steps = store.steps(db, review.id)
    published = [n for n, taken in enumerate(steps) if taken.step is ReviewStep.PUBLISH]
    return "；".join(
        f"{_day(steps[n])} 起，{_day(steps[n + 1])} {STEP_WORDS[steps[n + 1].step]}"
        for n in published[:-1]
    )


def _day(taken: Taken) -> str:
    return china_day(taken.at).isoformat()
