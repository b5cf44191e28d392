"""Payments for small wishes, as rows of the one ledger of money.

A wish is a claim of its own, for the whole life of the station: it is proposed, approved and paid
by three people like any other, bound by the budget of the district, and proved by the log.
"""

from __future__ import annotations

import secrets

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.small_wishes import store
from stations.small_wishes.model import SmallWish, SmallWishState
from stations.subsidies import assessment, ledger_entries
from stations.subsidies import store as ledger
from stations.subsidies.model import STATE_WORDS, WISH, Claim, Payment, yuan

LARGEST_FEN = 500_000
"""Five thousand yuan: what costs more is no small wish."""


def of_wish(db: Database, wish: SmallWish) -> Payment | None:
    """The newest payment for a wish, whatever became of it."""
    return ledger.of_claim(db, _claim(wish, area="", year=0, total_fen=0))


def check_free(db: Database, wish: SmallWish) -> None:
    """Refused while money is claimed or paid for a wish."""
    payment = of_wish(db, wish)
    if payment is not None and not payment.closed:
        raise Refused("small_wish_money", state=STATE_WORDS[payment.state])


def propose(
    db: Database, wish_id: str, amount_fen: int, *, reason: str, by: Account, act: Act
) -> Payment:
    """Proposes to pay a wish that somebody has taken up from the budget of its district."""
    if not 0 < amount_fen <= LARGEST_FEN:
        raise Invalid("invalid.small_wish_amount", field="amount", most=yuan(LARGEST_FEN))
    entry = ledger_entries.entry(act, by=by, reason=reason)
    if not entry.reason:
        raise Invalid("invalid.reason_required", field="reason")
    with db.writing() as tx:
        wish = store.get(tx, wish_id)
        station = stations.get(tx, wish.station_id)
        authorise(by, Action.PAY_PROPOSE, scope_of(station))
        if wish.state is not SmallWishState.TAKEN:
            raise Refused("small_wish_not_taken")
        check_free(tx, wish)
        before = of_wish(tx, wish)
        claim = _claim(
            wish, area=assessment.area_of(station), year=china_day(act.at).year,
            total_fen=amount_fen,
        )  # fmt: skip
        ended = before.turn if before else 0
        payment = ledger.proposed(secrets.token_hex(8), claim, entry, turn=ended + 1)
        return ledger_entries.add(tx, payment, None, act=act, replaced=ended)


def _claim(wish: SmallWish, *, area: str, year: int, total_fen: int) -> Claim:
    return Claim(
        station_id=wish.station_id,
        rule=wish.rule,
        version=WISH,
        year=year,
        period=0,
        area=area,
        total_fen=total_fen,
    )
