"""Reviews hidden from the keepers of a station before an unannounced visit.

A re-check of a station that was drawn, until somebody has been at its door since the draw.
"""

from __future__ import annotations

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.registry.scoping import Reach
from stations.stars.model import Kind, Review, State

_DRAWN = (
    "exists (select 1 from drawn d join draws w on w.id = d.draw_id"
    " where d.station_id = r.station_id and not exists"
    " (select 1 from inspections i join reviews v on v.id = i.review_id"
    " where v.station_id = d.station_id and i.counted = 1 and i.at >= w.at))"
)
_SECRET = f"r.kind = 'recheck' and r.state = 'checked' and {_DRAWN}"


def shown(reach: Reach) -> str:
    """SQL that is true for reviews `r` which may be shown; its values are those of the reach."""
    if not reach.stations:
        return "1 = 1"
    own = ", ".join(f":station{n}" for n in range(len(reach.stations)))
    return f"not (r.station_id in ({own}) and {_SECRET})"


def hidden(db: Database, review: Review, *, by: Account) -> bool:
    """Whether this account must not know of a review yet, because it keeps the station."""
    if review.station_id not in by.stations_for(Action.SEE_REVIEWS):
        return False
    return is_secret(db, review)


def is_secret(db: Database, review: Review) -> bool:
    """Whether a review is for a visit that the station must not know of."""
    if review.kind is not Kind.RECHECK or review.state is not State.CHECKED:
        return False
    row = db.row(f"select 1 as here from reviews r where r.id = :id and {_DRAWN}", id=review.id)  # noqa: S608
    return row is not None
