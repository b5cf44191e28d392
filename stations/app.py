"""How do the parts meet? Here, and nowhere else."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from stations.config import STATIC, TEMPLATES, Settings, from_environment
from stations.db.opening import Connections
from stations.nearest.keeping import Keeper
from stations.nearest.shelving import Shelf
from stations.registry.stored import holiday_store
from stations.web import (
    api,
    assets,
    cells,
    compressing,
    embedding,
    errors,
    feeds,
    headers,
    health,
    hosts,
    installing,
    objections,
    pages,
    parameters,
    photos,
    quick,
    starred,
)
from stations.web.desk import (
    accounts,
    answerable,
    applying,
    assisting,
    auditing,
    bulk,
    bulletin,
    combining,
    cycle_stations,
    cycles,
    draws,
    editing,
    first,
    guarding,
    history,
    import_past,
    importing,
    inspecting,
    money,
    money_batch,
    money_budget,
    pairs,
    posters,
    reports,
    review_batches,
    review_steps,
    reviews,
    signing,
    signs,
    station,
    stations,
)
from stations.web.desk import photos as desk_photos
from stations.web.services import Services
from stations.web.voice import arriving, speaking

_MOST_BYTES = 256_000
"""Of any request, and of the texts of a form; a route that takes files says how much it takes."""
_MOST_FORM_PARTS = 50


def create_app(settings: Settings) -> Flask:
    """The application for these settings; it opens the database with the first request."""
    app = Flask("stations", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.update(
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        MAX_FORM_PARTS=_MOST_FORM_PARTS,
        PROPAGATE_EXCEPTIONS=False,
    )
    connections = Connections(settings.database)
    keeper = Keeper(connections, holiday_store.calendar)
    services = Services(
        settings=settings,
        connections=connections,
        keeper=keeper,
        shelf=Shelf(keeper),
    )
    app.extensions["stations"] = services
    app.before_request(parameters.check_encoding)
    app.after_request(compressing.pack)
    app.after_request(headers.writer(settings))
    errors.install(app)
    public = (
        api, assets, cells, embedding, feeds, health, installing, pages, photos, speaking,
        arriving, starred, objections,
    )  # fmt: skip
    desk = (
        first, signing, accounts, station, history, auditing, editing, combining, assisting,
        reports, posters, stations, bulk, answerable, desk_photos, importing, import_past,
        money_batch, money_budget, money, pairs, bulletin, signs, draws, inspecting, reviews,
        review_steps, review_batches, applying, cycles, cycle_stations,
    )  # fmt: skip
    for part in (*public, *desk):
        app.register_blueprint(part.blueprint)
    guarding.install(app, settings)
    app.wsgi_app = quick.in_front(app.wsgi_app, services)  # type: ignore[method-assign, assignment]
    app.wsgi_app = hosts.in_front(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = headers.on_everything(app.wsgi_app, settings)  # type: ignore[method-assign, assignment]
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def from_settings() -> Flask:
    """The application for the settings of this process."""
    return create_app(from_environment())
