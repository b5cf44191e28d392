"""All sign-ups of one number removed at once, for somebody who asks by telephone."""

from __future__ import annotations

from collections import Counter

from stations.accounts.model import Account
from stations.activities import planning
from stations.activities import store as activities
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.signups import own_signup, phone_numbers, store
from stations.signups.model import SignUp
from stations.signups.people_cipher import PeopleCipher

ACTION = "signups_erased"


def erase(
    db: Database, phone: str, *, cipher: PeopleCipher, act: Act, by: Account | None = None
) -> int:
    """Removes the sign-ups of a number in all sessions that this account organises; how many.

    Without an account: in all there are. The number stands in no log.
    """
    number = phone_numbers.mobile(phone)
    with db.writing() as tx:
        areas: Counter[str] = Counter()
        for one in _found(tx, number, cipher):
            activity = activities.of_session(tx, one.session_id).activity
            if by is None or planning.may_organise(tx, activity, by=by):
                own_signup.erase_one(tx, one, at=act.at)
                areas[activity.area_code] += 1
        for area, count in sorted(areas.items()):
            log.append(tx, act=act, subject="signups", area=area, body={"values": count})
        overwrites = bool(areas) and own_signup.overwrites(tx, at=act.at)
    if overwrites:
        own_signup.overwrite(db)
    return areas.total()


def _found(db: Database, number: str, cipher: PeopleCipher) -> list[SignUp]:
    sessions = store.sessions(db)
    return store.marked(db, [cipher.phone_mark(number, session_id=one) for one in sessions])
