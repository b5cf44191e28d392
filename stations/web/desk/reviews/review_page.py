"""The page of one review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.moments import china_day
from stations.stars import review_steps
from stations.stars.case import NO_LEVEL, Case
from stations.stars.cycle import level_ranking
from stations.stars.inspections import visit_marks
from stations.stars.model import (
    NEEDS_REASON,
    STATE_WORDS,
    Review,
    ReviewKind,
    ReviewState,
    ReviewStep,
)
from stations.stars.overview import permitted_steps
from stations.stars.review_steps import LONGEST_REASON
from stations.web import clock
from stations.web.desk.reviews import objection_view, review_view
from stations.web.desk.reviews import review_words as words
from stations.web.guarding import account
from stations.web.services import current

_BUTTONS = {
    ReviewStep.CHECK: "初核通过",
    ReviewStep.PUBLISH: "公示",
    ReviewStep.AWARD: "命名授牌",
    ReviewStep.RETURN: "退回补充",
    ReviewStep.REFUSE: "不予通过",
    ReviewStep.VETO: "一票否决",
    ReviewStep.APPEAL: "申诉",
    ReviewStep.GRANT_APPEAL: "申诉成立，重新验收",
    ReviewStep.REJECT_APPEAL: "申诉不成立",
    ReviewStep.ORDER_RECTIFYING: "要求限期整改",
    ReviewStep.RECTIFIED: "整改做完了，请来复查",
    ReviewStep.EXTEND: "延长期限",
    ReviewStep.WARN_STRIKE_OFF: "告知拟撤销摘牌",
    ReviewStep.STRIKE_OFF: "撤销摘牌",
    ReviewStep.WITHDRAW: "撤回这次申报",
    ReviewStep.END: "结束这次评定",
    ReviewStep.GO_ON: "转给合并后的驿站",
}
_HINTS = {
    ReviewStep.CHECK: "材料属实，可以去现场验收。",
    ReviewStep.PUBLISH: "列入公示名单，大家可以提异议。",
    ReviewStep.AWARD: "公示已满，没有没答复的异议。星级从今天起生效，地图和列表随着改。",
    ReviewStep.RETURN: "站点会看到原因，补好后再报。",
    ReviewStep.REFUSE: "这一次不给星级；站点可以申诉。",
    ReviewStep.VETO: "按办法里的一条立即结束；站点可以申诉。",
    ReviewStep.RECTIFIED: "报上去以后，评审员会再来看一次。",
    ReviewStep.EXTEND: "站点看得到新的期限和原因。",
    ReviewStep.WARN_STRIKE_OFF: (
        "站点先看到，可以申诉；申诉期满后由另一位审批人决定，在那以前星级不变。"
    ),
    ReviewStep.STRIKE_OFF: "驿站的星级立即取消。",
    ReviewStep.ORDER_RECTIFYING: "给站点一个期限改好，改好后再看。",
    ReviewStep.END: "驿站已经撤销，不再评。材料和记录都留着。",
    ReviewStep.GO_ON: "从现在这一步接着评，材料、分数和照片都带过去。",
    ReviewStep.WITHDRAW: "这一轮还没截止的话，以后可以重新申报。",
}
_WAITS = {
    ReviewState.SUBMITTED: "等区里的编辑初核。",
    ReviewState.CHECKED: "等评审员到现场验收。",
    ReviewState.INSPECTED: "等审批人公示。",
    ReviewState.NOTICED: "公示期满、异议都答复以后，由审批人授牌。",
    ReviewState.APPEALED: "等审批人答复申诉。",
    ReviewState.RECTIFYING: "等站点整改。期限过了还没整改完，或整改后验收仍没有达到，才可能摘牌。",
    ReviewState.WARNED: "已告知站点拟撤销摘牌。站点可以申诉，星级还在。",
    ReviewState.RETURNED: "等站点补充材料后再报。",
    ReviewState.DRAFT: "等站点填好材料申报。",
}
_APPEALABLE = (
    "星级还在，站点可以申诉。申诉期满后要由另一位审批人（不是提出摘牌或一票否决的那位）撤销摘牌。"
)
_SECOND = (
    "星级还在，等另一位确认：请另一位审批人（不是提出摘牌或一票否决的那位）撤销摘牌，"
    "在那以前星级不变。"
)

_BY_PLACE = ("tie", "no_level", "no_star")
"""Refusals of a publication by where the review stands in its cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMessage:
    """What went wrong with a step, to be said on the page; what was typed is kept."""

    error: str = ""
    step: str = ""


def page(review_id: str, told: StepMessage | None = None) -> str:
    """The page as it stands now."""
    db, who, today = current().connections(), account(), china_day(clock.now())
    with db.reading():
        [case] = level_ranking.placed(db, [review_steps.seen(db, review_id, by=who)])
        review, cycle, station = case.review, case.cycle, case.station
        judges = who.may(Action.SEE_SIGNS, case.scope)
        second = review.awaits_second and station.star is not None and not case.is_outlived
        given = _steps(db, case, who=who, today=today)
        shown = {
            "table": review_view.table(db, review, cycle, station),
            "visits": review_view.visits(db, review, cycle, late=judges),
            "reasons": review_view.reasons(db, review, judges=judges),
            "marks": visit_marks.of(db, [case]).get(review.id) if judges else None,
            "timeline": review_view.timeline(db, review),
            "facts": [
                *review_view.facts(db, case),
                *[("有效期", term) for term in [words.term(case, today=today)] if term],
            ],
            "deadline": words.deadline(review, case.calendar, today=today),
            "objections": objection_view.shown(db, review, station, who=who),
            "barred": list(
                dict.fromkeys(
                    one.message for one in permitted_steps.barred(case, by=who, today=today)
                )
            ),
        }
    return render_template(
        "desk/reviews/review.html",
        it=review,
        station=station,
        cycle=cycle,
        place=codes.path(station.place.area_code),
        kind=words.KIND_WORDS[review.kind],
        state=STATE_WORDS[review.state],
        gone=words.gone(review, closed=case.is_gone, successor=case.successor),
        successor=case.successor if case.is_gone else "",
        waits=_waits(review, second=second, today=today),
        certified=_is_certified(case),
        told=told or StepMessage(),
        typed=request.form.get("reason", "")[:LONGEST_REASON],
        given=request.form,
        longest=LONGEST_REASON,
        **given,
        **shown,
    )


def _is_certified(case: Case) -> bool:
    """Whether the stars of the station are those of this review, with a certificate to print."""
    held = case.award
    ours = held is not None and held.stars > 0 and held.review_id == case.review.id
    return ours and case.station.star is not None and case.station.is_listed


def _waits(review: Review, *, second: bool, today: date) -> str:
    """The role it waits for, in words."""
    if second:
        return _APPEALABLE if review.may_appeal(today) else _SECOND
    return _WAITS.get(review.state, "")


def _steps(db: Database, case: Case, *, who: Account, today: date) -> dict[str, Any]:
    """The ways on from here: plain buttons, forms with a reason, and pages of their own."""
    review, scheme = case.review, case.cycle.scheme
    steps = permitted_steps.open_steps(case, by=who, today=today)
    refused = case.refusal(ReviewStep.PUBLISH, by=who, today=today)
    # Who may publish reads the level also where it is not decided yet, or none.
    ranked = case.place if refused is None or refused.code in _BY_PLACE else None
    vetoes = []
    if ReviewStep.VETO in steps:
        known = review_view.grounds(db, case.station, case.cycle)
        vetoes = [(one.id, one.words, known.get(one.id, "")) for one in scheme.vetoes]
    return {
        "plain": [
            {**_step(one, review), "early": words.early(one, case)}
            for one in steps
            if one in _BUTTONS and one not in NEEDS_REASON
        ],
        "reasoned": [_step(one, review) for one in steps if one in NEEDS_REASON],
        "elsewhere": [link for one in steps if (link := _elsewhere(one, review))],
        "vetoes": vetoes,
        "proposed": words.level(scheme, ranked.stars) if ranked else "",
        "tied": ranked is not None and ranked.tied,
        "stars": ranked.stars if ranked else 0,
        "advice": NO_LEVEL[review.kind],
    }


def _step(step: ReviewStep, review: Review) -> dict[str, str]:
    label, hint = _BUTTONS[step], _HINTS.get(step, "")
    if step is ReviewStep.RETURN and review.state is ReviewState.INSPECTED:
        label, hint = "退回重新验收", "评审员会再去一次。"
    if step is ReviewStep.STRIKE_OFF and review.awaits_second:
        label, hint = "确认撤销摘牌", "决定已由另一位提出；确认后驿站的星级立即取消。"
    if step is ReviewStep.AWARD and review.kind is ReviewKind.RECHECK:
        label, hint = words.RESULT_OF_RECHECK, "星级从今天起按复核的结果，地图和列表随着改。"
    if step is ReviewStep.WITHDRAW and review.kind is ReviewKind.RECHECK:
        label, hint = "撤回这次复核", "不再复核，驿站的星级不变。"
    return {"id": step.value, "words": label, "hint": hint}


def _elsewhere(step: ReviewStep, review: Review) -> tuple[str, str] | None:
    """Steps that have a page of their own."""
    if step is ReviewStep.SUBMIT:
        again = review.state is ReviewState.RETURNED
        words = "补充材料，重新申报" if again else "填写申报材料"
        return url_for("applying.form", review_id=review.id), words
    if step is ReviewStep.INSPECT:
        return url_for("inspecting.one", review_id=review.id), "现场验收打分"
    return None
