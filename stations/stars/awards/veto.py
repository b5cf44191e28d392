"""How does a review end at once, by a veto rule of its scheme?"""

from __future__ import annotations

from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.stars import review_steps, store
from stations.stars.model import Review
from stations.stars.review_steps import Turn


def veto(
    db: Database, review_id: str, turn: Turn, veto_id: str, *, by: Account, act: Act
) -> Review:
    """The review ended by one of the veto rules that it began with."""
    with db.writing() as tx:
        cycle = store.cycle(tx, store.get(tx, review_id).cycle_id)
        after = review_steps.step(tx, review_id, turn, by=by, act=act, veto=veto_id)
        if veto_id not in {one.id for one in cycle.scheme.vetoes}:
            raise Invalid("请选是哪一条一票否决。", field="veto")
    return after
