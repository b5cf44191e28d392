"""Signing up: first come, first served, once for each key of a form and each phone number."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.feedback import visitor_marks
from stations.feedback.model import Visitor
from stations.moments import STATION_TIME, china_text
from stations.registry.entries import personal_numbers
from stations.signups import member_codes, moving_up, phone_numbers, signup_limits, store
from stations.signups.model import Person, SignUp, SignUpState, SignUpTerms, cleaned_name
from stations.signups.people_cipher import PeopleCipher


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a form says of who wants to come."""

    session_id: str
    name: str
    phone: str
    consent: bool
    code: str = ""
    """Of members, where the session is for them."""

    def person(self) -> Person:
        """Who it is; Invalid where that cannot be."""
        name = cleaned_name(self.name)
        if personal_numbers.found(name):
            raise Invalid("invalid.signup_name_number", field="name")
        person = Person(name=name, phone=phone_numbers.mobile(self.phone))
        if not self.consent:
            raise Invalid("invalid.signup_consent", field="consent")
        return person


def sign_up(
    db: Database,
    given: Given,
    *,
    cipher: PeopleCipher,
    by: Visitor,
    token: str,
    at: datetime,
) -> SignUp:
    """Takes somebody in, or onto the waiting list; the same answer again for the same token.

    Refused where it is not open, full, or the number is signed up already. What can be refused is
    refused by looking alone, so that a crowd keeps nobody waiting who still has a chance.
    """
    receipt = visitor_marks.receipt(token)
    if known := store.by_receipt(db, receipt):
        return known
    terms = store.terms(db, given.session_id, at=at)
    check_open(terms, at=at)
    person = given.person()
    mark = cipher.phone_mark(person.phone, session_id=terms.session_id)
    _check_room(db, terms, mark)
    member_codes.check(db, terms, given.code, by=by, at=at)
    made = _made(terms.session_id, person, cipher=cipher, by=by, receipt=receipt, at=at)
    with db.writing() as tx:
        return _take(tx, made, by=by)


def check_open(terms: SignUpTerms, *, at: datetime) -> None:
    """Refused while nobody may sign up, by the clock of the server."""
    if terms.cancelled:
        raise Refused("signup_off", reason=terms.reason)
    if terms.capacity is None:
        raise Refused("signup_off.not_needed")
    if terms.opens_at and at < terms.opens_at:
        raise Refused("too_early.signup", opens=to_the_second(terms.opens_at))
    if at >= terms.closes_at:
        raise Refused("too_late.signup", closed=china_text(terms.closes_at))


def to_the_second(at: datetime) -> str:
    """A moment as it is told where seconds matter."""
    return f"{at.astimezone(STATION_TIME):%Y-%m-%d %H:%M:%S}"


def _check_room(db: Database, terms: SignUpTerms, mark: str) -> None:
    if store.active(db, terms.session_id, phone_mark=mark):
        raise Refused("already.signed_up")
    if terms.full:
        raise Refused("full.signup")


def _made(
    session_id: str,
    person: Person,
    *,
    cipher: PeopleCipher,
    by: Visitor,
    receipt: str,
    at: datetime,
) -> SignUp:
    signup_id = secrets.token_hex(8)
    return SignUp(
        id=signup_id,
        session_id=session_id,
        number=0,
        state=SignUpState.IN,
        receipt=receipt,
        phone_mark=cipher.phone_mark(person.phone, session_id=session_id),
        tail_mark=cipher.tail_mark(person.phone, session_id=session_id),
        device=by.device,
        person=cipher.encrypted(person, id=signup_id),
        at=at,
        state_at=at,
    )


def _take(tx: Transaction, made: SignUp, *, by: Visitor) -> SignUp:
    """Writes it, having its turn: what was seen before may have changed."""
    if known := store.by_receipt(tx, made.receipt):
        return known
    terms = moving_up.move_up(tx, made.session_id, at=made.at)
    check_open(terms, at=made.at)
    _check_room(tx, terms, made.phone_mark)
    signup_limits.check(tx, by, at=made.at)
    seated = terms.free and not terms.waiting
    taken = replace(made, state=SignUpState.IN if seated else SignUpState.WAITING)
    store.add(tx, taken)
    return taken
