"""Who of those inspected is made public, with the level that was shown to whoever decides?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.stars import review_steps, store
from stations.stars.cycle import level_ranking
from stations.stars.cycle.level_ranking import Ranked
from stations.stars.model import STATE_WORDS, Kind, Review, Step
from stations.stars.review_steps import Turn

NO_LEVEL: Mapping[Kind, str] = {
    Kind.APPLICATION: "请退回重新验收，或不予通过",
    Kind.RECHECK: "请退回重新验收、要求限期整改，或撤销摘牌",
}
"""What can be done with a station that reaches no level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A review as a page showed it: its version, and the level it was proposed for."""

    review_id: str
    version: int
    stars: int


def shown(db: Database, review_ids: Iterable[str]) -> list[Shown]:
    """These reviews as a page would show them now."""
    reviews = [store.get(db, one) for one in dict.fromkeys(review_ids)]
    rows = _ranked(db, reviews)
    return [
        Shown(
            review_id=one.id,
            version=one.version,
            stars=rows[one.id].stars if one.id in rows else one.stars,
        )
        for one in reviews
    ]


def publish(db: Database, wanted: Iterable[Shown], *, by: Account, act: Act) -> list[Review]:
    """Makes these public with the levels that were shown; all of them or none.

    Refused ('stale_step') where a review went on or its level is another one since: a choice
    among equals or an inspection moves the levels of others.
    """
    seen = {one.review_id: one for one in wanted}
    if not seen:
        raise Invalid("请先选要公示的。", field="id")
    with db.writing() as tx:
        found = []
        for review in [store.get(tx, one) for one in seen]:
            station = stations.get(tx, review.station_id)
            authorise(by, Action.DECIDE, scope_of(station))
            found.append((review, station))
        rows = _ranked(tx, [review for review, _ in found])
        review_steps.refuse_stale(
            [
                station.name
                for review, station in found
                if not _as_shown(review, rows.get(review.id), seen[review.id])
            ]
        )
        return [_published(tx, review, station, rows, by=by, act=act) for review, station in found]


def _ranked(db: Database, reviews: Sequence[Review]) -> dict[str, Ranked]:
    return {
        row.review.id: row
        for cycle_id in {one.cycle_id for one in reviews}
        for row in level_ranking.ranked(db, store.cycle(db, cycle_id)).rows
    }


def _as_shown(review: Review, row: Ranked | None, seen: Shown) -> bool:
    return review.version == seen.version and (row is None or row.stars == seen.stars)


def _published(
    tx: Transaction, review: Review, station: Station, rows: Mapping[str, Ranked], *,
    by: Account, act: Act,
) -> Review:  # fmt: skip
    row, name = rows.get(review.id), station.name
    if row is None:
        words = f"“{name}”现在是“{STATE_WORDS[review.state]}”，不能公示。请刷新后再看。"
        raise Refused(words, code="stale_step")
    if row.tied:
        words = f"“{name}”要等同分的先定：分数相同而名额不够，请先选定由谁得。"
        raise Refused(words, code="tie")
    if row.stars == 0:
        words = f"“{name}”没有达到任何星级，不能公示。{NO_LEVEL[review.kind]}。"
        raise Refused(words, code="no_level")
    if review.kind is Kind.RECHECK and station.star is None:
        words = f"“{name}”现在没有星级：复核不能授星，请它申报。可以撤回这次复核。"
        raise Refused(words, code="no_star")
    turn = Turn(step=Step.PUBLISH, version=review.version)
    return review_steps.step(tx, review.id, turn, by=by, act=act, stars=row.stars)
