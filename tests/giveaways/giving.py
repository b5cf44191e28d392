"""A give-away with its people, for the tests of this room."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from stations.accounts.roles import Role
from stations.db.base import Database
from stations.giveaways import arranging, gift_cards, handing, stocking
from stations.giveaways.handing import Booked
from stations.giveaways.model import GiftCategory, Giveaway, GiveawayState, Handout
from stations.giveaways.stocking import Intake
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import person

KEEPER = person(Role.KEEPER, "own")
CLERK = person(Role.EDITOR)
KEY = b"of a test"
CATEGORIES = (
    GiftCategory(code="clothes", word="衣物", unit="件", per_person=8, disinfect=True),
    GiftCategory(code="books", word="图书", unit="本", per_person=3),
    GiftCategory(code="appliances", word="小家电", unit="台", per_person=2),
)


def given(**changes: object) -> Giveaway:
    whole: dict[str, object] = {
        "id": "", "station_id": "own", "area_code": "370102", "season": "2026 冬",
        "title": "冬衣捐赠", "categories": CATEGORIES,
    }  # fmt: skip
    return Giveaway(**{**whole, **changes})  # type: ignore[arg-type]


def begun(db: Database, **changes: object) -> Giveaway:
    """An open give-away at the keeper's station."""
    with db.writing() as tx:
        stations.add(tx, [make.station(id="own"), make.station(id="other")], history=())
    one = arranging.make(db, given(**changes), by=CLERK, act=make.act(""))
    arranging.set_state(db, one.id, GiveawayState.OPEN, by=CLERK, act=make.act(""))
    return arranging.found(db, one.id, by=CLERK, action=handing.Action.EDIT)


def stocked(
    db: Database, one: Giveaway, counts: Mapping[str, int], *, giver: str = "甲公司"
) -> None:
    """Things that came in clean and sorted."""
    intake = Intake(
        giver=giver, counts=counts, disinfected=True, sorted_=True, form=secrets.token_hex(8)
    )
    stocking.take_in(db, one.id, intake, by=KEEPER, act=make.act(""))


def cards(db: Database, one: Giveaway, number: int) -> list[str]:
    made = gift_cards.issue(db, one.id, number, key=KEY, by=KEEPER, act=make.act(""))
    return [card.shown for card in made]


def handed(
    db: Database, one: Giveaway, card: str, *, key: str = "", late: datetime | None = None,
    **counts: int,
) -> Booked:  # fmt: skip
    """Hands things out now, or tells of what was handed out at a moment without network."""
    work = handing.take_over if late else handing.hand_out
    handout = Handout(
        key=key or secrets.token_hex(16), giveaway_id=one.id, given_at=late or make.NOON,
        counts=counts,
    )  # fmt: skip
    return work(db, handout, card=card, by=KEEPER, act=make.act(""))
