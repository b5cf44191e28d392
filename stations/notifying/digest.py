"""What a week brought and what waits, for an area: each Monday at eight, once for all nodes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database, Transaction
from stations.feedback import report_store
from stations.feedback.answering import due_days
from stations.feedback.model import ReportQuery
from stations.moments import STATION_TIME, china_midnight, utc_text
from stations.notifying import outbox_store, posting
from stations.notifying.model import MessageKind
from stations.notifying.outbox_store import Channel, Letter
from stations.registry.scoping import Reach
from stations.registry.stored import holiday_store
from stations.registry.views import attention_store
from stations.registry.views.attention import Matter
from stations.stars.cycle import review_list_store
from stations.subsidies import waiting_store
from stations.subsidies.model import PaymentState

_AT = time(8, tzinfo=STATION_TIME)
_MARK = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigures:
    """How an area stands on a day, and what the seven days before it brought."""

    area: str
    on: date
    made: int
    stale: int
    never_verified: int
    reports: int
    late_reports: int
    reviews: int
    late_reviews: int
    to_approve: int
    to_pay: int


def figures(db: Database, area: str, *, on: date) -> WeekFigures:
    """The figures of an area on a day."""
    reach = Reach(areas=(codes.trimmed(area),))
    counts = attention_store.counts(db, reach, today=on)
    reports, _oldest = report_store.waiting(db, reach, ReportQuery())
    calendar = holiday_store.calendar(db)
    since = utc_text(china_midnight(on - timedelta(days=7)))
    return WeekFigures(
        area=area,
        on=on,
        made=attention_store.made_since(db, reach, since),
        stale=counts[Matter.STALE],
        never_verified=counts[Matter.NEVER_VERIFIED],
        reports=reports,
        late_reports=due_days.overdue(db, reach, calendar, today=on),
        reviews=review_list_store.pending(db, reach),
        late_reviews=review_list_store.overdue(db, reach, today=on),
        to_approve=waiting_store.waiting(db, reach.areas, PaymentState.PROPOSED),
        to_pay=waiting_store.waiting(db, reach.areas, PaymentState.APPROVED),
    )


def lines(week: WeekFigures) -> list[str]:
    """The digest as plain text, a title first: to be sent, or pasted into a chat."""
    first, last = week.on - timedelta(days=7), week.on - timedelta(days=1)
    due = f"，其中过了 {due_days.ANSWER_DAYS} 个工作日的 {week.late_reports} 条"
    late = f"，其中超期 {week.late_reviews} 件" if week.late_reviews else ""
    return [
        f"驿站每周简报 · {codes.full_name(week.area) or '全国'} · {_day(first)}至 {_day(last)}",
        f"新登记的驿站：{week.made} 个",
        f"三个月没有核实的：{week.stale} 个；从来没有核实的：{week.never_verified} 个",
        f"没有答复的反映：{week.reports} 条{due if week.late_reports else ''}",
        f"正在办的星级评定：{week.reviews} 件{late}",
        f"经费：等批准 {week.to_approve} 笔，等发放 {week.to_pay} 笔",
    ]


def is_due(db: Database, *, at: datetime) -> bool:
    """Whether the digest of this week was not made."""
    return outbox_store.mark(db, _MARK) < _monday(at).toordinal() and posting.has_receivers(db)


def letters(db: Database, site: str, *, at: datetime, now: int) -> list[Letter]:
    """The digests of this week, for all who want them; none where there was no week before."""
    monday, found = _monday(at), list[Letter]()
    if not outbox_store.mark(db, _MARK):
        return found
    told = posting.receivers(db)
    wanted: list[tuple[Channel, str, tuple[str, ...]]] = [
        (Channel.HOOK, one.id, (one.area,)) for one in told.hooks if MessageKind.DIGEST in one.kinds
    ]
    wanted += [
        (Channel.MAIL, choice.account_id, account.areas_for(Action.SEE))
        for choice, account in told.mails
        if MessageKind.DIGEST in choice.kinds
    ]
    known: dict[str, list[str]] = {}
    for way, target, areas in wanted:
        said: list[str] = []
        for area in areas:
            if area not in known:
                known[area] = lines(figures(db, area, on=monday))
            said += known[area]
        if said:
            said.append(
                f"详情：{site}/desk/messages/digest" if site else "详情：驿站工作台的“每周简报”"
            )
            found.append(posting.letter(way, target, f"digest:{monday}", said, now=now))
    return found


def put_out(tx: Transaction, made: list[Letter], *, at: datetime) -> None:
    """Puts them out, unless another node was quicker."""
    monday = _monday(at).toordinal()
    if outbox_store.mark(tx, _MARK) < monday:
        outbox_store.add(tx, made)
        outbox_store.set_mark(tx, _MARK, monday)


def _monday(at: datetime) -> date:
    """The last Monday that has struck eight."""
    here = at.astimezone(STATION_TIME)
    monday = here.date() - timedelta(days=here.weekday())
    return monday if here >= datetime.combine(monday, _AT) else monday - timedelta(days=7)


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"
