"""Pages of the list of stations and its files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.feedback import report_store
from stations.moments import STATION_TIME
from stations.networks import organising
from stations.networks import store as network_store
from stations.registry import openness, vocabulary
from stations.registry.files import contact_list
from stations.registry.lists import exporting
from stations.registry.model import star_words
from stations.registry.scoping import reach_of
from stations.registry.states import PHASE_WORDS, Phase
from stations.registry.stored import store
from stations.registry.views import desk_search_store
from stations.registry.views.attention import PRESSING, SHORT_WORDS, Matter
from stations.registry.views.desk_search import (
    LOOKED_FOR,
    PAGE,
    SORT_WORDS,
    ListedStation,
    Sort,
)
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.register import list_filter
from stations.web.desk.register.list_filter import ALL_PHASES, BETWEEN, ListFilter
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current
from stations.web.state_words import phase_words

blueprint = Blueprint("desk_list", __name__, url_prefix=f"{PREFIX}/stations")

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
_FILE_WORDS = {"xlsx": "Excel", "csv": "CSV", "geojson": "GeoJSON"}


@blueprint.get("")
@needs(Action.SEE)
def every() -> str:
    """The stations in reach that the address asks for."""
    db, who, asked = current().connections(), account(), list_filter.asked(request.args)
    reach = reach_of(who, Action.SEE)
    today = clock.today()
    with db.reading():
        number = desk_search_store.count(db, reach, asked.wanted, today=today)
        mine = reach_of(who, Action.EDIT)
        drafts = desk_search_store.count(db, mine, asked.wanted.drafts, today=today)
        last = max(1, -(-number // PAGE))
        asked = replace(asked, page=min(asked.page, last))
        rows = desk_search_store.page(
            db, reach, asked.wanted, today=today, sort=asked.sort, number=asked.page
        )
        open_reports = report_store.open_counts(db, [one.station_id for one in rows])
        areas = desk_search_store.areas(db, reach)
        district = _district(areas, asked.wanted.area)
        streets = desk_search_store.streets(db, reach, district=district) if district else {}
        networks = _networks(db, who)
    return render_template(
        "desk/stations/list.html",
        rows=[
            _row(one, open_reports=open_reports.get(one.station_id, 0), today=today) for one in rows
        ],
        bulk=any(map(who.may, (Action.VERIFY, Action.EDIT, Action.EXPORT))),
        number=number,
        drafts=drafts,
        asked=asked,
        first=PAGE * (asked.page - 1) + 1,
        pages=_pages(asked, last),
        chips=chips(asked),
        several=list(list_filter.SEVERAL),
        choices={
            **_choices(asked, networks),
            "area": _areas({**areas, **streets}, asked.wanted.area),
        },
        exports=_FILE_WORDS if who.may(Action.EXPORT) else {},
        may={action.value: who.may(action) for action in Action},
    )


@blueprint.post("/contacts.xlsx")
@needs(Action.TAKE_CONTACTS)
def contacts() -> Response:
    """The contacts of the list, for who may change these stations."""
    asked, file = list_filter.asked(request.form), io.BytesIO()
    contact_list.take(
        current().connections(),
        asked.wanted,
        file=file,
        by=account(),
        act=act("contacts_exported", reason=_told(asked)),
    )
    return _attached(file, name="contacts", ending="xlsx")


@blueprint.get("/export.<any(csv, xlsx, geojson):ending>")
@needs(Action.EXPORT)
def kept_address(ending: str) -> AnyResponse:
    """Back to the list: a file is entered in the log, and looking at an address enters nothing."""
    flash("文件要在这里取：按列表下面的“导出”。", "told")
    return redirect(list_filter.asked(request.args).address())


@blueprint.post("/export.<any(csv, xlsx, geojson):ending>")
@needs(Action.EXPORT)
def export(ending: str) -> Response:
    """The list as a file: what the form asks for, of the stations one may take away."""
    db, asked = current().connections(), list_filter.asked(request.form)
    if "picked" in request.args and not asked.wanted.ids and request.form.get("all") != "1":
        raise Invalid("invalid.stations_to_export", field="id")
    file = io.BytesIO()
    exporting.take(
        db,
        asked.wanted,
        form=exporting.FileForm(kind=f".{ending}", licence=current().settings.site.licence),
        file=file,
        by=account(),
        act=act("exported", reason=_told(asked)),
    )
    return _attached(file, name="stations", ending=ending)


def _attached(file: io.BytesIO, *, name: str, ending: str) -> Response:
    """A file that is named after the minute it left."""
    response = Response(file.getvalue(), mimetype=_TYPES[ending])
    name = f"{name}-{clock.now().astimezone(STATION_TIME):%Y%m%d-%H%M}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(one: ListedStation, *, open_reports: int, today: date) -> dict[str, Any]:
    every = (*openness.closures_of(one.life), *one.closures)
    shut = next((closure for closure in every if closure.covers(today)), None)
    return {
        "it": one,
        # What has no point is published nowhere, whatever phase it is in.
        "phase": "草稿"
        if Matter.NO_POINT in one.wants
        else phase_words(one.life, one.closures, today=today),
        "contact": " · ".join(filter(None, (one.keeper, one.phone))),
        "quiet": shut is not None,
        "until": shut and shut.until,
        "area": _short(one.area_code),
        "wants": [
            {
                "words": f"{open_reports} 条{SHORT_WORDS[want]}"
                if want is Matter.OPEN_REPORTS
                else SHORT_WORDS[want],
                "pressing": want in PRESSING,
                "url": _url(want, one),
            }
            for want in one.wants
        ],
        "stars": star_words(one.star) if one.star else "",
    }


def _url(want: Matter, one: ListedStation) -> str:
    """Where a matter is settled with one tap; '' where it takes more."""
    if want is not Matter.UNCONFIRMED or not account().may(Action.EDIT):
        return ""
    return url_for("closures.every", station_id=one.station_id)


def _short(code: str) -> str:
    return codes.local_name(code) or "没有分区"


def _choices(asked: ListFilter, networks: list[tuple[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """What can be chosen for every filter; what of several is chosen already stands as a chip."""
    amenities = [(t.id, t.zh) for t in vocabulary.amenities().terms.values()]
    pairs = {
        "matter": [*LOOKED_FOR.items()],
        "phase": [
            *((phase.value, words) for phase, words in PHASE_WORDS.items()),
            (ALL_PHASES, "全部，含已撤销"),
        ],
        "kind": [(t.id, t.zh) for t in vocabulary.kinds().terms.values()],
        "has": amenities,
        "lacks": amenities,
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for name, options in pairs.items():
        chosen = asked.arguments.get(name, "").split(BETWEEN)
        first = "再加一个…" if any(chosen) else "没有撤销的" if name == "phase" else "不限"
        left = [pair for pair in options if pair[0] not in chosen]
        found[name] = [{"value": v, "words": w} for v, w in [("", first), *left]]
    star = [("", "不限"), *((str(n), star_words(n)) for n in range(5, 0, -1)), ("0", "没有评星")]
    alone = {
        "star": star,
        "network": [("", "不限"), *networks],
        "sort": [(sort.value, SORT_WORDS[sort]) for sort in Sort],
    }
    given = {**asked.arguments, "sort": asked.sort.value}
    for name, options in alone.items():
        found[name] = [
            {"value": v, "words": w, "chosen": given.get(name, "") == v} for v, w in options
        ]
    return found


def _networks(db: Database, who: Account) -> list[tuple[str, str]]:
    """Those that have to do with what this account sees, with their areas."""
    own = store.some(db, sorted(who.own_stations))
    return [
        (one.id, f"{one.name}（{_short(one.area_code)}）")
        for one in network_store.every(db)
        if organising.in_sight(one, by=who, own=own)
    ]


def _district(counts: dict[str, int], chosen: str) -> str:
    """The district whose streets can be chosen: that of the filter, or the only one."""
    of_filter = chosen[: codes.DISTRICT_DIGITS] if len(chosen) >= codes.DISTRICT_DIGITS else ""
    return of_filter or (next(iter(counts)) if len(counts) == 1 else "")


def _areas(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """Districts to choose from; with several cities the cities, and the districts of one.

    Below its district stand the streets that are counted.
    """
    cities: dict[str, int] = {}
    for code, number in counts.items():
        if len(code) <= codes.DISTRICT_DIGITS:
            cities[codes.city_of(code)] = cities.get(codes.city_of(code), 0) + number
    one = codes.city_of(chosen) if chosen else next(iter(cities), "") if len(cities) == 1 else ""
    found = dict(cities) if len(cities) > 1 else {}
    found |= {code: n for code, n in counts.items() if one and codes.city_of(code) == one}
    if len(chosen) > codes.DISTRICT_DIGITS:
        found.setdefault(chosen, 0)
    options = [{"value": "", "words": "不限", "chosen": not chosen}]
    for code, number in sorted(found.items()):
        area = codes.by_code(code)
        if area is not None:
            inset = "　" if len(cities) > 1 and area.level not in ("city", "province") else ""
            inset += "　" if area.level == "street" else ""
            options.append(
                {
                    "value": area.code,
                    "words": f"{inset}{area.name}（{number}）",
                    "chosen": area.code == chosen,
                }
            )
    return options


def chips(asked: ListFilter) -> list[dict[str, str]]:
    """The filters that are set, each value with the address without it."""
    wanted, words = asked.wanted, {}
    if wanted.words:
        words["q"] = f"“{wanted.words}”"
    if wanted.area:
        words["area"] = codes.path(wanted.area)
    if wanted.star is not None:
        words["star"] = star_words(wanted.star) if wanted.star else "没有评星"
    if asked.network:
        words["network"] = f"属于{asked.network}"
    alone = [{"words": text, "url": asked.address(**{name: ""})} for name, text in words.items()]
    several = [
        {"words": _chosen(name, value), "url": asked.without(name, value)}
        for name in list_filter.SEVERAL
        for value in filter(None, asked.arguments.get(name, "").split(BETWEEN))
    ]
    return alone + several


def _chosen(name: str, value: str) -> str:
    """One value of a filter in words."""
    amenity = vocabulary.amenities().word
    tables: dict[str, Callable[[], str]] = {
        "phase": lambda: "含已撤销" if value == ALL_PHASES else PHASE_WORDS[Phase(value)],
        "kind": lambda: vocabulary.kinds().word(value),
        "matter": lambda: LOOKED_FOR[value],
        "has": lambda: f"有{amenity(value)}",
        "lacks": lambda: f"没有{amenity(value)}",
    }
    return tables[name]()


def _told(asked: ListFilter) -> str:
    """The filters in words, for the log."""
    return "、".join(chip["words"] for chip in chips(asked))[:200]


def _pages(asked: ListFilter, last: int) -> dict[str, Any]:
    here = asked.page
    return {
        "here": here,
        "last": last,
        "before": asked.address(page=str(here - 1)) if here > 1 else "",
        "after": asked.address(page=str(here + 1)) if here < last else "",
    }
