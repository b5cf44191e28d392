"""Pages to take several payments a step further: shown first, done when confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.registry.scoping import scope_of
from stations.subsidies import approving, budgets, ledger_entries, paying, payment_list, proposing
from stations.subsidies.model import LONGEST_REASON, LONGEST_VOUCHER, Payment, yuan
from stations.subsidies.payment_list import Part, PaymentLine
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.subsidies import payment_filter as asking
from stations.web.desk.subsidies.payment_filter import PaymentFilter
from stations.web.desk.subsidies.payment_pages import row, rows
from stations.web.error_pages import status_of
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("money_batch", __name__, url_prefix=f"{PREFIX}/money")

_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBatch:
    """One step that is taken with many: from which parts of the list, and what does it."""

    kind: str
    action: Action
    title: str
    button: str
    done: str
    parts: frozenset[Part]
    do: Callable[[Sequence[str], PaymentFilter], list[Payment]]


@blueprint.route("/propose", methods=["GET", "POST"])
@needs(Action.PAY_PROPOSE)
def propose() -> AnyResponse | str:
    """Proposes to pay those that are eligible."""
    return _handled(
        PaymentBatch(
            kind="propose",
            action=Action.PAY_PROPOSE,
            title="提出发放",
            button="提出，送去批准",
            done="提出了 {} 笔，等审批人批准。",
            parts=frozenset({Part.READY}),
            do=_propose,
        )
    )


@blueprint.route("/approve", methods=["GET", "POST"])
@needs(Action.PAY_APPROVE)
def approve() -> AnyResponse | str:
    """Approves what others proposed."""
    return _handled(
        PaymentBatch(kind="approve", action=Action.PAY_APPROVE, title="批准", button="批准",
             done="批准了 {} 笔，等财务发放。", parts=frozenset({Part.PROPOSED}), do=_approve)
    )  # fmt: skip


@blueprint.route("/reject", methods=["GET", "POST"])
@needs(Action.PAY_APPROVE)
def reject() -> AnyResponse | str:
    """Sends back what is not paid yet."""
    return _handled(
        PaymentBatch(kind="reject", action=Action.PAY_APPROVE, title="退回", button="退回",
             done="退回了 {} 笔，可以重新提出。",
             parts=frozenset({Part.PROPOSED, Part.APPROVED}), do=_reject)
    )  # fmt: skip


@blueprint.route("/pay", methods=["GET", "POST"])
@needs(Action.PAY_PROPOSE)
def pay() -> AnyResponse | str:
    """Notes that approved payments were paid."""
    return _handled(
        PaymentBatch(kind="pay", action=Action.PAY_PROPOSE, title="记为已发放", button="记为已发放",
             done="{} 笔记为已发放。", parts=frozenset({Part.APPROVED}), do=_pay)
    )  # fmt: skip


def _handled(deed: PaymentBatch) -> AnyResponse | str:
    today = clock.today()
    it = asking.wanted(request.values, by=account(), today=today)
    if request.method == "GET":
        keys = None if request.args.get("all") == "1" else request.args.getlist("id")
        return _page(deed, it, _keys(keys))
    keys = list(dict.fromkeys(request.form.get("ids", "").split()))
    try:
        ledger_entries.check_number(len(keys))
        number = len(deed.do(keys, it))
    except (Invalid, Refused) as error:
        if status_of(error) in (403, 503):
            raise
        return Response(_page(deed, it, keys, error=error.message), status=status_of(error))
    flash(deed.done.format(number), "told")
    return redirect(it.address(), code=303)


def _keys(given: list[str] | None) -> list[str] | None:
    """What was ticked; None stands for all that the address asks for."""
    if given is None:
        return None
    keys = list(dict.fromkeys(key for key in given if 0 < len(key) <= _LONGEST_KEY))
    ledger_entries.check_number(len(keys))
    return keys


def _page(deed: PaymentBatch, it: PaymentFilter, keys: list[str] | None, *, error: str = "") -> str:
    """What will be done, to which, and what it comes to by district."""
    db, who = current().connections(), account()
    today = clock.today()
    with db.reading():
        lines = [
            line
            for line in payment_list.lines(db, it.asked, by=who, today=today)
            if line.part in deed.parts and who.may(deed.action, scope_of(line.station))
        ]
        found = _picked(lines, it, keys)
        if not error:
            ledger_entries.check_number(len(found) or len(keys or ()))
        payments = [line.open for line in found if line.open]
        beyond = budgets.exceeded(db, payments) if deed.kind == "approve" else {}
        standings = budgets.standings(db, it.asked.year, "")
        shown = rows(db, found, year=it.asked.year)
    return render_template(
        "desk/subsidies/batch.html",
        deed=deed,
        it=it,
        rows=shown,
        ids=" ".join(one["key"] for one in shown),
        needs_reason=any(one["asks"] or one["doubt"] for one in shown),
        gone=len(keys) - len(found) if keys is not None else 0,
        sum=yuan(sum(line.amount_fen for line in found)),
        places=_places(found, standings),
        beyond=[
            (asking.named(area), year, yuan(more.fen), more.noted)
            for (area, year), more in beyond.items()
        ],
        error=error,
        given=request.form,
        longest={"reason": LONGEST_REASON, "voucher": LONGEST_VOUCHER},
    )


def _picked(
    lines: Sequence[PaymentLine], it: PaymentFilter, keys: list[str] | None
) -> list[PaymentLine]:
    if keys is None:
        return [line for line in lines if it.fits(line) and it.part in (None, line.part)]
    wanted = set(keys)
    return [line for line in lines if row(line)["key"] in wanted]


def _places(
    found: Sequence[PaymentLine], standings: dict[str, budgets.BudgetBalance]
) -> list[dict[str, Any]]:
    sums: dict[str, tuple[int, int]] = {}
    for line in found:
        number, fen = sums.get(line.area, (0, 0))
        sums[line.area] = (number + 1, fen + line.amount_fen)
    rows = []
    for area, (number, fen) in sorted(sums.items()):
        standing = standings.get(area)
        known = standing is not None and standing.budget_fen is not None
        rows.append(
            {
                "place": asking.named(area),
                "number": number,
                "sum": yuan(fen),
                "left": yuan(standing.left_fen) if standing and known else "没有登记预算",
            }
        )
    return rows


def _propose(keys: Sequence[str], it: PaymentFilter) -> list[Payment]:
    picks = []
    for key in keys:
        rule, _, station_id = key.partition(":")
        picks.append((station_id, rule))
    return proposing.propose(
        current().connections(),
        picks,
        year=it.asked.year,
        reason=request.form.get("reason", ""),
        by=account(),
        act=act("money_proposed"),
    )


def _approve(keys: Sequence[str], _it: PaymentFilter) -> list[Payment]:
    reason = request.form.get("reason", "")
    return approving.approve(
        current().connections(), keys, reason=reason, by=account(), act=act("money_approved")
    )


def _reject(keys: Sequence[str], _it: PaymentFilter) -> list[Payment]:
    reason = request.form.get("reason", "")
    return approving.reject(
        current().connections(), keys, reason=reason, by=account(), act=act("money_rejected")
    )


def _pay(keys: Sequence[str], _it: PaymentFilter) -> list[Payment]:
    voucher, reason = request.form.get("voucher", ""), request.form.get("reason", "")
    return paying.pay(
        current().connections(), keys, voucher=voucher, reason=reason, by=account(),
        act=act("money_paid"),
    )  # fmt: skip
