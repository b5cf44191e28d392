"""What speaks for a re-check, and what does a person make of it?

Nothing happens to a station by itself: the program proposes, once for each cause and period, with
its grounds; a person takes the proposal, which orders the re-check in the same transaction, or
dismisses it with a reason.
"""

from __future__ import annotations

import secrets
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
from stations.rechecks import (
    proposal_store,
    reasons,
    recheck_start,
    unannounced_visits,
    weighted_draw,
)
from stations.rechecks.proposal_store import CAUSE_WORDS, FATE_WORDS, Fate, Listed, Proposal
from stations.registry.model import Station
from stations.registry.scoping import Reach, scope_of
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.model import STATE_WORDS, Review, State
from stations.tables.text import clean

ACTOR, BY = "program", "程序"
EVERYWHERE = Reach(areas=("",))
LONGEST_REASON = 500


def refresh(db: Database, *, at: datetime, reach: Reach = EVERYWHERE) -> int:
    """Proposes what is due within reach and was not proposed yet; how many proposals are new."""
    if not proposal_store.new_ones(db, reach, reasons.found(db, reach, at=at)):
        return 0
    with db.writing() as tx:
        # Anew inside the transaction: somebody may have opened the page at the same moment.
        fresh = proposal_store.new_ones(tx, reach, reasons.found(tx, reach, at=at))
        if not fresh:
            return 0
        made = [Proposal(id=secrets.token_hex(8), due=due, at=at) for due in fresh]
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


def listed(
    db: Database, states: Collection[Fate], *, by: Account, number: int
) -> tuple[list[Listed], int]:
    """One page of the proposals for stations of theirs; how many there are."""
    return proposal_store.page(db, Reach(areas=unannounced_visits.sight(by)), states, number=number)


def waiting(db: Database, *, by: Account, at: datetime) -> int:
    """How many proposals wait for this account, with those due that nobody has looked for yet."""
    areas = by.areas_for(Action.ORDER)
    if not areas:
        return 0
    reach = Reach(areas=areas)
    due = proposal_store.new_ones(db, reach, reasons.found(db, reach, at=at))
    return proposal_store.count(db, reach) + len(due)


def take(db: Database, proposal_ids: Sequence[str], *, by: Account, act: Act) -> list[Review]:
    """Orders the re-checks that are proposed, all of them or none.

    Where a review is under way already, the proposal is left to it.
    """
    if not proposal_ids:
        raise Invalid("请先选要复核的。", field="id")
    with db.writing() as tx:
        return [_taken(tx, one, by=by, act=act) for one in dict.fromkeys(proposal_ids)]


def dismiss(db: Database, proposal_id: str, reason: str, *, by: Account, act: Act) -> Proposal:
    """Leaves a proposal be, with the reason."""
    reason = clean(reason, multiline=True).text
    if not reason:
        raise Invalid("请写明为什么不复核。", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"原因最多 {LONGEST_REASON} 个字。请写短一些。", field="reason")
    with db.writing() as tx:
        proposal, station = _theirs(tx, proposal_id, by=by)
        dismissed = replace(proposal, state=Fate.DISMISSED, reason=reason)
        return _decided(tx, dismissed, station, act=act)


def _taken(tx: Transaction, proposal_id: str, *, by: Account, act: Act) -> Review:
    proposal, station = _theirs(tx, proposal_id, by=by)
    under_way = store.open_of_station(tx, station.id)
    if under_way is not None and under_way.state in (State.DRAFT, State.RETURNED):
        raise Refused(
            f"“{station.name}”有一份没交的申报（{STATE_WORDS[under_way.state]}）。"
            "请让站点先提交或撤回，再转为复核。",
            code="under_way",
        )
    words = f"{CAUSE_WORDS[proposal.due.cause]}：{proposal.due.grounds}"[:LONGEST_REASON]
    review = under_way or recheck_start.ordered(tx, station, words, by=by, act=act)
    _decided(tx, replace(proposal, state=Fate.TAKEN, review_id=review.id), station, act=act)
    return review


def _theirs(db: Database, proposal_id: str, *, by: Account) -> tuple[Proposal, Station]:
    """An open proposal that this account may decide on."""
    proposal = proposal_store.get(db, proposal_id)
    station = stations.get(db, proposal.due.station_id)
    authorise(by, Action.ORDER, scope_of(station))
    unannounced_visits.refuse_own(station, by=by)
    if proposal.state is not Fate.OPEN:
        words = f"“{station.name}”的这条提议{FATE_WORDS[proposal.state]}。请刷新后再看。"
        raise Refused(words, code="moved")
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
