"""Eligible stations, payment status and totals by district."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.model import Station
from stations.registry.scoping import Reach, reach_of, scope_of
from stations.registry.stored import redirects
from stations.registry.stored import store as stored
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import EVERY_PHASE, StationQuery
from stations.remarks import Remark
from stations.subsidies import assessment, budget_store, budgets, rule_file, store
from stations.subsidies.budget_store import Budget
from stations.subsidies.budgets import BudgetBalance
from stations.subsidies.eligibility import Eligibility, EligibilityFacts
from stations.subsidies.model import WISH, WISH_WORDS, Payment, PaymentState
from stations.subsidies.rules import Basis, Programme, SubsidyRule, for_station


class Part(StrEnum):
    """In which part of the list a line stands."""

    READY = "ready"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"
    NOT = "not"


PART_WORDS: Mapping[Part, str] = {
    Part.READY: "可以提出",
    Part.PROPOSED: "待批准",
    Part.APPROVED: "待发放",
    Part.PAID: "已发放",
    Part.NOT: "不符合",
}
_PART_OF = {
    PaymentState.PROPOSED: Part.PROPOSED,
    PaymentState.APPROVED: Part.APPROVED,
    PaymentState.PAID: Part.PAID,
    PaymentState.CORRECTED: Part.PAID,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentQuery:
    """Which list: a year, an area (a code, '' for all that is theirs) and a rule ('' for all)."""

    year: int
    area: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """One station and one rule, with what the rule says and the newest payment there is."""

    station: Station
    rule: SubsidyRule
    verdict: Eligibility
    payment: Payment | None = None
    taken: Remark | None = None
    """Why it can't be proposed though nothing of it stands here: it was elsewhere already."""

    @property
    def open(self) -> Payment | None:
        """The payment that is claimed or paid; None where another one may be proposed."""
        return self.payment if self.payment is not None and not self.payment.closed else None

    @property
    def part(self) -> Part:
        if self.taken:
            return Part.NOT
        if self.open is not None:
            return _PART_OF[self.open.state]
        return Part.READY if self.verdict.eligible else Part.NOT

    @property
    def area(self) -> str:
        return self.open.claim.area if self.open else assessment.area_of(self.station)

    @property
    def amount_fen(self) -> int:
        """What it comes to: what is left of a payment, else what the rule gives."""
        return self.open.remaining_fen if self.open else self.rule.amount_fen

    @property
    def reason(self) -> Remark:
        """Why, or why not."""
        return self.taken or self.verdict.reason


def programmes(by: Account, area: str) -> tuple[Programme, ...]:
    """The rules of an area, as far as anything in it is theirs to see."""
    reach = reach_of(by, Action.SEE_MONEY)
    return tuple(
        one
        for one in rule_file.known()
        if _meets(one.area, codes.trimmed(area))
        and any(not held or _meets(one.area, held) for held in reach.areas)
    )


def lines(db: Database, asked: PaymentQuery, *, by: Account, today: date) -> list[PaymentLine]:
    """All lines of the list, by district, station and rule. Invalid for a year that cannot be."""
    budgets.check_year(asked.year)
    if asked.area and codes.by_code(asked.area) is None:
        raise Invalid("invalid.area_of_list", field="area")
    reach = reach_of(by, Action.SEE_MONEY)
    found: list[PaymentLine] = []
    newest = store.newest(db, (0, asked.year))
    formers = assessment.formers(redirects.became(db))
    for programme in programmes(by, asked.area):
        if asked.rule and asked.rule not in programme.ids:
            continue
        stations = _stations(db, reach, programme, asked, today=today)
        for known in assessment.facts(db, stations).values():
            found += _of_station(programme, known, asked, newest, formers, today)
    found += _of_wishes(db, asked, by=by)
    order = {rule: n for one in rule_file.known() for n, rule in enumerate(one.ids)}
    order[WISH] = len(order)
    return sorted(
        found, key=lambda one: (one.area, one.station.name, one.station.id, order[one.rule.id])
    )


def totals(
    db: Database, asked: PaymentQuery, found: Iterable[PaymentLine], *, by: Account
) -> list[tuple[BudgetBalance, int]]:
    """By district how it stands against its budget, with what is ready to be proposed beside."""
    ready: dict[str, int] = {}
    standings = budgets.standings(db, asked.year, "")
    districts = {
        code
        for code in standings
        if codes.trimmed(code).startswith(codes.trimmed(asked.area))
        and by.may(Action.SEE_MONEY, Scope(areas=(code,)))
    }
    for line in found:
        districts.add(line.area)
        if line.part is Part.READY:
            ready[line.area] = ready.get(line.area, 0) + line.amount_fen
    return [
        (standings.get(code) or BudgetBalance(area=code, budget_fen=None), ready.get(code, 0))
        for code in sorted(districts)
    ]


def waiting(db: Database, asked: PaymentQuery, *, by: Account) -> list[Budget]:
    """The unconfirmed budgets of the year and area, by district."""
    return [
        budget
        for code, budget in sorted(budget_store.waiting(db, asked.year, asked.area).items())
        if by.may(Action.SEE_MONEY, Scope(areas=(code,)))
    ]


def _of_wishes(db: Database, asked: PaymentQuery, *, by: Account) -> Iterator[PaymentLine]:
    """Payments for wishes of workers, which no rule proposes."""
    if asked.rule not in ("", WISH):
        return
    paid = [
        one
        for one in store.of_year(db, asked.year, codes.trimmed(asked.area))
        if one.claim.of_wish and not one.closed
    ]
    found = stored.some(db, [one.claim.station_id for one in paid])
    for payment in paid:
        station = found[payment.claim.station_id]
        if by.may(Action.SEE_MONEY, scope_of(station)):
            rule = SubsidyRule(
                id=WISH, name=WISH_WORDS, basis=Basis.AWARD, amount_fen=payment.claim.total_fen,
                effective_from=date(payment.claim.year, 1, 1), source=WISH_WORDS,
            )  # fmt: skip
            verdict = Eligibility(eligible=True, reason=Remark("paid.small_wish"))
            yield PaymentLine(station=station, rule=rule, verdict=verdict, payment=payment)


def _meets(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _stations(
    db: Database, reach: Reach, programme: Programme, asked: PaymentQuery, *, today: date
) -> list[Station]:
    inside = max(programme.area, codes.trimmed(asked.area), key=len)
    wanted = StationQuery(area=inside, phases=EVERY_PHASE)
    found = desk_search_store.stations(db, reach, wanted, today=today)
    held = rule_file.known()
    return [one for one in found if for_station(held, one) == programme]


def _of_station(
    programme: Programme,
    known: EligibilityFacts,
    asked: PaymentQuery,
    newest: Mapping[tuple[str, str, int], Payment],
    formers: Mapping[str, list[str]],
    today: date,
) -> Iterator[PaymentLine]:
    station = known.station
    for rule_id in [asked.rule] if asked.rule else programme.ids:
        rule, verdict = assessment.judged(programme, rule_id, known, year=asked.year, today=today)
        period, taken = rule.period(asked.year), None
        payment = newest.get((station.id, rule_id, period))
        if payment is not None and payment.claim.year != asked.year:
            if not payment.closed:
                taken = Remark("unpaid.once", year=payment.claim.year)
            payment = None
        of_former = [newest.get((old, rule_id, period)) for old in formers.get(station.id, ())]
        if any(one is not None and not one.closed for one in of_former):
            taken = Remark("unpaid.of_former")
        yield PaymentLine(station=station, rule=rule, verdict=verdict, payment=payment, taken=taken)
