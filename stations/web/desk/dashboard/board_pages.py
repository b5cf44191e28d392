"""The figures of an area as pictures and tables, to look at, to print and to take away."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request, url_for

from stations import extras
from stations.accounts.roles import Action
from stations.areas import codes
from stations.areas import store as outlines
from stations.errors import NotFound
from stations.figures import access, board, counts
from stations.figures.board import FigureScope, Grain
from stations.registry.stored import store
from stations.reports import board_tables
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.figures import area_choice
from stations.web.guarding import PREFIX, account, needs
from stations.web.pictures import board_view
from stations.web.services import current

blueprint = Blueprint("dashboard", __name__, url_prefix=f"{PREFIX}/dashboard")

FILE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.get("")
@needs(Action.SEE_REVIEWS)
def shown() -> str:
    """Every figure of an area up to a month, this one where none is named."""
    asked = _scope(request.args, Action.SEE_REVIEWS)
    found = board.seen(current().connections(), asked, by=account())
    span = board_tables.SPAN_WORDS[asked.grain]
    return render_template(
        "desk/figures/dashboard.html",
        it=found,
        pictures=[
            *board_view.of_series(found.series, asked),
            *board_view.of_breakdowns(found.breakdowns, f"这 {span}", f"之前 {span}"),
        ],
        span=span,
        grains=[(one.value, board_tables.SPAN_WORDS[one]) for one in Grain],
        plan_columns=board_tables.PLAN_COLUMNS,
        plans=[board_tables.plan_cells(one) for one in found.plans],
        columns=board_tables.AREA_COLUMNS,
        rows=[(_below(row.code, asked), board_tables.area_cells(row)) for row in found.areas],
        total=board_tables.area_cells(found.total),
        remarks=board_tables.remarks(found),
        areas=_areas(asked.area),
        above=_above(asked),
        month=f"{asked.month.first:%Y-%m}",
        this_month=f"{clock.today():%Y-%m}",
        may_take=area_choice.covered(asked.area, Action.EXPORT),
    )


@blueprint.post("/export.<ending>")
@needs(Action.EXPORT)
def taken(ending: str) -> Response:
    """The same as a workbook, or as a file of lines."""
    if ending not in FILE_TYPES:
        raise NotFound("not_found.out_of_sight")
    asked, file = _scope(request.form, Action.EXPORT), io.BytesIO()
    month = f"{asked.month.first:%Y-%m}"
    note = act("exported", reason=f"{counts.area_name(asked.area)}{month}数字")
    db = current().connections()
    board_tables.take(db, asked, ending=ending, file=file, by=account(), act=note)
    response = Response(file.getvalue(), content_type=FILE_TYPES[ending])
    name = f"figures-{asked.area or 'all'}-{month}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/visits.html")
@needs(Action.EXPORT)
def visits() -> Response:
    """A map file of where people checked in during the last year."""
    extras.need_reports()
    # folium takes half a second to import, which no other page should pay.
    from stations.reports import area_map, labels, visit_map

    db, area = current().connections(), area_choice.area(request.form, Action.EXPORT)
    access.admit(area, by=account(), action=Action.EXPORT)
    with db.reading():
        here, shapes = list(store.every(db, area=area)), outlines.every(db)
        sheet = area_map.MapSheet(
            area=counts.area_name(area),
            made_at=clock.now(),
            labels=labels.of_area(area, stations=here, outlines=shapes),
        )
        counted = visit_map.visits(db, area, sheet=sheet)
    text = visit_map.document(here, counted=counted, sheet=sheet)
    note = act("exported", reason=f"{counts.area_name(area)}打卡热力图")
    access.note(db, subject="visits:map", area=area, act=note, rows=len(counted), ending="html")
    response = Response(text, mimetype="text/html")
    name = f"visits-{area or 'all'}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _scope(given: Mapping[str, str], action: Action) -> FigureScope:
    today = clock.today()
    return board.scope_of(
        area_choice.area(given, action),
        month=area_choice.month(given, today),
        grain=Grain.WEEKS if given.get("by") == Grain.WEEKS.value else Grain.MONTHS,
        today=today,
    )


def _address(code: str, asked: FigureScope) -> str:
    month = f"{asked.month.first:%Y-%m}"
    return url_for("dashboard.shown", area=code, month=month, by=asked.grain.value)


def _below(code: str, asked: FigureScope) -> str:
    """The page of an area below; '' where there is none that is theirs."""
    may = codes.by_code(code) and area_choice.covered(code, Action.SEE_REVIEWS)
    return _address(code, asked) if may else ""


def _above(asked: FigureScope) -> list[tuple[str, str]]:
    """Address and name of the areas that hold this one, the largest first, as far as theirs."""
    found = list[tuple[str, str]]()
    area = codes.known(asked.area)
    while area is not None and area.parent:
        area = codes.by_code(area.parent)
        if area is not None and area_choice.covered(area.code, Action.SEE_REVIEWS):
            found.insert(0, (_address(area.code, asked), area.name))
    return found


def _areas(chosen: str) -> list[tuple[str, str]]:
    """The areas to choose from, with the one that is shown."""
    found = dict(area_choice.areas())
    found.setdefault(chosen, counts.area_name(chosen))
    return sorted(found.items())
