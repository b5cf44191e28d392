"""Pages to combine two records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from math import inf
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Refused
from stations.geo import distance
from stations.registry import closure_list
from stations.registry.editing import combining, duplicates, form_values, saving, separating
from stations.registry.editing.combining import Choice, Choices, RecordPair
from stations.registry.fields.life import CLOSURES
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.states import Phase
from stations.registry.stored import redirects
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import StationQuery
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.stations import form_pages
from stations.web.desk.stations.form_words import title, unit_said
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("combining", __name__, url_prefix=f"{PREFIX}/stations")

_LONGEST_WORDS = 60
_MOST_FOUND = 20
_TAKE = "take-"
_NOTHING = ("空", "没有登记", "不清楚")


@blueprint.get("/<station_id>/combine")
@needs(Action.MERGE)
def form(station_id: str) -> str:
    """Both records beside each other; without another one, the question which.

    Asked by number, name, address or pinyin; of several that fit one chooses.
    """
    db, who = current().connections(), account()
    station = saving.found(db, station_id, by=who, action=Action.MERGE)
    words = request.args.get("with", "")[:_LONGEST_WORDS]
    if not words:
        return _asked(station)
    other_id = combining.meant(db, words, reach=reach_of(who, Action.MERGE))
    if not other_id:
        found = _called(station, words)
        if len(found) != 1:
            return _asked(station, words=words, found=found)
        other_id = found[0].id
    return _compared(*combining.both(db, station_id, other_id, by=who), choices={})


@blueprint.post("/<station_id>/combine")
@needs(Action.MERGE)
def combine(station_id: str) -> AnyResponse | str:
    """Makes one of two."""
    db, given = current().connections(), request.form
    choices = {
        name.removeprefix(_TAKE): Choice(choice)
        for name, choice in given.items()
        if name.startswith(_TAKE) and choice in tuple(Choice)
    }
    pair = RecordPair(
        station_id=station_id,
        other_id=given.get("other", ""),
        versions=(_number("version"), _number("other_version")),
    )
    if (done := redirects.of(db, pair.other_id)) and done.new_id == station_id:
        # The same form a second time: what it asked for is done.
        after = saving.found(db, station_id, by=account(), action=Action.MERGE)
        return _now_one(after)
    try:
        after = combining.combine(
            db,
            pair,
            choices=choices,
            by=account(),
            act=act("combined", reason=given.get("why", "")),
        )
    except Refused as refused:
        if refused.code != "stale_version":
            raise
        two = combining.both(db, pair.station_id, pair.other_id, by=account())
        return Response(_compared(*two, choices=choices, error=refused.message), status=409)
    return _now_one(after)


def _now_one(after: Station) -> AnyResponse:
    flash(f"已经合并成“{after.name}”。另一个的地址和编号都会转到这里，历史都还在。", "told")
    return redirect(url_for("editing.form", station_id=after.id), code=303)


@blueprint.post("/<station_id>/separate")
@needs(Action.MERGE)
def separate(station_id: str) -> AnyResponse | str:
    """Makes two of one again."""
    db = current().connections()
    again = separating.separate(
        db, station_id, by=account(), act=act("separated", reason=request.form.get("why", ""))
    )
    flash(f"“{again.name}”又是单独的驿站了。", "told")
    return redirect(url_for("editing.form", station_id=station_id), code=303)


def _called(station: Station, words: str) -> list[Station]:
    """Other stations that words find, the nearest first; one more than are shown, at most."""
    db, reach = current().connections(), reach_of(account(), Action.MERGE)
    wanted = StationQuery(words=words)
    every = desk_search_store.stations(db, reach, wanted, today=clock.today())
    found = list(islice((one for one in every if one.id != station.id), _MOST_FOUND + 1))
    return sorted(found, key=lambda one: (_metres(station, one), one.name, one.id))


def _metres(station: Station, other: Station) -> float:
    one, two = station.place.point, other.place.point
    return distance.between(one, two) if one and two else inf


def _asked(station: Station, *, words: str = "", found: Sequence[Station] = ()) -> str:
    """The page that asks for the other record, with those that are near and called alike."""
    alike = duplicates.like(
        current().connections(),
        name=station.name,
        point=station.place.point,
        reach=reach_of(account(), Action.MERGE),
        besides=station.id,
    )
    likes = [{**one, "url": _address(station.id, one["id"])} for one in form_pages.likes(alike)]
    page = {
        **_head(station),
        "likes": likes,
        "words": words,
        "found": [_choice(station, one) for one in found[:_MOST_FOUND]],
        "more": len(found) > _MOST_FOUND,
        "error": "" if found or not words else f"没有找到“{words}”，或者不在您负责的范围内。",
        "units": None,
        "combined": _combined(station),
        "closed": station.lifecycle.phase is Phase.CLOSED,
    }
    return render_template("desk/stations/combine.html", page=page)


def _choice(station: Station, other: Station) -> dict[str, str]:
    """One that was found: what tells it from the others, and where both are compared."""
    away = _metres(station, other)
    facts = (
        other.number and f"编号 {other.number}",
        codes.path(other.place.area_code),
        other.place.address,
        "还没有坐标" if other.is_draft else "" if away == inf else f"相距约 {away:.0f} 米",
    )
    url = _address(station.id, other.id)
    return {"name": other.name, "facts": " · ".join(filter(None, facts)), "url": url}


def _combined(station: Station) -> list[dict[str, str]]:
    """The records that can be taken apart again: those that became this one, and this one."""
    db, who = current().connections(), account()
    found = [one.old_id for one in redirects.into(db, station.id)]
    if redirects.of(db, station.id):
        found.append(station.id)
    others = [saving.found(db, one, by=who, action=Action.MERGE) for one in found]
    return [
        {**_facts(one), "action": url_for("combining.separate", station_id=one.id)}
        for one in others
    ]


def _compared(station: Station, other: Station, *, choices: Choices, error: str = "") -> str:
    """Both records, a choice for every difference; what this one lacks is taken at first."""
    mine, theirs = form_values.values(station), form_values.values(other)
    page = {
        **_head(station),
        "other": _facts(other),
        "units": [
            _closures(station, other, choice=choices.get(unit, Choice.BOTH))
            if unit == CLOSURES.key
            else _unit(unit, mine, theirs, choice=choices.get(unit))
            for unit in combining.differing(station, other)
        ],
        "apart": _apart(station, other),
        "error": error,
        "swap": _address(other.id, station.id),
    }
    return render_template("desk/stations/combine.html", page=page)


def _apart(station: Station, other: Station) -> str:
    one, two = station.place.point, other.place.point
    return f"（两处相距约 {distance.between(one, two):.0f} 米）" if one and two else ""


def _unit(
    unit: str, mine: Mapping[str, str], theirs: Mapping[str, str], *, choice: Choice | None
) -> dict[str, Any]:
    own, others = unit_said(unit, mine), unit_said(unit, theirs)
    return {
        "key": unit,
        "title": title(unit),
        "said": {Choice.OWN: own, Choice.OTHER: others},
        "chosen": choice or (Choice.OTHER if own in _NOTHING else Choice.OWN),
    }


def _closures(station: Station, other: Station, *, choice: Choice) -> dict[str, Any]:
    every = (Choice.BOTH, Choice.OWN, Choice.OTHER)
    found = {one: combining.closures(station, other, choice=one) for one in every}
    return {
        "key": CLOSURES.key,
        "title": CLOSURES.title,
        "said": {
            one: closure_list.text(closures) or _NOTHING[0] for one, closures in found.items()
        },
        "chosen": choice,
    }


def _address(station_id: str, other_id: str) -> str:
    given: dict[str, Any] = {"station_id": station_id, "with": other_id}
    return url_for("combining.form", **given)


def _head(station: Station) -> dict[str, Any]:
    return {
        "station": _facts(station),
        "action": url_for("combining.form", station_id=station.id),
        "back": url_for("editing.form", station_id=station.id),
    }


def _facts(station: Station) -> dict[str, Any]:
    number = f"编号 {station.number}" if station.number else "没有编号"
    return {
        "id": station.id,
        "name": station.name,
        "facts": f"{number} · {codes.path(station.place.area_code)}",
        "version": station.record.version if station.record else 0,
    }


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
