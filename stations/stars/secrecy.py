"""Reviews hidden from the keepers of a station before an unannounced visit.

A re-check of a station that was drawn, until somebody has been at its door since the draw.
"""

from __future__ import annotations

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.registry.scoping import Reach
from stations.stars import draw_store
from stations.stars.model import Review, ReviewKind, ReviewState

_SECRET = f"r.kind = 'recheck' and r.state = 'checked' and r.station_id in ({draw_store.AWAITED})"


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
    if review.kind is not ReviewKind.RECHECK or review.state is not ReviewState.CHECKED:
        return False
    return draw_store.is_awaited(db, review.station_id)
