"""The sign-ups of a session as the desk sees and changes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.signups import moving_up, store
from stations.signups.model import ACTIVE, STATE_WORDS, SignUp, SignUpState
from stations.signups.people_cipher import PeopleCipher

CANCELLED = "signup_cancelled"
_MANY = 2
"""From so many sign-ups by one phone on the desk is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line: the number is masked, for nobody at the desk needs the whole."""

    signup: SignUp
    name: str
    phone: str
    place: int
    """On the waiting list; 0 for who does not wait."""
    by_phone: int
    """How many sign-ups the same phone sent; 0 where it sent this one alone."""

    @property
    def active(self) -> bool:
        """Whether it holds good: neither cancelled nor lapsed."""
        return self.signup.state in ACTIVE

    @property
    def words(self) -> str:
        words = STATE_WORDS[self.signup.state]
        return f"{words}第 {self.place} 位" if self.place else words


def listed(db: Database, session_id: str, *, cipher: PeopleCipher) -> list[Listed]:
    """All who signed up, in the order in which they came."""
    found, place = store.every(db, session_id), 0
    sent = Counter(one.device for one in found if one.device and one.state in ACTIVE)
    lines = []
    for one in found:
        waits = one.state is SignUpState.WAITING
        place += waits
        person = cipher.person(one.person, id=one.id)
        lines.append(
            Listed(
                signup=one,
                name=person.name,
                phone=person.masked_phone,
                place=place if waits else 0,
                by_phone=sent[one.device] if sent[one.device] >= _MANY else 0,
            )
        )
    return lines


def ending(db: Database, session_id: str, tail: str, *, cipher: PeopleCipher) -> list[Listed]:
    """Those whose numbers end in these digits, for the door."""
    ids = {
        one.id
        for one in store.ending(
            db, session_id, tail_mark=cipher.tail_mark(tail, session_id=session_id)
        )
    }
    return [one for one in listed(db, session_id, cipher=cipher) if one.signup.id in ids]


def cancel(db: Database, signup: SignUp, *, act: Act) -> None:
    """Cancels one for a reason, which its person reads; the next moves up."""
    if not act.reason:
        raise Invalid("invalid.signup_reason", field="reason")
    with db.writing() as tx:
        now = store.get(tx, signup.id)
        if now.state not in ACTIVE:
            raise Refused("moved.signup", state=STATE_WORDS[now.state])
        store.set_state(tx, now, SignUpState.CANCELLED, at=act.at, reason=act.reason)
        terms = moving_up.move_up(tx, now.session_id, at=act.at)
        log.append(
            tx,
            act=act,
            subject=f"session:{now.session_id}",
            area=terms.area_code,
            body={"number": now.number},
        )
