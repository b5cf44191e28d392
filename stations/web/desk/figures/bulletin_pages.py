"""Pages of bulletin and yearbook, to print or as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request

from stations.accounts.roles import Action
from stations.figures import counts, periods
from stations.figures.feedback_figures import FeedbackFigures
from stations.figures.periods import Period
from stations.moments import china_day
from stations.reports import bulletin, yearbook
from stations.reports.bulletin import TURN_WORDS, StarMove
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.figures import area_choice
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("bulletin", __name__, url_prefix=PREFIX)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/bulletin")
@needs(Action.SEE_REVIEWS)
def month() -> str:
    """The bulletin of a month, this one where none is named."""
    db, who, today = current().connections(), account(), _today()
    area, period = (
        area_choice.area(request.args, Action.SEE_REVIEWS),
        area_choice.month(request.args, today),
    )
    made = bulletin.seen(db, area, period=period, by=who, today=today)
    return render_template(
        "desk/figures/bulletin.html",
        it=made,
        took=_took,
        moves=[(TURN_WORDS[t], [m for m in made.moves if m.turn is t]) for t in StarMove],
        remarks=bulletin.remarks(made),
        areas=area_choice.areas(),
        month=f"{period.first:%Y-%m}",
        this_month=f"{today:%Y-%m}",
        before=f"{period.first - timedelta(days=1):%Y-%m}",
        after=f"{period.last + timedelta(days=1):%Y-%m}" if made.is_over else "",
        may_take=area_choice.covered(area, Action.EXPORT),
    )


@blueprint.post("/bulletin/export.xlsx")
@needs(Action.EXPORT)
def month_file() -> Response:
    """The bulletin of a month as a workbook."""
    given, file = request.form, io.BytesIO()
    area, period = area_choice.area(given, Action.EXPORT), area_choice.month(given, _today())
    note = act("exported", reason=f"{counts.area_name(area)}{period.first:%Y-%m}简报")
    db = current().connections()
    bulletin.take(db, area, period=period, file=file, by=account(), act=note)
    return _sent(file, name=f"bulletin-{area or 'all'}-{period.first:%Y-%m}.xlsx")


@blueprint.get("/yearbook")
@needs(Action.SEE_REVIEWS)
def year() -> str:
    """The yearbook of a year, this one where none is named."""
    db, who, today = current().connections(), account(), _today()
    area, period = area_choice.area(request.args, Action.SEE_REVIEWS), _year(request.args, today)
    made = yearbook.seen(db, area, period=period, by=who, today=today)
    return render_template(
        "desk/figures/yearbook.html",
        it=made,
        columns=yearbook.COLUMNS,
        rows=[yearbook.cells(line) for line in made.lines],
        total=yearbook.cells(made.total),
        remarks=yearbook.remarks(made),
        areas=area_choice.areas(),
        this_year=today.year,
        may_take=area_choice.covered(area, Action.EXPORT),
    )


@blueprint.post("/yearbook/export.xlsx")
@needs(Action.EXPORT)
def year_file() -> Response:
    """The yearbook of a year as a workbook."""
    given, file = request.form, io.BytesIO()
    area, period = area_choice.area(given, Action.EXPORT), _year(given, _today())
    note = act("exported", reason=f"{counts.area_name(area)}{period.first.year}年报")
    db = current().connections()
    yearbook.take(db, area, period=period, file=file, by=account(), act=note)
    return _sent(file, name=f"yearbook-{area or 'all'}-{period.first.year}.xlsx")


def _sent(file: io.BytesIO, *, name: str) -> Response:
    response = Response(file.getvalue(), mimetype=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _today() -> date:
    return china_day(clock.now())


def _year(given: Mapping[str, str], today: date) -> Period:
    return periods.year(given.get("year") or str(today.year), today=today)


def _took(heard: FeedbackFigures) -> str:
    """Half of the answers came within this time."""
    if heard.median is None:
        return ""
    hours = heard.median / timedelta(hours=1)
    return f"{hours:.0f} 小时" if hours < 48 else f"{hours / 24:.1f} 天"
