"""A payment and its states.

A payment is never changed: it is the chain of the rows of the ledger that tell of it. Each row
holds what the payment is for, what the row moves and what remains of it, and which row it follows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from stations.errors import Invalid, Refused

LONGEST_REASON, LONGEST_GROUNDS, LONGEST_VOUCHER = 200, 500, 60
WISH, WISH_WORDS = "small_wish", "微心愿"
"""What a payment is for that rests on a decision of its own and on no rule: `small_wish:<id>`."""


class PaymentState(StrEnum):
    """How far a payment has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    """Some of what was paid, or all of it, came back."""


STATE_WORDS: Mapping[PaymentState, str] = {
    PaymentState.PROPOSED: "待批准",
    PaymentState.APPROVED: "待发放",
    PaymentState.PAID: "已发放",
    PaymentState.REJECTED: "已退回",
    PaymentState.CORRECTED: "已更正",
}
DONE_WORDS: Mapping[PaymentState, str] = {
    PaymentState.PROPOSED: "提出",
    PaymentState.APPROVED: "批准",
    PaymentState.PAID: "记为已发放",
    PaymentState.REJECTED: "退回",
    PaymentState.CORRECTED: "更正",
}
NEXT: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.APPROVED: frozenset({PaymentState.PROPOSED}),
    PaymentState.PAID: frozenset({PaymentState.APPROVED}),
    PaymentState.REJECTED: frozenset({PaymentState.PROPOSED, PaymentState.APPROVED}),
    PaymentState.CORRECTED: frozenset({PaymentState.PAID, PaymentState.CORRECTED}),
}
"""State → the states from which it may be reached. What stands in no row cannot be done."""
_NEEDS_REASON = frozenset({PaymentState.REJECTED, PaymentState.CORRECTED})
_OTHER_EYES = {
    PaymentState.PROPOSED: "提出",
    PaymentState.APPROVED: "批准",
    PaymentState.PAID: "发放",
}
"""After these rows another person goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a payment is for. `period` 0 stands for the whole life of a station."""

    station_id: str
    rule: str
    version: str
    year: int
    period: int
    area: str
    """The code of the district or zone that kept the station, whose budget it is."""
    total_fen: int
    rise: int = 0
    """The number of the award by which the station rose to the level that is paid for."""

    @property
    def of_wish(self) -> bool:
        """Whether it is for a worker's wish, and not by a rule for the station."""
        return self.rule.startswith(f"{WISH}:")

    @property
    def basis_words(self) -> str:
        """What it rests on, in words."""
        return WISH_WORDS if self.of_wish else f"{self.version.rpartition('@')[2]} 起的规定"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Who does something to a payment, when and why; `voucher` is the number of the receipt."""

    by: str
    shown: str
    at: datetime
    reason: str = ""
    voucher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One row of the ledger: the payment as it was left by it.

    `turn` counts the payments of one claim: another one may follow only after the one before was
    rejected or came back whole.
    """

    id: str
    claim: Claim
    entry: LedgerEntry
    turn: int = 1
    seq: int = 1
    state: PaymentState = PaymentState.PROPOSED
    amount_fen: int = 0
    """What this row moves: out where positive, back where negative."""
    remaining_fen: int
    """What is still claimed or paid."""
    log: int = 0

    @property
    def closed(self) -> bool:
        """Whether nothing of it is left, so that the station may be proposed again."""
        return self.remaining_fen == 0

    def approved(self, entry: LedgerEntry) -> Payment:
        """The row by which it may be paid."""
        return self._next(PaymentState.APPROVED, entry)

    def paid(self, entry: LedgerEntry) -> Payment:
        """The row that says that it was paid."""
        if not entry.voucher:
            raise Invalid("invalid.voucher", field="voucher")
        return self._next(PaymentState.PAID, entry, amount_fen=self.claim.total_fen)

    def rejected(self, entry: LedgerEntry) -> Payment:
        """The row by which it ends without having been paid."""
        return self._next(PaymentState.REJECTED, entry, remaining_fen=0)

    def corrected(self, entry: LedgerEntry, back_fen: int) -> Payment:
        """The row that takes back some of what was paid."""
        if not 0 < back_fen <= self.remaining_fen:
            raise Invalid("invalid.returned_amount", field="amount", most=yuan(self.remaining_fen))
        remaining = self.remaining_fen - back_fen
        return self._next(
            PaymentState.CORRECTED, entry, amount_fen=-back_fen, remaining_fen=remaining
        )

    def _next(
        self,
        state: PaymentState,
        entry: LedgerEntry,
        *,
        amount_fen: int = 0,
        remaining_fen: int | None = None,
    ) -> Payment:
        """The row after this one; Refused with the reason where it may not follow."""
        if self.state not in NEXT[state] or self.closed:
            raise Refused(
                "stale_step.payment_state", state=STATE_WORDS[self.state], deed=DONE_WORDS[state]
            )
        if state in _NEEDS_REASON and not entry.reason:
            raise Invalid("invalid.reason_required", field="reason")
        part = _OTHER_EYES.get(self.state)
        if part and state is not PaymentState.REJECTED and entry.by == self.entry.by:
            raise Refused("four_eyes.payment", part=part, deed=DONE_WORDS[state])
        if entry.at < self.entry.at:
            raise Refused("clock_back")
        return replace(
            self,
            seq=self.seq + 1,
            state=state,
            entry=entry,
            amount_fen=amount_fen,
            remaining_fen=self.remaining_fen if remaining_fen is None else remaining_fen,
            log=0,
        )


def yuan(fen: int) -> str:
    """An amount as people read it: 10,000 元, 2,000.50 元."""
    whole, rest = divmod(abs(fen), 100)
    cents = f".{rest:02d}" if rest else ""
    return f"{'-' if fen < 0 else ''}{whole:,}{cents} 元"


def fen(text: str, *, field: str = "amount") -> int:
    """An amount in yuan, as typed with digits of either width, in fen."""
    narrow = unicodedata.normalize("NFKC", text)
    plain = narrow.strip().removesuffix("元").strip().replace(",", "")
    whole, point, cents = plain.partition(".")
    wrong = not (whole.isascii() and whole.isdigit() and len(whole) <= 11) or (
        bool(point) and not (cents.isascii() and cents.isdigit() and len(cents) <= 2)
    )
    if wrong:
        raise Invalid("invalid.yuan", field=field)
    return int(whole) * 100 + int(f"{cents:0<2}" if cents else 0)
