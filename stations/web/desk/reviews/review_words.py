"""A review in words: state, last day, people, stars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from stations.accounts import store as accounts
from stations.areas import codes
from stations.db.base import Database
from stations.errors import NotFound
from stations.hours.osm.calendar import Calendar
from stations.registry.model import star_words
from stations.stars import deadlines
from stations.stars.awards import awarding, star_terms
from stations.stars.case import Case
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ListedReview
from stations.stars.model import (
    CLOSED,
    STATE_WORDS,
    STEP_WORDS,
    Review,
    ReviewKind,
    ReviewState,
    ReviewStep,
)
from stations.stars.scheme.scheme import Level, Scheme

KIND_WORDS = {ReviewKind.APPLICATION: "申报", ReviewKind.RECHECK: "复核"}
NO_LEVEL = "没有达到星级"
RESULT_OF_RECHECK = "公布复核结果"
"""What an award is called that may lower."""
PASSED_OVER = "名额按分数给了更高的"
_BEGINNINGS = {
    ReviewState.DRAFT: "申报截止",
    ReviewState.SUBMITTED: "初核",
    ReviewState.CHECKED: "现场验收",
    ReviewState.INSPECTED: "列入公示",
    ReviewState.NOTICED: "授牌",
    ReviewState.REFUSED: "可以申诉",
    ReviewState.VETOED: "可以申诉",
    ReviewState.WARNED: "可以申诉",
    ReviewState.APPEALED: "答复申诉",
    ReviewState.RECTIFYING: "整改",
    ReviewState.RETURNED: "补充后再报",
}
_MOST_COUNTED = timedelta(days=400)


def deadline(review: Review, calendar: Calendar, *, today: date) -> dict[str, Any] | None:
    """The last day for what comes next: words, and whether it is over or near."""
    due, what = review.due_on, _BEGINNINGS.get(review.state, "")
    if review.state is ReviewState.NOTICED and review.notice_until and today <= review.notice_until:
        due, what = review.notice_until, "公示"
    if due is None or not what:
        return None
    on = day_words(due, today=today)
    late = review_list_store.is_overdue(review, today=today)
    if due < today:
        gone = _span(review, calendar, due, today)
        words = f"{what}超期 {gone}（应在 {on}前完成）" if late else f"{what}已在 {on}结束"
        return {"words": words, "late": late, "over": True, "near": False}
    left = _span(review, calendar, today, due)
    words = f"{what}：今天是最后一天" if due == today else f"{what}还有 {left}（到 {on}）"
    if not deadlines.certain(calendar, due):
        words += "，放假安排公布后可能会变"
    return {"words": words, "late": False, "over": False, "near": due - today <= timedelta(days=2)}


def _span(review: Review, calendar: Calendar, begin: date, end: date) -> str:
    """How far apart two days are: in working days, where the deadline is told in them."""
    end = min(end, begin + _MOST_COUNTED)
    if review.state in (ReviewState.RECTIFYING, ReviewState.DRAFT):
        return f"{(end - begin).days} 天"
    number, day = 0, begin
    while (day := deadlines.after(calendar, day, 1)) <= end:
        number += 1
    return f"{number} 个工作日"


def day_words(day: date, *, today: date) -> str:
    """A day as it is said, with its year where that is another one."""
    year = "" if day.year == today.year else f"{day.year} 年 "
    return f"{year}{day.month} 月 {day.day} 日"


def early(step: ReviewStep, case: Case) -> int:
    """How many others wait for their check or visit, where that makes this step an early one."""
    if step is ReviewStep.AWARD:
        return awarding.early(case)
    return case.place.waiting if step is ReviewStep.PUBLISH and case.place else 0


def person(db: Database, account_id: str) -> str:
    """What others read of an account; '' for none."""
    if not account_id:
        return ""
    try:
        return accounts.get(db, account_id).shown
    except NotFound:
        return "已删除的账号"


def level(scheme: Scheme, stars: int) -> str:
    """A level in words, as its scheme names it."""
    found = scheme.level(stars)
    return found.name if found else NO_LEVEL


def quota(level: Level) -> str:
    """How many may have a level, in words; '' where all may."""
    if not level.has_quota:
        return ""
    most = f"最多 {level.quota_count} 个"
    if level.quota_percent is not None:
        most = f"最多占 {level.quota_percent}%，舍去零头，至少 1 个"
    return most if level.quota_per == "city" else f"每个区县{most}"


def result(review: Review, scheme: Scheme) -> str:
    """What a review has come to so far; '' before anybody was there."""
    if review.points is None:
        return ""
    held = {ReviewState.AWARDED: "评为", ReviewState.NOTICED: "拟评"}.get(review.state, "验收达到")
    if not review.stars:
        return f"验收 {review.points} 分，{NO_LEVEL}"
    return f"验收 {review.points} 分，{held}{level(scheme, review.stars)}"


def term(case: Case, *, today: date) -> str:
    """The end of the term as it is, and as an award of today would make it; '' before a visit."""
    review, before = case.review, star_terms.held_until(case)
    if review.state is ReviewState.AWARDED:
        own = case.award is not None and case.award.review_id == review.id
        return f"到 {before}（含当天）" if own and before else ""
    stars = case.place.stars if case.place else review.stars
    if review.state not in (ReviewState.INSPECTED, ReviewState.NOTICED) or not stars:
        return ""
    after = star_terms.until(case, stars=stars, on=today)
    if after == before:
        return f"不变，还是到 {before}（含当天）"
    earlier = f"原来到 {before}，" if before else ""
    return f"{earlier}今天授牌的话到 {after}（含当天）"


def step(taken: ReviewStep, kind: ReviewKind) -> str:
    """What a step is called in a review of this kind."""
    if taken is ReviewStep.AWARD and kind is ReviewKind.RECHECK:
        return RESULT_OF_RECHECK
    return STEP_WORDS[taken]


def gone(review: Review, *, closed: bool, successor: str) -> str:
    """What is said of a station that is closed while its review goes on; '' else."""
    if not closed or review.state in CLOSED:
        return ""
    return "驿站已合并，等决定" if successor else "驿站已撤销，等决定"


def row(item: ListedReview, calendar: Calendar, *, today: date) -> dict[str, Any]:
    """A review in a list."""
    review = item.review
    return {
        "it": review,
        "station": item.station,
        "kind": KIND_WORDS[review.kind],
        "state": STATE_WORDS[review.state] + ("，等另一位确认" if item.awaits_second else ""),
        "gone": gone(review, closed=item.gone, successor=item.successor),
        "closed": review.state in CLOSED and not item.awaits_second,
        "deadline": deadline(review, calendar, today=today),
        "stars": star_words(review.stars) if review.stars else "",
        "points": review.points,
        "area": codes.local_name(item.area_code),
        "year": item.year,
    }
