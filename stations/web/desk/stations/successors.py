"""A record that became another one leads there from every page of its own, and takes no edit."""

from __future__ import annotations

from flask import Flask, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import NotFound, Refused
from stations.registry.scoping import scope_of
from stations.registry.stored import redirects, store
from stations.web.guarding import PREFIX, account, signed_in
from stations.web.services import current

_OPEN = frozenset({"history.of_station", "combining.separate", "answerable.erase"})
"""What happened to the record can be read, the combining be taken back, and a person be erased."""


def install(app: Flask) -> None:
    """Leads on before any page of a station is made; guards have been asked before."""
    app.before_request(_lead_on)


def _lead_on() -> AnyResponse | None:
    station_id = (request.view_args or {}).get("station_id", "")
    if not station_id or not request.path.startswith(PREFIX) or request.endpoint in _OPEN:
        return None
    db = current().connections()
    successor = redirects.target(db, station_id)
    if not successor or signed_in() is None:
        return None
    try:
        old, new = store.get(db, station_id), store.get(db, successor)
    except NotFound:
        return None
    if not any(account().may(action, scope_of(old)) for action in (Action.SEE, Action.VISIT)):
        return None
    theirs = account().may(Action.SEE, scope_of(new))
    if request.method not in ("GET", "HEAD") or not theirs:
        raise Refused("combined.no_edit", name=old.name, successor=new.name)
    flash(f"“{old.name}”已经合并到“{new.name}”，这里是“{new.name}”。", "told")
    same = request.endpoint == "combining.form"
    page = "combining.form" if same else "desk_station.overview"
    return redirect(url_for(page, station_id=successor), code=302)
