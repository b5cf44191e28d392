"""Proposed re-checks, and the decision of a person on each.

Nothing happens to a station by itself: the program proposes, once for each cause and period, with
its grounds; a person takes the proposal, which orders the re-check in the same transaction, or
dismisses it with a reason. What is due is shown as it is found, and stored with the first decision
of somebody who sees it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.rechecks import (
    proposal_store,
    recheck_reasons,
    recheck_start,
    unannounced_visits,
    weighted_draw,
)
from stations.rechecks.proposal_store import (
    CAUSE_WORDS,
    FATE_WORDS,
    PAGE,
    Due,
    Fate,
    ListedProposal,
    Proposal,
)
from stations.registry.model import Station
from stations.registry.scoping import EVERYWHERE, Reach, scope_of
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.cycle import admission
from stations.stars.model import Review, ReviewState
from stations.tables.text import clean

ACTOR, BY = "program", "程序"
LONGEST_REASON = 500


def refresh(db: Database, *, at: datetime, reach: Reach = EVERYWHERE) -> int:
    """Stores what is due within reach and was not proposed yet; how many proposals are new."""
    with db.writing() as tx:
        return _propose(tx, reach, at=at)


def listed(
    db: Database, states: Collection[Fate], *, by: Account, at: datetime, number: int
) -> tuple[list[ListedProposal], int]:
    """One page of the proposals for stations of theirs, what is not stored yet first; how many."""
    reach = Reach(areas=unannounced_visits.sight(by))
    fresh = _due(db, reach, at=at) if Fate.OPEN in states else []
    first = (number - 1) * PAGE
    named = brief_store.of(db, [one.due.station_id for one in fresh[first : first + PAGE]])
    shown = [
        ListedProposal(proposal=one, station=station)
        for one in fresh[first : first + PAGE]
        if (station := named.get(one.due.station_id))
    ]
    past = max(first - len(fresh), 0)
    stored, total = proposal_store.page(db, reach, states, past=past, most=PAGE - len(shown))
    return [*shown, *stored], len(fresh) + total


def waiting(db: Database, *, by: Account, at: datetime) -> int:
    """How many proposals wait for this account, stored or not."""
    areas = by.areas_for(Action.ORDER)
    if not areas:
        return 0
    reach = Reach(areas=areas)
    return proposal_store.count(db, reach) + len(_due(db, reach, at=at))


def take(db: Database, proposal_ids: Sequence[str], *, by: Account, act: Act) -> list[Review]:
    """Orders the re-checks that are proposed, all of them or none.

    Where a review is under way already, the proposal is left to it.
    """
    if not proposal_ids:
        raise Invalid("invalid.proposals_chosen", field="id")
    with db.writing() as tx:
        _propose(tx, Reach(areas=unannounced_visits.sight(by)), at=act.at)
        return [_taken(tx, one, by=by, act=act) for one in dict.fromkeys(proposal_ids)]


def dismiss(db: Database, proposal_id: str, reason: str, *, by: Account, act: Act) -> Proposal:
    """Leaves a proposal be, with the reason."""
    reason = clean(reason, multiline=True).text
    if not reason:
        raise Invalid("invalid.why_no_recheck", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid("invalid.reason_length", field="reason", longest=LONGEST_REASON)
    with db.writing() as tx:
        _propose(tx, Reach(areas=unannounced_visits.sight(by)), at=act.at)
        proposal, station = _theirs(tx, proposal_id, by=by)
        dismissed = replace(proposal, state=Fate.DISMISSED, reason=reason)
        return _decided(tx, dismissed, station, act=act)


def _due(db: Database, reach: Reach, *, at: datetime) -> list[Proposal]:
    """What is due within reach and was not proposed yet."""
    fresh = proposal_store.new_ones(db, reach, recheck_reasons.found(db, reach, at=at))
    return [Proposal(id=_id_of(due), due=due, at=at) for due in fresh]


def _id_of(due: Due) -> str:
    """The same whenever it is found, so that a page names what is stored by the answer to it."""
    whole = f"{due.station_id}\n{due.cause.value}\n{due.period}"
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _propose(tx: Transaction, reach: Reach, *, at: datetime) -> int:
    """Stores what is due within reach; how many proposals are new."""
    made = _due(tx, reach, at=at)
    if not made:
        return 0
    proposal_store.add(tx, made)
    keys = sorted([one.due.station_id, one.due.cause.value, one.due.period] for one in made)
    log.append(
        tx,
        act=Act(actor=ACTOR, by=BY, action="rechecks_proposed", at=at),
        subject="rechecks",
        body={
            "causes": dict(Counter(one.due.cause.value for one in made)),
            "digest": weighted_draw.digest(keys),
        },
    )
    return len(made)


def _taken(tx: Transaction, proposal_id: str, *, by: Account, act: Act) -> Review:
    proposal, station = _theirs(tx, proposal_id, by=by)
    under_way = store.open_of_station(tx, station.id)
    if under_way is not None and admission.makes_way(under_way, on=china_day(act.at)):
        under_way = None
    if under_way is not None and under_way.state is ReviewState.RETURNED:
        raise Refused("under_way", name=station.name, due_on=under_way.due_on)
    words = f"{CAUSE_WORDS[proposal.due.cause]}：{proposal.due.grounds}"[:LONGEST_REASON]
    review = under_way or recheck_start.ordered(tx, station, words, by=by, act=act)
    _decided(tx, replace(proposal, state=Fate.TAKEN, review_id=review.id), station, act=act)
    return review


def _theirs(db: Database, proposal_id: str, *, by: Account) -> tuple[Proposal, Station]:
    """An open proposal that this account may decide on."""
    proposal = proposal_store.get(db, proposal_id)
    station = stations.get(db, proposal.due.station_id)
    authorise(by, Action.ORDER, scope_of(station))
    if proposal.state is not Fate.OPEN:
        raise Refused("moved.proposal_settled", name=station.name, state=FATE_WORDS[proposal.state])
    return proposal, station


def _decided(tx: Transaction, decided: Proposal, station: Station, *, act: Act) -> Proposal:
    """Keeps what a person made of a proposal."""
    action = "recheck_taken" if decided.state is Fate.TAKEN else "recheck_dismissed"
    number = log.append(
        tx,
        act=replace(act, action=action, reason=decided.reason),
        subject=f"station:{station.id}",
        area=station.place.area_code,
        body={
            "proposal": decided.id,
            "cause": decided.due.cause.value,
            "review": decided.review_id,
        },
    )
    kept = replace(decided, decided_by=act.actor, shown=act.by, decided_at=act.at, log=number)
    proposal_store.save(tx, kept)
    return kept
