"""The application put together from its parts."""

from __future__ import annotations

import contextlib
import ctypes
import os

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from stations import logs
from stations.activities import seats
from stations.activities.activity_board import ActivityBoard
from stations.config import STATIC, TEMPLATES, Settings, from_environment
from stations.db import statements
from stations.db.opening import Connections
from stations.media import photo_shelves
from stations.nearest.cell_cache import Shelf
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.notifying.notifier import Notifier
from stations.operating import metrics_process, rule_checks
from stations.places.landmark_shelf import LandmarkShelf
from stations.routing.road_shelf import RoadShelf
from stations.signups import store as signup_store
from stations.signups.people_cipher import PeopleCipher
from stations.signups.session_places import full_sessions
from stations.tables.rule_files import rule_folder
from stations.web import (
    assets,
    background,
    clock,
    compression,
    error_pages,
    guarding,
    headers,
    health,
    parameters,
)
from stations.web.away import watch
from stations.web.away.stand_in import DatabaseAccess, StandIn
from stations.web.desk import home
from stations.web.desk.accounts import (
    account_pages,
    audit_pages,
    people_pages,
    phone_pages,
    sign_in_pages,
)
from stations.web.desk.activities import activity_pages, outcome_pages, session_pages
from stations.web.desk.campaigns import campaign_pages, delivery_pages
from stations.web.desk.cycles import (
    cycle_pages,
    draw_pages,
    invitation_pages,
    scheme_pages,
    star_list_pages,
    warning_pages,
)
from stations.web.desk.dashboard import board_pages
from stations.web.desk.feedback import report_pages, shut_pages
from stations.web.desk.figures import bulletin_pages
from stations.web.desk.giveaways import (
    gift_card_pages,
    gift_ledger_pages,
    giveaway_pages,
    handout_pages,
    stock_pages,
)
from stations.web.desk.inspections import assign_pages, finding_pages, inspect_pages, round_pages
from stations.web.desk.keeping import keeper_pages
from stations.web.desk.lists import import_pages, job_pages, result_pages
from stations.web.desk.menus import menu_desk_pages, small_wish_desk_pages
from stations.web.desk.messages import message_pages, setting_pages
from stations.web.desk.networks import network_desk_pages
from stations.web.desk.operating import condition_pages
from stations.web.desk.pairs import pair_pages
from stations.web.desk.register import (
    map_pages,
    placing_pages,
    poster_pages,
    print_pages,
    station_batch_pages,
    station_list_pages,
)
from stations.web.desk.reviews import apply_pages, review_batch_pages, review_list_pages, step_pages
from stations.web.desk.signups import door_pages, signup_list_pages, ticket_pages
from stations.web.desk.stations import (
    closure_pages,
    combine_pages,
    contact_pages,
    edit_pages,
    form_help,
    history_pages,
    holiday_pages,
    station_page,
    successors,
    undo_pages,
)
from stations.web.desk.stations import photo_pages as desk_photos
from stations.web.desk.subsidies import budget_pages, payment_batch_pages, payment_pages
from stations.web.error_log import ErrorLog
from stations.web.front import hosts, other_sites
from stations.web.front.door import ROUTE, Door, Meter
from stations.web.hints import HintBoard
from stations.web.kept_pages import KeptPages
from stations.web.pictures import figure_pages
from stations.web.programs import (
    api,
    api_page,
    cell_files,
    change_pages,
    crawler_files,
    dataset_pages,
    feeds,
    hint_files,
    landmark_files,
    quick_nearest,
    road_files,
)
from stations.web.public import (
    base_map_file,
    embed,
    install,
    objection_pages,
    pages,
    photo_files,
    star_pages,
)
from stations.web.public.giveaways import gift_pages
from stations.web.public.networks import network_pages
from stations.web.services import Services
from stations.web.voice import (
    check_in,
    kept_reports,
    menu_pages,
    own_signup_pages,
    signup_pages,
    small_wish_pages,
    speak_pages,
)
from stations.web.whats_on import activity_api, activity_feeds, calendar_pages, programme_pages

_MOST_BYTES = 256_000
"""Of any request, and of the texts of a form; a route that takes files says how much it takes."""
_MOST_FORM_PARTS = 50
_M_ARENA_MAX = -8
"""Of glibc's malloc.h."""


def create_app(settings: Settings) -> Flask:
    """The application for these settings; it opens the database with the first request."""
    seats.counted_by(signup_store.taken)
    app = Flask("stations", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.update(
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        MAX_FORM_PARTS=_MOST_FORM_PARTS,
        PROPAGATE_EXCEPTIONS=False,
    )
    rule_folder.use(settings.rules)
    connections = Connections(settings.database, most=settings.connections)
    errors = ErrorLog()
    access = DatabaseAccess(connections, errors)
    keeper = SnapshotKeeper(station_source.sources(connections), access=access)
    activities = ActivityBoard(connections, full=full_sessions)
    services = Services(
        settings=settings,
        connections=connections,
        keeper=keeper,
        shelf=Shelf(keeper, activities),
        hints=HintBoard(connections),
        landmarks=LandmarkShelf(connections),
        pages=KeptPages(),
        photos=photo_shelves.opened(settings.bucket or settings.photos),
        roads=RoadShelf(settings.routing) if settings.routing else None,
        people=PeopleCipher(settings.people_key()),
        stand_in=StandIn(keeper, access),
        activities=activities,
    )
    app.extensions["stations"] = services
    app.before_request(_name_route)
    app.before_request(parameters.check_encoding)
    app.after_request(compression.pack)
    app.after_request(headers.writer(settings))
    error_pages.install(app, errors)
    public = (
        api, assets, cell_files, embed, feeds, health, hint_files, install, pages, photo_files,
        speak_pages, kept_reports, check_in, star_pages, objection_pages, base_map_file,
        landmark_files, change_pages, crawler_files, api_page, road_files, dataset_pages,
        menu_pages, figure_pages, small_wish_pages, signup_pages, own_signup_pages,
        programme_pages, calendar_pages, activity_feeds, activity_api,
        network_pages,
        gift_pages,
    )  # fmt: skip
    desk = (
        activity_pages, session_pages, outcome_pages,
        home, keeper_pages, phone_pages, sign_in_pages, people_pages, account_pages,
        station_page,        history_pages, audit_pages,
        edit_pages, combine_pages, form_help, report_pages, poster_pages, station_list_pages,
        placing_pages, print_pages, map_pages,
        station_batch_pages, closure_pages, holiday_pages, undo_pages, contact_pages, desk_photos,
        import_pages, result_pages, job_pages,
        payment_batch_pages, budget_pages, payment_pages, pair_pages, bulletin_pages,
        board_pages,
        star_list_pages,
        warning_pages, draw_pages, inspect_pages, finding_pages, review_list_pages, step_pages,
        shut_pages, assign_pages, round_pages,
        review_batch_pages, apply_pages, cycle_pages, invitation_pages, condition_pages,
        message_pages, setting_pages, scheme_pages, menu_desk_pages,
        small_wish_desk_pages, signup_list_pages,
        door_pages, ticket_pages,
        network_desk_pages, campaign_pages, delivery_pages,
        giveaway_pages, stock_pages, gift_ledger_pages, gift_card_pages, handout_pages,
    )  # fmt: skip
    for part in (*public, *desk):
        app.register_blueprint(part.blueprint)
    guarding.install(app, settings)
    successors.install(app)
    app.wsgi_app = quick_nearest.in_front(app.wsgi_app, services)  # type: ignore[method-assign, assignment]
    app.wsgi_app = other_sites.in_front(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = hosts.in_front(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = headers.on_everything(app.wsgi_app, settings)  # type: ignore[method-assign, assignment]
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def from_settings() -> Flask:
    """The application for the settings of this process."""
    return create_app(from_environment())


def served() -> Door:
    """The application as `stations serve` runs it, for the settings of this process."""
    _share_one_heap()
    settings = from_environment()
    logs.configure(form=settings.seeing.log, level=settings.seeing.level)
    logs.tell_uncaught()
    statements.log_slow(settings.seeing.slow_s)
    app = create_app(settings)
    rule_checks.troubles()
    services: Services = app.extensions["stations"]
    background.watch(services.connections, settings.database)
    background.move_up(services.connections, after_days=settings.signup_days)
    background.tell(
        services.connections, Notifier(outgoing=settings.outgoing, site=settings.site.url)
    )
    watch.begin(services)
    return Door(app, is_brief=quick_nearest.AtHand(services), meter=_meter(services))


def _meter(services: Services) -> Meter | None:
    """What counts requests, where `stations serve` has begun to tell metrics."""
    if metrics_process.FOLDER not in os.environ:
        return None
    from stations.operating import meters

    return meters.start(services.keeper, services.connections, clock=clock.now)


def _name_route() -> None:
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else ""


def _share_one_heap() -> None:
    """Lets all threads take memory from one heap, where the C library is glibc.

    By default it gives each thread one of its own. The interpreter lets one thread work at a time,
    so that they gain nothing by it, and what a rebuild has freed is lost to the next one: 40 MB of
    a worker with 190,000 stations.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
