"""Re-checks ordered without an application."""

from __future__ import annotations

from collections.abc import Iterable

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.rechecks import recheck_start
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.stars import review_steps
from stations.stars.model import Review


def order(
    db: Database, station_ids: Iterable[str], reason: str, *, by: Account, act: Act
) -> list[Review]:
    """Begins a re-check of each of these stations; all of them or none.

    Ordering it is a part in it, as applying is: the visit and the decision are for
    others. Refused where no cycle is open, or a review is under way.
    """
    wanted = list(dict.fromkeys(station_ids))
    reason = review_steps.kept(reason)
    if not wanted:
        raise Invalid("invalid.stations_to_recheck", field="id")
    if not reason:
        raise Invalid("invalid.why_recheck", field="reason")
    with db.writing() as tx:
        made = []
        for station_id in wanted:
            station = stations.get(tx, station_id)
            authorise(by, Action.ORDER, scope_of(station))
            made.append(recheck_start.ordered(tx, station, reason, by=by, act=act))
    return made
