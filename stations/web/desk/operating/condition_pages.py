"""What is in order with this installation, and what is to be done."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, render_template, url_for

from stations.accounts import operators
from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.sqlite import DriverError
from stations.errors import StationsError
from stations.moments import china_text
from stations.operating import checks
from stations.operating.model import ABOUT_WORDS, LEVEL_WORDS, About, Condition, Urgency
from stations.web import clock
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("operating", __name__, url_prefix=f"{PREFIX}/operating")


@blueprint.get("/")
@needs(Action.OPERATE)
def conditions() -> str:
    """All that is looked at; what is wrong comes first."""
    operators.check(account())
    found = sorted(_found(), key=lambda one: one.level < Urgency.WARN)
    return render_template(
        "desk/operating/conditions.html",
        rows=[
            {
                "about": ABOUT_WORDS[one.about],
                "mark": LEVEL_WORDS[one.level],
                "pressing": one.level >= Urgency.WARN,
                "words": one.said.words(),
            }
            for one in found
        ],
        wrong=_wrong(found),
        when=china_text(clock.now()),
    )


def matters(who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of the installation; it tells of holidays by itself."""
    if not operators.operates(who):
        return []
    wrong = _wrong([one for one in _found() if one.about is not About.HOLIDAYS])
    if not wrong:
        return []
    url = url_for("operating.conditions")
    return [{"words": "服务器要处理的事", "count": wrong, "url": url, "pressing": True}]


def _found() -> list[Condition]:
    services, now = current(), clock.now()
    # Where nobody has asked for a while, it is only now looked whether they are still true.
    with suppress(StationsError, DriverError):
        services.keeper.current(now)
    return checks.conditions(
        services.settings,
        services.connections,
        at=now,
        age_s=services.keeper.age(),
        road_trouble=services.roads.trouble if services.roads else "",
    )


def _wrong(found: list[Condition]) -> int:
    return sum(one.level >= Urgency.WARN for one in found)
