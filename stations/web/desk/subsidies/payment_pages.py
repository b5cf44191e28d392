"""Pages of payments."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import newness
from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import STATION_TIME
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.remarks import Remark
from stations.subsidies import (
    assessment,
    correcting,
    correction_store,
    late_changes,
    paying,
    payment_list,
    payment_workbook,
)
from stations.subsidies.budget_store import Budget
from stations.subsidies.budgets import BudgetBalance
from stations.subsidies.correcting import Correction
from stations.subsidies.correction_store import NotedCorrection
from stations.subsidies.model import (
    DONE_WORDS,
    STATE_WORDS,
    WISH_WORDS,
    Payment,
    PaymentState,
    fen,
    yuan,
)
from stations.subsidies.payment_list import PART_WORDS, Part, PaymentLine
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.subsidies import payment_filter as asking
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("money", __name__, url_prefix=f"{PREFIX}/money")

PAGE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MORE = {
    Part.READY: (("propose", "提出发放", Action.PAY_PROPOSE),),
    Part.PROPOSED: (
        ("approve", "批准", Action.PAY_APPROVE),
        ("reject", "退回", Action.PAY_APPROVE),
    ),
    Part.APPROVED: (
        ("pay", "记为已发放", Action.PAY_PROPOSE),
        ("reject", "退回", Action.PAY_APPROVE),
    ),
}
"""What is done with several lines of a part at once."""
_UNPAID = (Part.READY, Part.PROPOSED, Part.APPROVED)


@blueprint.get("/")
@needs(Action.SEE_MONEY)
def every() -> str:
    """The lines that the address asks for, and how the districts stand."""
    db, who = current().connections(), account()
    today = clock.today()
    it = asking.wanted(request.args, by=who, today=today)
    with db.reading():
        found = payment_list.lines(db, it.asked, by=who, today=today)
        totals = payment_list.totals(db, it.asked, found, by=who)
        waiting = payment_list.waiting(db, it.asked, by=who)
        found = [line for line in found if it.fits(line)]
        chosen = payment_workbook.chosen(found, it.part)
        last = max(1, -(-len(chosen) // PAGE))
        page = min(it.page, last)
        shown = rows(db, chosen[PAGE * (page - 1) : PAGE * page], year=it.asked.year)
    programmes = payment_list.programmes(who, it.asked.area)
    return render_template(
        "desk/subsidies/list.html",
        it=it,
        parts=asking.parts(it, found),
        rows=shown,
        number=len(chosen),
        sum=yuan(sum(line.amount_fen for line in chosen)) if it.part is not Part.NOT else "",
        first=PAGE * (page - 1) + 1,
        page=page,
        last=last,
        totals=[_total(standing, ready) for standing, ready in totals],
        choices=asking.choices(it, programmes, by=who, today=today),
        rules=asking.rules_told(programmes),
        deeds=[(name, words) for name, words, action in _MORE.get(it.part, ()) if who.may(action)]
        if it.part
        else [],
        noting=who.may(Action.PAY_PROPOSE),
        waiting=[_waits(budget, by=who) for budget in waiting],
    )


@blueprint.get("/export.xlsx")
@needs(Action.SEE_MONEY)
def kept_address() -> AnyResponse:
    """Back to the list: a file is entered in the log, and looking at an address enters nothing."""
    flash("文件要在这里取：按列表下面的“导出”。", "told")
    it = asking.wanted(request.args, by=account(), today=clock.today())
    return redirect(it.address())


@blueprint.post("/export.xlsx")
@needs(Action.SEE_MONEY)
def export() -> Response:
    """The list as a workbook for the office for finance; that it left stands in the log."""
    now = clock.now().astimezone(STATION_TIME)
    it = asking.wanted(request.form, by=account(), today=now.date())
    file = io.BytesIO()
    payment_workbook.take(
        current().connections(),
        it.asked,
        it.part,
        file,
        by=account(),
        act=act("money_exported", reason=PART_WORDS[it.part] if it.part else "全部"),
    )
    response = Response(file.getvalue(), mimetype=_XLSX)
    name = f"money-{it.asked.year}-{now:%Y%m%d-%H%M}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/<payment_id>")
@needs(Action.SEE_MONEY)
def one(payment_id: str) -> str:
    """All rows of a payment, and what can be done with it."""
    return _page(payment_id)


@blueprint.post("/<payment_id>/correct")
@needs(Action.PAY_APPROVE)
def correct(payment_id: str) -> AnyResponse:
    """Notes that some of a payment came back, or all of it."""
    given = request.form

    def work(db: Database) -> None:
        seq = given.get("seq", "")
        wanted = Correction(
            seq=int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 9 else 0,
            back_fen=fen(given.get("amount", "")[:30]),
            reason=given.get("reason", ""),
            voucher=given.get("voucher", ""),
        )
        noted = act("money_correction_noted")
        correcting.note(db, payment_id, wanted, by=account(), act=noted)

    return _done(payment_id, work, words="更正登记好了，由另一个人确认以后才算。")


@blueprint.post("/<payment_id>/correct/confirm")
@needs(Action.SEE_MONEY)
def confirm(payment_id: str) -> AnyResponse:
    """Takes a correction into the ledger that somebody else noted; who may, is found out inside."""

    def work(db: Database) -> None:
        by, done = account(), act("money_corrected")
        correcting.confirm(db, payment_id, _noted_number(), by=by, act=done)

    return _done(payment_id, work, words="更正记下了，原来的记录还在。")


@blueprint.post("/<payment_id>/correct/drop")
@needs(Action.SEE_MONEY)
def drop(payment_id: str) -> AnyResponse:
    """Takes a noted correction away; who may, is found out inside."""

    def work(db: Database) -> None:
        by, done = account(), act("money_correction_dropped")
        reason = request.form.get("reason", "")
        correcting.drop(db, payment_id, _noted_number(), reason=reason, by=by, act=done)

    return _done(payment_id, work, words="撤下了，这笔更正不算。")


def _noted_number() -> int:
    number = request.form.get("number", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0


def _done(payment_id: str, work: Callable[[Database], None], *, words: str) -> AnyResponse:
    try:
        work(current().connections())
    except (Invalid, Refused) as error:
        if isinstance(error, Refused) and error.code == "forbidden":
            raise
        status = 400 if isinstance(error, Invalid) else 409
        return Response(_page(payment_id, error=error.message), status=status)
    flash(words, "told")
    return redirect(url_for("money.one", payment_id=payment_id), code=303)


def rows(db: Database, found: Sequence[PaymentLine], *, year: int) -> list[dict[str, Any]]:
    """Lines as the pages show them, with what was changed of their past days."""
    history = late_changes.told(db, [line.station for line in found], year=year)
    return [
        {**row(line), "late": late_changes.remarks(
            line.station, line.rule, history.get(line.station.id, ()), year=year
        )}
        for line in found
    ]  # fmt: skip


def row(line: PaymentLine) -> dict[str, Any]:
    """A line as the pages show it."""
    before = line.payment if line.payment is not None and line.payment.closed else None
    return {
        "it": line,
        "key": line.open.id if line.open else f"{line.rule.id}:{line.station.id}",
        "amount": "" if line.part is Part.NOT else yuan(line.amount_fen),
        "part": PART_WORDS[line.part],
        "place": asking.named(line.area),
        "before": _ended(before),
        "doubt": line.open is not None
        and not line.verdict.eligible
        and line.part in (Part.PROPOSED, Part.APPROVED),
        "asks": line.verdict.doubts if line.part in _UNPAID else (),
        "partly": line.open is not None and line.open.state is PaymentState.CORRECTED,
    }


def _ended(before: Payment | None) -> str:
    """How the payment before this one ended."""
    if before is None:
        return ""
    word = "退回" if before.state is PaymentState.REJECTED else "全额更正"
    return f"上次{word}：{before.entry.reason}"


def _total(standing: BudgetBalance, ready: int) -> dict[str, Any]:
    return {
        "place": asking.named(standing.area),
        "budget": yuan(standing.budget_fen) if standing.budget_fen is not None else "没有登记",
        "ready": yuan(ready) if ready else "—",
        "proposed": yuan(standing.proposed_fen) if standing.proposed_fen else "—",
        "approved": yuan(standing.approved_fen) if standing.approved_fen else "—",
        "paid": yuan(standing.paid_fen) if standing.paid_fen else "—",
        "left": yuan(standing.left_fen) if standing.budget_fen is not None else "—",
        "over": standing.left_fen < 0,
    }


def _waits(budget: Budget, *, by: Account) -> dict[str, Any]:
    """A budget that waits for a second person, and whether that is who looks."""
    may = by.may(Action.PAY_APPROVE, Scope(areas=(budget.area,)))
    return {
        "it": budget,
        "place": asking.named(budget.area),
        "amount": yuan(budget.amount_fen),
        "mine": may and budget.by == by.id,
        "confirm": may and budget.by != by.id,
    }


def _page(payment_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    with db.reading():
        chain = paying.seen(db, payment_id, by=who)
        station = stations.get(db, chain[0].claim.station_id)
        new = newness.words(db, [(one.entry.by, one.entry.at) for one in chain])
        noted = correction_store.waiting(db, chain[-1:]).get(payment_id)
        late = _late(db, station, chain[-1])
    last, scope = chain[-1], scope_of(station)
    parties = {row.entry.by for row in chain}
    steps = [
        (name, words)
        for name, words, action in _MORE.get(_part(last), ())
        if who.may(action, scope)
    ]
    programme = assessment.programme_of(station)
    names = {rule.id: rule.name for rule in programme.rules} if programme else {}
    may_correct = last.state in (PaymentState.PAID, PaymentState.CORRECTED) and not last.closed
    return render_template(
        "desk/subsidies/subsidy.html",
        station=station,
        last=last,
        rule=WISH_WORDS if last.claim.of_wish else names.get(last.claim.rule, last.claim.rule),
        state=STATE_WORDS[last.state],
        total=yuan(last.claim.total_fen),
        remaining=yuan(last.remaining_fen),
        place=asking.named(last.claim.area),
        rows=[_told(one, new) for one in reversed(chain)],
        late=late,
        noted=_noted(noted, chain[-1], scope) if noted else None,
        correcting=may_correct and who.may(Action.PAY_APPROVE, scope),
        # Those with a part in it may send it back, but not bring it further.
        deeds=[step for step in steps if step[0] == "reject" or who.id not in parties],
        others=[words for name, words in steps if name != "reject" and who.id in parties],
        error=error,
        given=request.form,
    )


def _late(db: Database, station: Station, last: Payment) -> Sequence[Remark]:
    """What was changed of the past days that a payment rests on."""
    programme, year = assessment.programme_of(station), last.claim.year
    if programme is None or last.claim.rule not in programme.ids:
        return ()
    history = late_changes.told(db, [station], year=year).get(station.id, ())
    rule = programme.versions(last.claim.rule)[-1]
    return late_changes.remarks(station, rule, history, year=year)


def _noted(noted: NotedCorrection, last: Payment, scope: Scope) -> dict[str, Any]:
    """A correction that waits for a second person, and whether that is who looks."""
    who = account()
    may = who.may(Action.PAY_APPROVE, scope) or who.may(Action.PAY_PROPOSE, scope)
    payer = last.entry.by if last.state is PaymentState.PAID else ""
    return {
        "it": noted,
        "amount": yuan(noted.back_fen),
        "drop": may,
        "confirm": may and who.id not in (noted.by, payer),
        "mine": who.id == noted.by,
    }


def _part(payment: Payment) -> Part:
    return {PaymentState.PROPOSED: Part.PROPOSED, PaymentState.APPROVED: Part.APPROVED}.get(
        payment.state, Part.PAID
    )


def _told(one: Payment, new: Mapping[tuple[str, datetime], str]) -> dict[str, Any]:
    at = one.entry.at.astimezone(STATION_TIME)
    return {
        "it": one,
        "words": DONE_WORDS[one.state],
        "at": f"{at:%Y-%m-%d %H:%M}",
        "new": new.get((one.entry.by, one.entry.at), ""),
        "amount": yuan(one.amount_fen) if one.amount_fen else "",
    }
