"""Between a report and the answer that holds: words, hands, supplements and one reopening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import verification
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import answers, erasure, report_queue, report_store, reporting, voice_store
from stations.feedback.answering import conversation, due_days, note_store, outage_reports
from stations.feedback.answering.note_model import NoteKind
from stations.feedback.model import Holder, Report, ReportKind, ReportQuery, ReportState, Said
from stations.hours.osm.calendar import Calendar, DayKind, SpecialDay
from stations.registry.outages.noting import OutageDeed
from stations.registry.scoping import Reach
from stations.registry.states import AmenityState
from stations.registry.stored import history_store, holiday_store
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.voices import visitor

CLERK = Account(
    id="clerk", name="clerk", shown="区编辑", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
KEEPER = replace(CLERK, id="keeper", grants=(Grant(role=Role.KEEPER, station_id="a"),))
STREET = replace(CLERK, id="street", grants=(Grant(role=Role.EDITOR, area="370102001"),))
ELSEWHERE = replace(CLERK, id="other", grants=(Grant(role=Role.EDITOR, area="370104"),))
AUDITOR = replace(CLERK, id="looker", grants=(Grant(role=Role.AUDITOR, area="370102"),))
MINE, TOKEN = Reach(areas=["370102"]), "token of the phone"


def act(action: str = "edited", *, by: Account = CLERK, hours: int = 1):  # type: ignore[no-untyped-def]
    at = make.NOON + timedelta(hours=hours)
    return replace(make.act(action), actor=by.id, by=by.shown, at=at)


DIRTY = Said(kind=ReportKind.DIRTY)


def report(db: Database, said: Said = DIRTY) -> Report:
    return reporting.report(db, "a", said, by=visitor(poster=True), token=TOKEN, at=make.NOON)


def close(db: Database, made: Report, state: ReportState = ReportState.FIXED, *, hours: int = 1):  # type: ignore[no-untyped-def]
    return answers.answer(
        db, made.id, state, reply="明天修好", by=CLERK, act=act("report_answered", hours=hours)
    )


def told(db: Database, made: Report) -> list[tuple[str, str]]:
    return [(one.kind.value, one.words) for one in note_store.of_report(db, made.id)]


def test_interim_words_leave_a_report_open_and_are_written_once(stationed: Database) -> None:
    made = report(stationed)
    for _ in range(2):
        conversation.say_meanwhile(
            stationed, made.id, words=" 已报修 ", by=CLERK, act=act("report_interim")
        )
    assert told(stationed, made) == [("interim", "已报修")]
    held = report_store.get(stationed, made.id)
    assert (held.state, held.taken_by, held.is_open) == (ReportState.TAKEN, "clerk", True)
    for words in ("找13800138000", "", "  ", "字" * 501):
        with pytest.raises(Invalid):
            conversation.say_meanwhile(stationed, made.id, words=words, by=CLERK, act=act())
    close(stationed, made)
    with pytest.raises(Refused, match="已解决"):
        conversation.say_meanwhile(stationed, made.id, words="还在修", by=CLERK, act=act())
    assert verification.verify(stationed, history_store).sound


@pytest.mark.parametrize("deed", ["interim", "comment", "supplement", "hand", "outage"])
def test_what_is_done_about_a_report_asks_for_the_right_and_the_area(
    stationed: Database, deed: str
) -> None:
    made = report(stationed)

    def do(by: Account) -> None:
        words = {"words": "在办", "by": by, "act": act(by=by)}
        if deed == "hand":
            conversation.hand_on(stationed, made.id, Holder.KEEPER, **words)  # type: ignore[arg-type]
        elif deed == "outage":
            thing = (OutageDeed.USED_UP, "paper")
            outage_reports.note(stationed, made.id, *thing, by=by, act=act(by=by))
        else:
            say = {"interim": conversation.say_meanwhile, "comment": conversation.comment,
                   "supplement": conversation.supplement}[deed]  # fmt: skip
            say(stationed, made.id, **words)  # type: ignore[operator]

    for who, kind in ((ELSEWHERE, NotFound), (AUDITOR, Refused)):
        with pytest.raises(kind):
            do(who)
    assert (told(stationed, made), report_store.get(stationed, made.id)) == ([], made)


def test_a_report_goes_on_to_whoever_has_an_account_there(stationed: Database) -> None:
    made = report(stationed)
    with pytest.raises(Refused, match="站点还没有能答复"):
        conversation.hand_on(stationed, made.id, Holder.KEEPER, words="", by=CLERK, act=act())
    with stationed.writing() as tx:
        for who in (KEEPER, replace(STREET, disabled=True), CLERK, ELSEWHERE):
            named = replace(who, name=who.id)
            accounts.add(tx, named, password="-", at=make.NOON)
    assert conversation.holders(stationed, stations.get(stationed, "a")) == [
        Holder.KEEPER,
        Holder.DISTRICT,
    ]
    for _ in range(2):
        conversation.hand_on(
            stationed, made.id, Holder.KEEPER, words="请看一下", by=CLERK, act=act()
        )
    assert told(stationed, made) == [("handed", "请看一下")]
    held = ReportQuery(holder=Holder.KEEPER)
    assert [one.holder for one in report_queue.page(stationed, MINE, held, number=1)[0]] == [
        Holder.KEEPER
    ]
    conversation.hand_on(stationed, made.id, Holder.DISTRICT, words="", by=KEEPER, act=act())
    assert report_store.get(stationed, made.id).holder is Holder.DISTRICT
    with pytest.raises(Refused, match="街道还没有"):
        conversation.hand_on(stationed, made.id, Holder.STREET, words="", by=CLERK, act=act())
    close(stationed, made)
    with pytest.raises(Refused, match="已解决"):
        conversation.hand_on(stationed, made.id, Holder.KEEPER, words="", by=CLERK, act=act())


def test_the_due_day_is_five_working_days_on_and_moves_with_the_calendar(
    stationed: Database,
) -> None:
    made = report(stationed)
    calendar = holiday_store.calendar(stationed)
    due = due_days.due_on(calendar, made)
    assert due is not None
    moved = Calendar.shipped().updated_with(
        [SpecialDay(day=due, kind=DayKind.HOLIDAY, name="放假")]
    )
    later = due_days.due_on(moved, made)
    assert later is not None
    assert later > due

    def late(on: date) -> int:
        return due_days.overdue(stationed, MINE, calendar, today=on)

    assert [late(due), late(due + timedelta(days=1))] == [0, 1]
    foreign = Reach(areas=["370104"])
    assert due_days.overdue(stationed, foreign, calendar, today=date(2030, 1, 1)) == 0
    close(stationed, made, hours=200)
    assert late(date(2030, 1, 1)) == 0
    again = conversation.reopen(
        stationed, TOKEN, words="还是坏的", at=make.NOON + timedelta(days=30)
    )
    after = due_days.due_on(calendar, again)
    assert after is not None
    assert after > due + timedelta(days=25)


def test_not_yet_good_opens_a_report_once_and_keeps_the_answer(stationed: Database) -> None:
    made, at = report(stationed), make.NOON + timedelta(days=2)
    with pytest.raises(Refused, match="等人处理"):
        conversation.reopen(stationed, TOKEN, words="还没好", at=at)
    with pytest.raises(NotFound):
        conversation.reopen(stationed, "another token", words="还没好", at=at)
    close(stationed, made)
    for words in ("", "字" * 301):
        with pytest.raises(Invalid):
            conversation.reopen(stationed, TOKEN, words=words, at=at)
    for _ in range(2):
        opened = conversation.reopen(stationed, TOKEN, words="还是漏水", at=at)
    assert (opened.state, opened.reply, opened.reopened_at) == (ReportState.NEW, "", at)
    kinds = [("answer", "明天修好"), ("reopened", "还是漏水")]
    assert told(stationed, made) == kinds
    with pytest.raises(Refused, match="又提出来了"):
        conversation.check_reopening_known(opened, known=False)
    close(stationed, made, hours=72)
    with pytest.raises(Refused, match="重新提出过一次"):
        conversation.reopen(stationed, TOKEN, words="还是漏水", at=at + timedelta(days=9))
    assert verification.verify(stationed, history_store).sound


def test_an_answer_is_owed_anew_from_the_day_of_the_reopening(stationed: Database) -> None:
    made, later = report(stationed), make.NOON + timedelta(days=20)
    close(stationed, made)
    conversation.reopen(stationed, TOKEN, words="还没好", at=later)
    [heard] = voice_store.voice(stationed, "a", since=date(2026, 1, 1)).heard
    assert (heard.on, heard.owed_from) == (made.at.date(), later.date())
    for before, waiting in ((later, {}), (later + timedelta(hours=1), {"a": 1})):
        assert voice_store.unanswered(stationed, before=before) == waiting
    [row] = report_store.between(stationed, MINE, since="2026-01-01", until="2027-01-01")
    assert row["owed_from"].startswith(later.date().isoformat())


def test_a_shut_door_that_is_opened_again_flags_nobody_anew(stationed: Database) -> None:
    made = report(stationed, Said(kind=ReportKind.SHUT))
    close(stationed, made)
    assert voice_store.shut_doors(stationed, "a", since=date(2026, 1, 1))
    conversation.reopen(stationed, TOKEN, words="还是关着", at=make.NOON + timedelta(hours=2))
    answered = report_store.last_answer(stationed, "a")
    assert answered == make.NOON + timedelta(hours=1)


def test_what_cannot_be_solved_is_no_untrue_report(stationed: Database) -> None:
    made = report(stationed, Said(kind=ReportKind.SHUT))
    close(stationed, made, ReportState.UNABLE)
    [heard] = voice_store.voice(stationed, "a", since=date(2026, 1, 1)).heard
    assert heard.confirms_shut
    assert not heard.waits


def test_a_supplement_stands_beside_the_answer_and_comments_stay_inside(
    stationed: Database,
) -> None:
    made = report(stationed)
    with pytest.raises(Refused):
        conversation.supplement(stationed, made.id, words="更正", by=CLERK, act=act())
    conversation.comment(stationed, made.id, words="打13800138000问过", by=CLERK, act=act())
    close(stationed, made)
    conversation.supplement(stationed, made.id, words="更正：周五修好", by=CLERK, act=act(hours=9))
    assert report_store.get(stationed, made.id).reply == "明天修好"
    assert [kind for kind, _ in told(stationed, made)] == ["comment", "supplement"]


def test_the_words_of_a_refused_report_are_forgotten_with_their_reopening(
    stationed: Database,
) -> None:
    made = report(stationed)
    close(stationed, made)
    conversation.reopen(stationed, TOKEN, words="我叫王小明", at=make.NOON + timedelta(days=2))
    close(stationed, made, ReportState.REFUSED, hours=72)
    erasure.forget(stationed, act=replace(act(), at=make.NOON + timedelta(days=120)))
    assert "王小明" not in str(told(stationed, made))
    assert NoteKind.ANSWER.value in dict(told(stationed, made))


def test_a_report_sets_out_of_order_and_out_of_stock_in_one_step(stationed: Database) -> None:
    made = report(stationed, Said(kind=ReportKind.SUPPLIES_OUT, supply="paper"))
    before = stations.get(stationed, "a")
    amenity = before.amenities[0].id
    for _ in range(2):
        outage_reports.note(
            stationed, made.id, OutageDeed.USED_UP, "paper", by=CLERK, act=act("outage_noted")
        )
    outage_reports.note(
        stationed, made.id, OutageDeed.BROKEN, amenity, by=KEEPER, act=act("outage_noted")
    )
    after = stations.get(stationed, "a")
    assert after.out_of_stock == ("paper",)
    assert after.amenities[0].state is AmenityState.OUT_OF_ORDER
    assert before.record
    assert after.record
    assert after.record.version == before.record.version + 2
    assert report_store.get(stationed, made.id).state is ReportState.TAKEN
    for deed, thing in ((OutageDeed.RESTOCKED, "paper"), (OutageDeed.MENDED, amenity)):
        outage_reports.note(stationed, made.id, deed, thing, by=CLERK, act=act())
    lifted = stations.get(stationed, "a")
    assert (lifted.out_of_stock, lifted.amenities[0].state) == ((), AmenityState.AVAILABLE)
    with pytest.raises(Invalid, match="物资"):
        outage_reports.note(stationed, made.id, OutageDeed.USED_UP, "gold", by=CLERK, act=act())
    assert verification.verify(stationed, history_store).sound
