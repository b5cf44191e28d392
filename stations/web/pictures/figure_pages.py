"""The figures of an area for everybody."""

from __future__ import annotations

import io

from flask import Blueprint, Response, render_template, url_for

from stations.areas import codes
from stations.errors import NotFound
from stations.figures import public_board
from stations.figures.public_board import PublicBoard
from stations.reports import board_tables
from stations.web import clock, kept_pages, parameters, public_address
from stations.web.away import stand_in
from stations.web.away.stand_in import stands_in
from stations.web.pictures import board_view
from stations.web.public import pages
from stations.web.services import current

blueprint = Blueprint("figures", __name__)

FILE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
NOT_SHOWN = "—"


@blueprint.get("/figures")
@stands_in
def shown() -> Response:
    """What an area came to, the whole country where none is named."""
    area = _area()
    # What is made without the database is less, and lasts no longer than it is away.
    address = ("figures", public_address.origin(), area, stand_in.from_memory())
    page = current().pages.page(address, pages.state(), lambda: _page(_made(area)))
    return kept_pages.answer(page)


@blueprint.get("/figures.<ending>")
@stands_in
def file(ending: str) -> Response:
    """The same as a workbook, or as a file of lines."""
    if ending not in FILE_TYPES:
        raise NotFound("not_found.out_of_sight")
    area, written = _area(), io.BytesIO()
    board_tables.write(board_tables.public_sheets(_made(area)), ending=ending, file=written)
    response = Response(written.getvalue(), content_type=FILE_TYPES[ending])
    name = f"figures-{area or 'all'}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _area() -> str:
    """The area that is asked for; NotFound for one that is unknown, '' without any."""
    given = parameters.texts(("area",)).get("area", "")
    known = codes.by_code(given[:12]) if given else None
    if given and known is None:
        raise NotFound("not_found.area_of_figures")
    return known.code if known else ""


def _made(area: str) -> PublicBoard:
    db = current().reading()
    with db.reading():
        return public_board.made(db, area, today=clock.today(), from_cards=stand_in.from_memory())


def _page(found: PublicBoard) -> str:
    area = found.scope.area
    above = list[tuple[str, str]]()
    upper = codes.by_code(area) if area else None
    while upper is not None:
        upper = codes.by_code(upper.parent) if upper.parent else None
        above.insert(0, _link(upper.code, upper.name) if upper else _link("", "全国"))
    return render_template(
        "stations/figures.html",
        it=found,
        pictures=[
            *board_view.of_series(found.series, found.scope, hidden=NOT_SHOWN),
            *board_view.of_breakdowns(found.breakdowns, "数", "", hidden=NOT_SHOWN),
        ],
        columns=board_tables.public_columns() if found.tells_people else (),
        rows=[(_link(row.code, row.name), row.stations, row.people) for row in found.areas],
        remarks=board_tables.public_remarks(found),
        above=above,
    )


def _link(code: str, name: str) -> tuple[str, str]:
    known = not code or codes.by_code(code)
    return (url_for("figures.shown", area=code or None) if known else ""), name
