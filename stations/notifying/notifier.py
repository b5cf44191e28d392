"""What takes messages out: one at a time, by whoever of all nodes has the lease."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from stations.db.base import Database
from stations.errors import NotFound
from stations.moments import china_day
from stations.notifying import digest, hook_store, mail_choice_store, outbox_store, posting, sending
from stations.notifying.outbox_store import Channel, Letter
from stations.notifying.sending import SendError
from stations.outgoing import Outgoing

LEASE_S = 150
"""Longer than one message takes, at worst."""
GIVE_UP_S = 7 * 86_400
FIRST_PAUSE_S, LONGEST_PAUSE_S = 30, 3_600
_MOST_AT_ONCE = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """Sends for one process. `site` is the public address, '' where it is not known."""

    outgoing: Outgoing
    site: str = ""
    holder: str = field(default_factory=lambda: secrets.token_hex(8))

    def round(self, db: Database, *, at: datetime) -> int:
        """Puts out what the log tells and sends what is due; how many were taken."""
        now = db.clock()
        if not self._has_work(db, at=at, now=now) or not self._keep(db):
            return 0
        self._put_out(db, at=at, now=now)
        taken = 0
        for _ in range(_MOST_AT_ONCE):
            letter = outbox_store.next_due(db, now=db.clock())
            if letter is None or not self._keep(db):
                break
            taken += self._sent(db, letter, at=at)
        return taken

    def _has_work(self, db: Database, *, at: datetime, now: int) -> bool:
        if outbox_store.is_leased(db, self.holder, now=now):
            return False
        return (
            outbox_store.next_due(db, now=now) is not None
            or posting.is_behind(db)
            or digest.is_due(db, at=at)
        )

    def _keep(self, db: Database) -> bool:
        """Takes the lease, or makes it last longer; False where another one has it."""
        now = db.clock()
        with db.writing() as tx:
            return outbox_store.lease(tx, self.holder, now=now, until=now + LEASE_S)

    def _put_out(self, db: Database, *, at: datetime, now: int) -> None:
        more = True
        while more:
            with db.writing() as tx:
                more = posting.collect(tx, self.site, today=china_day(at), now=now)
        if digest.is_due(db, at=at):
            with db.reading():
                made = digest.letters(db, self.site, at=at, now=now)
            with db.writing() as tx:
                digest.put_out(tx, made, at=at)
        with db.writing() as tx:
            outbox_store.forget(tx, now=now)

    def _sent(self, db: Database, letter: Letter, *, at: datetime) -> bool:
        """Hands one message over and notes what came of it."""
        try:
            self._hand_over(db, letter, at=at)
        except NotFound:
            # Whoever wanted it wants nothing any more.
            with db.writing() as tx:
                outbox_store.give_up(tx, letter, "receiver gone", now=db.clock())
            return False
        except SendError as error:
            self._put_off(db, letter, error)
            return False
        with db.writing() as tx:
            outbox_store.sent(tx, letter, now=db.clock())
        return True

    def _hand_over(self, db: Database, letter: Letter, *, at: datetime) -> None:
        if letter.way is Channel.HOOK:
            hook, link = hook_store.get(db, letter.target), f"{self.site}{posting.LINK}"
            now = db.clock()
            sending.by_hook(hook, letter, allowed=self.outgoing, now=now, link=link)
            return
        choice = mail_choice_store.get(db, letter.target)
        if choice is None or choice.trouble:
            raise NotFound("not_found.out_of_sight")
        if self.outgoing.mail is None:
            raise SendError("no mail server", whole_channel=True)
        sending.by_mail(self.outgoing.mail, letter, choice.address, at=at)

    def _put_off(self, db: Database, letter: Letter, error: SendError) -> None:
        """Tries again later; given up after a week, and where an address is none."""
        now, why = db.clock(), str(error)
        _log.warning("message %s to %s was not taken: %s", letter.id, letter.way.value, why)
        pause = min(FIRST_PAUSE_S * 2 ** min(letter.tries, 10), LONGEST_PAUSE_S)
        with db.writing() as tx:
            if error.for_ever or now - letter.made >= GIVE_UP_S:
                outbox_store.give_up(tx, letter, why, now=now)
            else:
                outbox_store.put_off(
                    tx, letter, why, due=now + pause, whole_channel=error.whole_channel
                )
            if error.for_ever and letter.way is Channel.MAIL:
                mail_choice_store.set_trouble(tx, letter.target, why)
