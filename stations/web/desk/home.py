"""What is to be done today."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import operators
from stations.accounts.roles import Action, Role
from stations.areas import codes
from stations.errors import NotFound
from stations.registry.scoping import Reach, reach_of
from stations.registry.stored import store
from stations.registry.views import attention_store, desk_search_store
from stations.registry.views.attention import MATTER_WORDS, PRESSING, SHORT_WORDS, Matter
from stations.registry.views.desk_search import EVERY_PHASE, StationQuery
from stations.web import clock
from stations.web.desk import first_steps
from stations.web.desk.accounts import account_pages
from stations.web.desk.activities import activity_pages
from stations.web.desk.campaigns import campaign_pages
from stations.web.desk.cycles import scheme_pages, warning_pages
from stations.web.desk.feedback import report_pages, shut_pages
from stations.web.desk.giveaways import giveaway_pages
from stations.web.desk.inspections import finding_pages
from stations.web.desk.keeping import keeper_view
from stations.web.desk.menus import menu_desk_pages, small_wish_desk_pages
from stations.web.desk.messages import message_pages, setting_pages
from stations.web.desk.operating import condition_pages
from stations.web.desk.pairs import pair_pages
from stations.web.desk.reviews import review_list_pages
from stations.web.desk.stations import holiday_pages
from stations.web.guarding import PREFIX, SIGNED_IN, account, needs
from stations.web.services import current

blueprint = Blueprint("desk", __name__, url_prefix=PREFIX)

_MOST_NAMED = 5


@blueprint.get("/")
@needs(SIGNED_IN)
def first() -> AnyResponse | str:
    """How much wants attention in one's own areas; each kind of it leads to its list.

    Who keeps stations and has no other right comes to the page of their own, unless asking for
    all there is; so does who only looks at stations on the way.
    """
    db = current().connections()
    if account().is_only(Role.RIDER):
        return redirect(url_for("rounds.first"), code=303)
    everything = "all" in request.args or not account().is_only(Role.KEEPER)
    if not everything and keeper_view.kept(db, account()):
        return redirect(url_for("keeping.first"), code=303)
    reach = reach_of(account(), Action.SEE)
    today = clock.today()
    with db.reading():
        counts = attention_store.counts(db, reach, today=today)
        places = _places(reach)
        others = [
            *report_pages.matters(db, account(), today=today),
            *shut_pages.matters(db, account()),
            *giveaway_pages.matters(db, account()),
            *account_pages.matters(db, account()),
            *holiday_pages.matters(db, account(), today=today),
            *review_list_pages.matters(db, account(), today=today),
            *warning_pages.matters(db, account()),
            *finding_pages.matters(db, account()),
            *pair_pages.matters(db, account(), today=today),
            *activity_pages.matters(db, account()),
            *scheme_pages.matters(db, account()),
            *menu_desk_pages.matters(db, account()),
            *campaign_pages.matters(db, account(), today=today),
            *small_wish_desk_pages.matters(db, account()),
            *message_pages.matters(db, account(), today=today),
            *setting_pages.matters(db, account()),
        ]
        told = message_pages.first(db, account(), today=today)
    matters = [
        {
            "words": MATTER_WORDS[matter],
            "count": counts[matter],
            "url": _way(matter),
            "pressing": matter in PRESSING,
        }
        for matter in Matter
    ]
    others += condition_pages.matters(account())
    # Whoever wants something is there.
    empty = not any(counts.values()) and _is_empty(reach)
    return render_template(
        "desk/first.html",
        steps=first_steps.steps(account()) if empty else [],
        empty=empty,
        operates=operators.operates(account()),
        places=places,
        told=told,
        matters=[one for one in matters if one["count"]] + others,
        fine=[SHORT_WORDS[matter] for matter in Matter if not counts[matter]],
        unset_proxy=account().may(Action.OPERATE) and _behind_unknown_proxy(),
    )


def _is_empty(reach: Reach) -> bool:
    every = StationQuery(phases=EVERY_PHASE)
    db = current().connections()
    return not desk_search_store.count(db, reach, every, today=clock.today())


def _way(matter: Matter) -> str:
    """Where a matter is settled: drafts one after another, the others in their list."""
    if matter is Matter.NO_POINT and account().may(Action.EDIT):
        return url_for("placing.queue")
    return url_for("desk_list.every", matter=matter.value)


def _behind_unknown_proxy() -> bool:
    """Whether this very request came through a proxy that the settings know nothing of."""
    return not current().settings.proxies and "X-Forwarded-For" in request.headers


def _places(reach: Reach) -> list[str]:
    """What one is in charge of, in words."""
    areas = [codes.full_name(area) or "全国" for area in reach.areas]
    named = []
    for station_id in reach.stations[:_MOST_NAMED]:
        try:
            named.append(store.get(current().connections(), station_id).name)
        except NotFound:
            # Rights may be given before the station is made.
            continue
    rest = len(reach.stations) - _MOST_NAMED
    return [*areas, *named, *([f"另外 {rest} 个驿站"] if rest > 0 else [])]
