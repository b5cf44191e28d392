"""What the pages of a cycle show: rules, board, ranking, ties."""

from __future__ import annotations

from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.stars.cycle.level_ranking import Quota, Ranking, Tie
from stations.stars.cycle.progress import Board
from stations.stars.cycle_model import Cycle
from stations.stars.model import STATE_WORDS, Ranked, ReviewState
from stations.stars.scheme.scheme import Scheme
from stations.web.desk.reviews import review_words as words


def named(cycle: Cycle) -> dict[str, Any]:
    """A cycle in a list."""
    area = codes.by_code(cycle.area)
    return {
        "it": cycle,
        "name": f"{area.name if area else cycle.area} {cycle.year} 年星级评定",
        "state": _state(cycle),
    }


def _state(cycle: Cycle) -> str:
    if cycle.cancelled:
        return f"已经取消：{cycle.cancelled}"
    return "已经结束" if cycle.closed_at else f"申报截止 {cycle.apply_until}（含当天）"


def rules(scheme: Scheme) -> dict[str, Any]:
    """A scheme with what has to be known before it is chosen."""
    return {
        "it": scheme,
        "levels": [
            f"{level.name} {level.least_points} 分起"
            + (f"，{words.quota(level)}" if level.has_quota else "")
            for level in scheme.levels
        ],
        "gates": [gate.words for gate in scheme.gates],
        "vetoes": [veto.words for veto in scheme.vetoes],
        "days": [
            f"初核 {scheme.days.district_check} 个工作日",
            f"退回后补充 {scheme.days.returned} 个工作日",
            f"现场验收 {scheme.days.inspection} 个工作日",
            f"验收后 {scheme.days.publish} 个工作日内公示",
            f"公示 {scheme.days.notice} 个工作日",
            f"期满后 {scheme.days.award} 个工作日内授牌",
            f"异议在 {scheme.days.objection_answer} 个工作日内答复",
            f"申诉 {scheme.days.appeal} 个工作日",
            f"整改 {scheme.days.rectify} 天",
        ],
        "term": f"授牌 {scheme.months} 个月，每 {scheme.recheck_months} 个月复核一次"
        + _double(scheme),
        "groups": [f"{group.name} {group.points}" for group in scheme.groups],
    }


def _double(scheme: Scheme) -> str:
    if not scheme.second_percent:
        return ""
    return (
        f"；抽 {scheme.second_percent}% 的验收由另一位再验收一次，"
        f"总分相差超过 {scheme.second_apart} 分的由第三位验收"
    )


def board(found: Board, cycle: Cycle) -> dict[str, Any]:
    """How many are where: states across, districts down."""
    states = [state for state in ReviewState if found.states.get(state)]
    return {
        "total": found.total,
        "states": [
            {
                "id": state.value,
                "words": STATE_WORDS[state],
                "count": found.states[state],
                "late": found.overdue.get(state, 0),
            }
            for state in states
        ],
        "rows": [
            {
                "code": district,
                "name": (area.name if (area := codes.by_code(district[:6])) else "没有分区"),
                "counts": [(state.value, found.counts.get((district, state), 0))
                           for state in states],
                "total": sum(found.counts.get((district, state), 0) for state in states),
            }
            for district in found.districts
        ],
        "late": sum(found.overdue.values()),
        "waiting": found.ranking.waiting,
        "stars": [
            (words.level(cycle.scheme, stars), found.stars.get(stars, 0))
            for stars in (*(one.stars for one in reversed(cycle.scheme.levels)), 0)
        ],
    }  # fmt: skip


def _quota_words(one: Quota, scheme: Scheme) -> str:
    level = scheme.level(one.stars)
    place = codes.by_code(one.district)
    where = (
        f"{place.name if place else '没有分区'}的" if level and level.quota_per != "city" else ""
    )
    return where + words.level(scheme, one.stars) + (words.quota(level) if level else "")


def quotas(found: Ranking, cycle: Cycle) -> list[dict[str, Any]]:
    """Of each level that only some may have: how many may, have it, and could have it."""
    return [
        {
            "words": _quota_words(one, cycle.scheme),
            "it": one,
            "over": max(one.taken - one.allowed, 0),
        }
        for one in found.quotas
    ]


def ranking(db: Database, found: Ranking, cycle: Cycle, *, who: Account) -> list[dict[str, Any]]:
    """The inspected ones, the best first, as far as they are theirs to see."""
    rows = [_ranked(db, row, cycle, who=who) for row in found.rows]
    return [row for row in rows if row]


def moved(db: Database, found: Ranking, cycle: Cycle, *, who: Account) -> list[dict[str, Any]]:
    """What is in the notice for another level than its place, as far as it is theirs to see."""
    rows = [_ranked(db, row, cycle, who=who) for row in found.moved]
    return [
        {**row, "before": words.level(cycle.scheme, row["it"].review.stars)} for row in rows if row
    ]


def _ranked(db: Database, row: Ranked, cycle: Cycle, *, who: Account) -> dict[str, Any]:
    station = stations.get(db, row.review.station_id)
    if not who.may(Action.SEE_REVIEWS, scope_of(station)):
        return {}
    return {
        "it": row,
        "station": station.name,
        "reached": words.level(cycle.scheme, row.reached),
        "stars": words.level(cycle.scheme, row.stars),
        "lowered": row.stars < row.reached,
    }


def ties(db: Database, found: Ranking, *, who: Account) -> list[dict[str, Any]]:
    """The ties that are left, with all who are in them."""
    return [_tie(db, tie, found, who=who) for tie in found.ties]


def _tie(db: Database, tie: Tie, found: Ranking, *, who: Account) -> dict[str, Any]:
    reviews = {row.review.id: row.review for row in found.rows}
    sides = [(id_, stations.get(db, reviews[id_].station_id)) for id_ in tie.review_ids]
    return {
        "it": tie,
        "left": tie.places - len(tie.chosen),
        "sides": [
            {"id": id_, "name": station.name, "chosen": id_ in tie.chosen} for id_, station in sides
        ],
        "visible": all(who.may(Action.SEE_REVIEWS, scope_of(station)) for _, station in sides),
    }
