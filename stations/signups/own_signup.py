"""What people do with their own sign-up, which the token of their link finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database, Transaction
from stations.errors import NotFound, Refused
from stations.feedback import daily_limits, visitor_marks
from stations.signups import moving_up, store
from stations.signups.model import ACTIVE, Person, SignUp, SignUpState, SignUpTerms
from stations.signups.people_cipher import PeopleCipher

ERASED = "signups erased"
"""Under this is counted how many people of a day had theirs erased."""
_AT_ONCE_MB = 64
"""Up to here the disk is overwritten while the person waits; else at night."""
_MOST_AT_ONCE = 100
"""A day: many who erase do not keep everybody else waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSignUp:
    """A sign-up as its person reads it."""

    signup: SignUp
    terms: SignUpTerms
    person: Person
    place: int
    """On the waiting list, from 1 on; 0 for who does not wait."""

    def may_cancel(self, at: datetime) -> bool:
        """Whether there is something to cancel."""
        return self.signup.state in ACTIVE and not self.terms.cancelled and at < self.terms.ends_at


def own(db: Database, token: str, *, cipher: PeopleCipher, at: datetime) -> OwnSignUp:
    """The sign-up of a token; NotFound where there is none, or where it has been erased."""
    signup = _found(db, token)
    waits = signup.state is SignUpState.WAITING
    return OwnSignUp(
        signup=signup,
        terms=store.terms(db, signup.session_id, at=at),
        person=cipher.person(signup.person, id=signup.id),
        place=store.place_in_line(db, signup) if waits else 0,
    )


def confirm(db: Database, token: str, *, at: datetime) -> None:
    """Takes the place that was offered; Refused where it is not kept any more."""
    with db.writing() as tx:
        signup = _found(tx, token)
        if signup.state is SignUpState.IN:
            return
        if signup.state is not SignUpState.OFFERED or not signup.confirm_by:
            raise Refused("too_late.signup_confirm")
        if store.terms(tx, signup.session_id, at=at).cancelled:
            raise Refused("signup_off", reason="")
        if at < signup.confirm_by:
            store.set_state(tx, signup, SignUpState.IN, at=at)
            return
        moving_up.move_up(tx, signup.session_id, at=at)
    raise Refused("too_late.signup_confirm")


def cancel(db: Database, token: str, *, at: datetime) -> None:
    """Gives a place, or one's place in the line, back; once more changes nothing."""
    with db.writing() as tx:
        signup = _found(tx, token)
        if signup.state in ACTIVE:
            store.set_state(tx, signup, SignUpState.CANCELLED, at=at)
            moving_up.move_up(tx, signup.session_id, at=at)


def erase(db: Database, token: str, *, at: datetime) -> str:
    """Removes everything of it; a place that it held goes to the next one. Its session."""
    with db.writing() as tx:
        signup = _found(tx, token)
        erase_one(tx, signup, at=at)
        first = overwrites(tx, at=at)
    if first:
        overwrite(db)
    return signup.session_id


def overwrites(tx: Transaction, *, at: datetime) -> bool:
    """Whether what was erased is overwritten on the disk at once: so often a day, else at night."""
    return daily_limits.count(tx, ERASED, at=at) <= _MOST_AT_ONCE


def overwrite(db: Database) -> None:
    """Overwrites on the disk what was erased."""
    db.scrub([store.TABLE], at_most_mb=_AT_ONCE_MB)


def erase_one(tx: Transaction, signup: SignUp, *, at: datetime) -> None:
    """The same inside a transaction."""
    store.erase(tx, signup.id)
    moving_up.move_up(tx, signup.session_id, at=at)


def _found(db: Database, token: str) -> SignUp:
    found = store.by_receipt(db, visitor_marks.receipt(token))
    if found is None:
        raise NotFound("not_found.signup")
    return found
