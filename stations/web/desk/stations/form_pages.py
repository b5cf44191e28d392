"""The form of a station: filled in, with errors, with a collision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import get_flashed_messages, render_template, request, url_for

from stations.accounts.model import Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.registry.editing import conflicts, form_values
from stations.registry.editing.duplicates import Like
from stations.registry.editing.saving import Saved, Sent
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.remarks import Remark
from stations.web import clock
from stations.web.desk.stations import form_view
from stations.web.desk.stations.form_view import Filled
from stations.web.desk.stations.form_words import title, unit_said
from stations.web.guarding import PREFIX, account
from stations.web.services import current
from stations.web.state_words import phase_words

Problems = Mapping[str, str]
_HELPERS = {name: f"{PREFIX}/assist/{name}" for name in ("hours", "place", "outline", "ready")}


def whole(
    station: Station,
    sent: Sent,
    *,
    problems: Problems | None = None,
    likes: Sequence[Like] = (),
    far: Remark | None = None,
) -> str:
    """The form of a station with what was sent in it, nothing of it lost."""
    filled = Filled(
        values={**form_values.NOTHING, **sent.base, **sent.mine},
        by=account(),
        scope=scope_of(station),
        errors=problems or {},
        stored=station,
    )
    page = {
        "title": f"修改“{station.name}”",
        "facts": _facts(station),
        "station_id": station.id,
        "version": _version(station),
        "links": _links(station),
        "button": "保存",
        "back": url_for("desk_station.overview", station_id=station.id),
        "far": far and far.message,
    }
    return _rendered(page, filled, sent, likes)


def new(
    station_id: str, sent: Sent, *, problems: Problems | None = None, likes: Sequence[Like] = ()
) -> str:
    """The form of a station that is to be made."""
    values = {**form_values.NOTHING, **sent.mine}
    filled = Filled(
        values=values,
        by=account(),
        scope=Scope(areas=(form_values.keeper(values),)),
        new=True,
        errors=problems or {},
    )
    page = {
        "title": "新建驿站",
        "facts": "有坐标的保存后就公开；没有坐标的先存为草稿。",
        "station_id": station_id,
        "version": 0,
        "links": [],
        "button": "建驿站",
        "back": url_for("desk.first"),
    }
    return _rendered(page, filled, sent, likes)


def conflict(saved: Saved, sent: Sent) -> str:
    """What was, what somebody else made of it and what I did: one chooses, and all else is kept."""
    theirs = form_values.values(saved.station)
    merged = conflicts.merged(sent.base, theirs, {**sent.base, **sent.mine})
    mine = {key: text for key, text in merged.values.items() if text != theirs.get(key)}
    units = [
        {
            "key": unit,
            "title": title(unit),
            "base": unit_said(unit, sent.base),
            "theirs": unit_said(unit, theirs),
            "mine": unit_said(unit, merged.values),
        }
        for unit in saved.collisions
    ]
    kept = {form_values.unit_of(key): None for key in mine}
    page = {
        "title": f"“{saved.station.name}”刚被同事改过",
        "name": saved.station.name,
        "action": request.path,
        "version": _version(saved.station, posted=False),
        "base": form_view.packed(theirs),
        "mine": mine,
        "units": units,
        "kept": "、".join(title(unit) for unit in kept if unit not in saved.collisions),
        "taken": "、".join(map(title, saved.taken)),
        "why": request.form.get("why", ""),
    }
    return render_template("desk/stations/conflict.html", page=page)


def likes(found: Sequence[Like]) -> list[dict[str, Any]]:
    """Stations that may be the same one, in words."""
    return [
        {
            "id": one.station_id,
            "name": one.name,
            "facts": " · ".join(
                filter(
                    None,
                    (
                        one.number and f"编号 {one.number}",
                        codes.path(one.area_code),
                        "还没有坐标" if one.metres is None else f"相距约 {one.metres} 米",
                    ),
                )
            ),
            "url": url_for("editing.form", station_id=one.station_id)
            if account().may(Action.EDIT)
            else "",
        }
        for one in found
    ]


def _rendered(page: dict[str, Any], filled: Filled, sent: Sent, alike: Sequence[Like]) -> str:
    full = {
        **page,
        "account": account().id,
        "base": form_view.packed(sent.base),
        "groups": form_view.groups(filled),
        "errors": form_view.errors(filled),
        "likes": likes(alike),
        "told": get_flashed_messages(category_filter=["told"]),
        "warnings": get_flashed_messages(category_filter=["warning"]),
        "why": request.form.get("why", ""),
        "action": request.path,
        "urls": {
            **_HELPERS,
            "like": url_for("editing.like"),
            "geocode": url_for("assisting.geocode") if current().settings.geocoder else "",
        },
    }
    return render_template("desk/stations/edit.html", page=full)


def _version(station: Station, *, posted: bool = True) -> int:
    """The version that the form was opened with: of a form that came back, the one it says."""
    said = request.form.get("version", "") if posted else ""
    if said.isascii() and said.isdigit() and len(said) < 10:
        return int(said)
    return station.record.version if station.record else 0


def _facts(station: Station) -> str:
    words = [
        f"编号 {station.number}" if station.number else "没有编号",
        codes.path(station.place.area_code),
        phase_words(station.lifecycle, station.closures, today=clock.today()),
        "草稿：没有坐标，还不公开" if station.is_draft else "",
        f"{station.verified.on} 核实" if station.verified else "从来没有核实过",
    ]
    return " · ".join(filter(None, words))


def _links(station: Station) -> list[dict[str, str]]:
    """Where to go from here."""
    links = [
        {"url": url_for("desk_station.overview", station_id=station.id), "words": "这个驿站的工作"},
        {"url": url_for("closures.every", station_id=station.id), "words": "暂停安排"},
    ]
    if station.is_listed:
        links.append(
            {"url": url_for("pages.station", station_id=station.id), "words": "看公开的页面"}
        )
    return links
