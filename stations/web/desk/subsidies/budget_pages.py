"""Pages of budgets, noted and confirmed by two people."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.subsidies import budgets
from stations.subsidies.budget_store import Budget
from stations.subsidies.model import LONGEST_REASON, fen, yuan
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.subsidies import payment_filter as asking
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("money_budget", __name__, url_prefix=f"{PREFIX}/money")


@blueprint.route("/budget", methods=["GET", "POST"])
@needs(Action.PAY_PROPOSE)
def note() -> AnyResponse | str:
    """The form for a budget; what was typed stays in it until it can be taken."""
    if request.method == "GET":
        return _form()
    try:
        wanted = _given()
        budgets.put(current().connections(), wanted, by=account(), act=act("money_budgeted"))
    except Invalid as error:
        return Response(_form(error), status=400)
    place, amount = asking.named(wanted.area), yuan(wanted.amount_fen)
    flash(f"记下了{place} {wanted.year} 年的预算：{amount}。由审批人确认以后生效。", "told")
    return redirect(url_for("money.every", year=wanted.year, _anchor="totals"), code=303)


@blueprint.post("/budget/confirm")
@needs(Action.PAY_APPROVE)
def confirm() -> AnyResponse:
    """Lets a budget hold that somebody else noted."""
    given = request.form
    year = _number(given.get("year", ""), 4)
    try:
        budget = budgets.confirm(
            current().connections(),
            given.get("area", "")[:12],
            year=year,
            number=_number(given.get("number", ""), 8),
            by=account(),
            act=act("money_budget_confirmed"),
        )
    except Refused as error:
        if error.code not in ("stale_step", "four_eyes"):
            raise
        flash(error.message, "refused")
    else:
        place, amount = asking.named(budget.area), yuan(budget.amount_fen)
        flash(f"确认了{place} {year} 年的预算：{amount}。现在起按它算。", "told")
    return redirect(url_for("money.every", year=year or None, _anchor="totals"), code=303)


def _given() -> Budget:
    given = request.form
    year = given.get("year", "").strip()
    if not _number(year, 4):
        raise Invalid("invalid.year_digits", field="year")
    return Budget(
        area=given.get("area", "")[:12],
        year=int(year),
        amount_fen=fen(given.get("amount", "")[:30]),
        reason=given.get("reason", ""),
    )


def _number(text: str, longest: int) -> int:
    """A whole number above 0 as typed; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else 0


def _form(error: Invalid | None = None) -> str:
    today = clock.today()
    return render_template(
        "desk/subsidies/budget.html",
        districts=asking.districts(account(), Action.PAY_PROPOSE),
        given={"year": str(today.year), **request.values},
        error=error.message if error else "",
        wrong=error.field if error else "",
        longest=LONGEST_REASON,
    )
