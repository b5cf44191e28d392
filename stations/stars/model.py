"""Reviews of stations, and the tables of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from stations.errors import Invalid, Refused


class ReviewKind(StrEnum):
    """Why a station is reviewed."""

    APPLICATION = "application"
    RECHECK = "recheck"
    """Yearly, or proposed by bad signs, without an application."""


class ReviewState(StrEnum):
    """How far a review has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    INSPECTED = "inspected"
    NOTICED = "noticed"
    AWARDED = "awarded"
    RETURNED = "returned"
    REFUSED = "refused"
    VETOED = "vetoed"
    APPEALED = "appealed"
    RECTIFYING = "rectifying"
    WARNED = "warned"
    """Told that its stars will be taken away: it may appeal, and a second person decides."""
    STRUCK_OFF = "struck_off"
    WITHDRAWN = "withdrawn"


class ReviewStep(StrEnum):
    """What somebody does with a review."""

    SUBMIT = "submit"
    CHECK = "check"
    INSPECT = "inspect"
    PUBLISH = "publish"
    RERANK = "rerank"
    """What is in the notice gets the level of its place among all, and a notice anew."""
    REOPEN = "reopen"
    """An objection is upheld: the station is inspected anew."""
    AWARD = "award"
    RETURN = "return"
    REFUSE = "refuse"
    VETO = "veto"
    APPEAL = "appeal"
    GRANT_APPEAL = "grant_appeal"
    REJECT_APPEAL = "reject_appeal"
    ORDER_RECTIFYING = "order_rectifying"
    RECTIFIED = "rectified"
    EXTEND = "extend"
    """The station gets more days for what it has to do."""
    WARN_STRIKE_OFF = "warn_strike_off"
    STRIKE_OFF = "strike_off"
    WITHDRAW = "withdraw"
    END = "end"
    """Its station is closed or was combined with another: somebody ends it."""
    GO_ON = "go_on"
    """The same, and it goes on at the station that this one became."""


STATE_WORDS: Mapping[ReviewState, str] = {
    ReviewState.DRAFT: "准备申报",
    ReviewState.SUBMITTED: "等区里初核",
    ReviewState.CHECKED: "等现场验收",
    ReviewState.INSPECTED: "等公示",
    ReviewState.NOTICED: "公示中",
    ReviewState.AWARDED: "已评定",
    ReviewState.RETURNED: "退回补充",
    ReviewState.REFUSED: "没有通过",
    ReviewState.VETOED: "一票否决",
    ReviewState.APPEALED: "申诉中",
    ReviewState.RECTIFYING: "限期整改",
    ReviewState.WARNED: "拟撤销摘牌",
    ReviewState.STRUCK_OFF: "撤销摘牌",
    ReviewState.WITHDRAWN: "已撤回",
}
STEP_WORDS: Mapping[ReviewStep, str] = {
    ReviewStep.SUBMIT: "申报",
    ReviewStep.CHECK: "初核通过",
    ReviewStep.INSPECT: "验收打分",
    ReviewStep.PUBLISH: "公示",
    ReviewStep.RERANK: "按全部分数重新排名",
    ReviewStep.REOPEN: "异议成立，重新验收",
    ReviewStep.AWARD: "命名授牌",
    ReviewStep.RETURN: "退回",
    ReviewStep.REFUSE: "不予通过",
    ReviewStep.VETO: "一票否决",
    ReviewStep.APPEAL: "申诉",
    ReviewStep.GRANT_APPEAL: "申诉成立",
    ReviewStep.REJECT_APPEAL: "申诉不成立",
    ReviewStep.ORDER_RECTIFYING: "限期整改",
    ReviewStep.RECTIFIED: "整改完成，等复查",
    ReviewStep.EXTEND: "延长期限",
    ReviewStep.WARN_STRIKE_OFF: "告知拟撤销摘牌",
    ReviewStep.STRIKE_OFF: "撤销摘牌",
    ReviewStep.WITHDRAW: "撤回",
    ReviewStep.END: "驿站已撤销，结束评定",
    ReviewStep.GO_ON: "转给合并后的驿站",
}

DONE = frozenset({ReviewState.AWARDED, ReviewState.STRUCK_OFF, ReviewState.WITHDRAWN})
CLOSED = DONE | {ReviewState.REFUSED, ReviewState.VETOED}
UNDER_WAY = tuple(state for state in ReviewState if state not in CLOSED)
_CHECKED = (ReviewState.CHECKED, ReviewState.INSPECTED, ReviewState.NOTICED)
"""The district has looked at it: what is decided from here on has had three pairs of eyes."""
NEXT: Mapping[ReviewStep, Mapping[ReviewState, ReviewState]] = {
    ReviewStep.SUBMIT: {
        ReviewState.DRAFT: ReviewState.SUBMITTED,
        ReviewState.RETURNED: ReviewState.SUBMITTED,
    },
    ReviewStep.CHECK: {ReviewState.SUBMITTED: ReviewState.CHECKED},
    ReviewStep.INSPECT: {ReviewState.CHECKED: ReviewState.INSPECTED},
    ReviewStep.PUBLISH: {ReviewState.INSPECTED: ReviewState.NOTICED},
    ReviewStep.RERANK: {ReviewState.NOTICED: ReviewState.NOTICED},
    ReviewStep.REOPEN: {ReviewState.NOTICED: ReviewState.CHECKED},
    ReviewStep.AWARD: {ReviewState.NOTICED: ReviewState.AWARDED},
    ReviewStep.RETURN: {
        ReviewState.SUBMITTED: ReviewState.RETURNED,
        ReviewState.CHECKED: ReviewState.RETURNED,
        ReviewState.INSPECTED: ReviewState.CHECKED,
    },
    ReviewStep.REFUSE: dict.fromkeys(_CHECKED, ReviewState.REFUSED),
    ReviewStep.VETO: dict.fromkeys((*_CHECKED, ReviewState.RECTIFYING), ReviewState.VETOED),
    ReviewStep.APPEAL: {
        ReviewState.REFUSED: ReviewState.APPEALED,
        ReviewState.VETOED: ReviewState.APPEALED,
        ReviewState.WARNED: ReviewState.APPEALED,
    },
    ReviewStep.GRANT_APPEAL: {ReviewState.APPEALED: ReviewState.CHECKED},
    # The decision that was appealed against stands again: `moved` makes it a veto or a warning.
    ReviewStep.REJECT_APPEAL: {ReviewState.APPEALED: ReviewState.REFUSED},
    ReviewStep.ORDER_RECTIFYING: {ReviewState.INSPECTED: ReviewState.RECTIFYING},
    ReviewStep.RECTIFIED: {ReviewState.RECTIFYING: ReviewState.CHECKED},
    ReviewStep.EXTEND: {
        one: one for one in (ReviewState.DRAFT, ReviewState.RETURNED, ReviewState.RECTIFYING)
    },
    ReviewStep.WARN_STRIKE_OFF: dict.fromkeys(
        (ReviewState.INSPECTED, ReviewState.RECTIFYING), ReviewState.WARNED
    ),
    ReviewStep.STRIKE_OFF: dict.fromkeys(
        (ReviewState.WARNED, ReviewState.VETOED, ReviewState.REFUSED), ReviewState.STRUCK_OFF
    ),
    ReviewStep.WITHDRAW: dict.fromkeys(
        (
            ReviewState.DRAFT,
            ReviewState.RETURNED,
            ReviewState.SUBMITTED,
            *_CHECKED,
            ReviewState.WARNED,
        ),
        ReviewState.WITHDRAWN,
    ),
    ReviewStep.END: dict.fromkeys(UNDER_WAY, ReviewState.WITHDRAWN),
    ReviewStep.GO_ON: {state: state for state in UNDER_WAY},
}
"""Step → from which state to which. What stands in no row cannot be done."""
ONLY_RECHECK = frozenset(
    {
        ReviewStep.ORDER_RECTIFYING,
        ReviewStep.RECTIFIED,
        ReviewStep.WARN_STRIKE_OFF,
        ReviewStep.STRIKE_OFF,
    }
)
"""Steps that take away what was given; an application has nothing yet."""
ONLY_APPLICATION = frozenset(
    {(ReviewStep.RETURN, ReviewState.CHECKED), *((ReviewStep.REFUSE, state) for state in _CHECKED)}
)
"""A re-check has no papers that could be mended, and asks for nothing that could be refused: it
ends with stars, with a time to put things right, or with none."""
NEEDS_REASON = frozenset(
    {
        ReviewStep.REOPEN,
        ReviewStep.RETURN,
        ReviewStep.REFUSE,
        ReviewStep.VETO,
        ReviewStep.APPEAL,
        ReviewStep.GRANT_APPEAL,
        ReviewStep.REJECT_APPEAL,
        ReviewStep.ORDER_RECTIFYING,
        ReviewStep.EXTEND,
        ReviewStep.WARN_STRIKE_OFF,
        ReviewStep.STRIKE_OFF,
        ReviewStep.WITHDRAW,
        ReviewStep.END,
        ReviewStep.GO_ON,
    }
)
_DECIDING = frozenset(
    {
        ReviewStep.PUBLISH,
        ReviewStep.AWARD,
        ReviewStep.REFUSE,
        ReviewStep.VETO,
        ReviewStep.WARN_STRIKE_OFF,
        ReviewStep.STRIKE_OFF,
        ReviewStep.ORDER_RECTIFYING,
        ReviewStep.REOPEN,
    }
)
_VETOED = (ReviewState.VETOED, ReviewState.REFUSED)
"""A re-check is refused only where an appeal against its veto was rejected."""
_APPEALS = frozenset({ReviewStep.GRANT_APPEAL, ReviewStep.REJECT_APPEAL})
_OWN = {ReviewStep.SUBMIT: "申报人", ReviewStep.CHECK: "初核人", ReviewStep.INSPECT: "验收人"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review of one station, under one version of a scheme.

    Who applied, checked, inspected and decided are account ids; four eyes are kept by comparing
    them, here and by the database.
    """

    id: str
    station_id: str
    scheme: str
    cycle_id: str
    kind: ReviewKind = ReviewKind.APPLICATION
    state: ReviewState = ReviewState.DRAFT
    version: int = 1
    applicant: str = ""
    """Who applied; of a re-check, who ordered it."""
    checker: str = ""
    inspector: str = ""
    decider: str = ""
    """Who made the last decision; an appeal is answered by somebody else."""
    vetoer: str = ""
    """Whose veto stands; somebody else takes the stars away for it."""
    warner: str = ""
    """Who told that the stars will be taken away; somebody else does it."""
    stars: int = 0
    """The level that is proposed, then awarded."""
    reached: int = 0
    """The level of points and gates at the last visit, whatever a quota makes of it."""
    points: int | None = None
    veto: str = ""
    due_on: date | None = None
    """The last day for what comes next."""
    extended_until: date | None = None
    """The last day that a person has named in place of the usual one."""
    notice_from: date | None = None
    notice_until: date | None = None
    """The last day on which objections are taken."""
    decided_at: datetime | None = None
    moved_at: datetime | None = None
    """When the last step was taken; no step is older."""

    @property
    def awaits_second(self) -> bool:
        """Whether what one person decided would take stars, which takes a second person."""
        vetoed = self.vetoer != "" and self.kind is ReviewKind.RECHECK and self.state in _VETOED
        return vetoed or self.state is ReviewState.WARNED

    def may_appeal(self, today: date) -> bool:
        """Whether the decision may still be appealed against; once it was answered, it stands."""
        refused = self.state in NEXT[ReviewStep.APPEAL]
        return refused and self.due_on is not None and today <= self.due_on

    def moved(self, step: ReviewStep, *, by: str, reason: str = "") -> Review:
        """The review after a step by an account; Refused where the tables forbid it."""
        if error := self.hindrance(step, by=by):
            raise error
        if step in NEEDS_REASON and not reason.strip():
            raise Invalid("invalid.reason_required", field="reason")
        to = NEXT[step][self.state]
        if step is ReviewStep.REJECT_APPEAL and (self.vetoer or self.warner):
            to = ReviewState.WARNED if self.warner else ReviewState.VETOED
        signed: dict[str, Any] = _signed(step, by)
        return replace(self, state=to, version=self.version + 1, **signed)

    def hindrance(self, step: ReviewStep, *, by: str) -> Refused | None:
        """Why this person may not take this step now; None where they may."""
        other = (
            step in ONLY_RECHECK
            if self.kind is ReviewKind.APPLICATION
            else ((step, self.state) in ONLY_APPLICATION)
        )
        if self.state not in NEXT[step] or other:
            return Refused("stale_step.step", state=STATE_WORDS[self.state], step=STEP_WORDS[step])
        if eyes := self._already(step, by):
            return Refused("four_eyes.step", eyes=eyes, step=STEP_WORDS[step])
        if step is ReviewStep.STRIKE_OFF and by in (self.vetoer, self.warner):
            return Refused("four_eyes.same_veto" if by == self.vetoer else "four_eyes.same_warner")
        return None

    def _already(self, step: ReviewStep, by: str) -> str:
        """Which other part this person has had in this review; '' where they are free."""
        first = "申报人" if self.kind is ReviewKind.APPLICATION else "提出人"
        parts = {first: self.applicant, "初核人": self.checker, "验收人": self.inspector,
                 "决定人": self.decider}  # fmt: skip
        own = _OWN.get(step, "决定人" if step in _DECIDING or step is ReviewStep.EXTEND else "")
        if not own and step not in _APPEALS:
            return ""
        return next((part for part, who in parts.items() if who == by and part != own), "")


def _signed(step: ReviewStep, by: str) -> dict[str, str]:
    """Which part somebody has by taking a step."""
    if step is ReviewStep.SUBMIT:
        return {"applicant": by}
    if step is ReviewStep.CHECK:
        return {"checker": by}
    if step is ReviewStep.INSPECT:
        return {"inspector": by}
    if step is ReviewStep.VETO:
        return {"decider": by, "vetoer": by}
    if step is ReviewStep.WARN_STRIKE_OFF:
        return {"decider": by, "warner": by}
    if step is ReviewStep.GRANT_APPEAL:
        return {"decider": by, "vetoer": "", "warner": ""}
    return {"decider": by} if step in _DECIDING | _APPEALS else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Stars that a station was given, or (0) that they were taken away; `until` is the last day."""

    station_id: str
    number: int
    review_id: str
    scheme: str
    basis: str
    stars: int
    on: date
    until: date | None
    log: int
    before: int | None = None
    """How many stars the station had just before; None: as the award before this one says."""

    @property
    def certificate(self) -> str:
        """The number of its certificate: the entry of the log that gave it, which never changes."""
        return f"{self.on.year}-{self.log:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A review without award, the level that its points reach, and the one it is proposed for."""

    review: Review
    reached: int
    stars: int
    tied: bool = False
    """Whether a person has to decide first."""
    contested: bool = False
    """Whether its level depends on the points of others."""
    waiting: int = 0
    """Reviews of the cycle before their check or visit: they may still move the level."""
