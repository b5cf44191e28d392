"""What was handed out of give-aways, as figures count it."""

from __future__ import annotations

from stations.db.base import Database, Row, like
from stations.registry.scoping import Reach
from stations.registry.stored import redirects
from stations.registry.stored import store as stations


def handed(db: Database, reach: Reach, *, since: str, until: str) -> list[Row]:
    """Each hand-out of a span: when, the area of its station or place, and its things `n`.

    What was taken back is not counted; a hand-out all of which was, is none.
    """
    inside, values = stations.within(redirects.widened(db, reach))
    areas = {f"own_area{n}": like(one)[1:] for n, one in enumerate(reach.areas)}
    own = " or ".join(f"g.area_code like :{name} escape '!'" for name in areas) or "1 = 0"
    return db.rows(
        "select o.given_at, g.area_code, e.n from giveaway_handouts o"  # noqa: S608
        " join giveaways g on g.id = o.giveaway_id join (select handout, sum(case"
        " when target = 'given' then amount when source = 'given' then -amount else 0 end) as n"
        " from giveaway_entries where handout is not null group by handout) e"
        " on e.handout = o.key where e.n > 0 and o.given_at >= :since and o.given_at < :until"
        f" and (({own}) or g.station_id in ({inside}))",
        since=since,
        until=until,
        **values,
        **areas,
    )
