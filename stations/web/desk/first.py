"""What is to be done today, by whoever sits at the desk?"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.hours.model import STATION_TIME
from stations.registry import attending
from stations.registry.attending import MATTER_WORDS, Matter
from stations.registry.scoping import reach_of
from stations.web import clock
from stations.web.desk.guarding import PREFIX, SIGNED_IN, account, needs
from stations.web.services import current

blueprint = Blueprint("desk", __name__, url_prefix=PREFIX)


@blueprint.get("/")
@needs(SIGNED_IN)
def first() -> str:
    """How much wants attention in one's own areas; one kind of it as a list."""
    db, who = current().connections(), account()
    reach = reach_of(who, Action.SEE)
    today = clock.now().astimezone(STATION_TIME).date()
    chosen = _matter(request.args.get("matter", ""))
    with db.reading():
        counts = attending.counts(db, reach, today=today)
        tasks = attending.tasks(db, reach, chosen, today=today) if chosen else []
    matters = [
        {"id": matter.value, "words": MATTER_WORDS[matter], "count": counts[matter],
         "current": matter is chosen}
        for matter in Matter
    ]  # fmt: skip
    return render_template(
        "desk/first.html",
        who=who,
        places=[codes.path(area) or "全国" for area in reach.areas],
        matters=matters,
        chosen=MATTER_WORDS[chosen] if chosen else "",
        tasks=[(task, codes.path(task.area_code)) for task in tasks],
        may_manage=who.may(Action.MANAGE_ACCOUNTS),
    )


def _matter(given: str) -> Matter | None:
    if not given:
        return None
    try:
        return Matter(given)
    except ValueError:
        raise Invalid("网址里的条件不对。请回到首页。", field="matter") from None
