"""A small city with people of every part, for tests of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.registry.model import Place, Station
from stations.registry.stored import change_store
from stations.subsidies import approving, budgets, correcting, paying, proposing
from stations.subsidies.budget_store import Budget
from stations.subsidies.correcting import Correction
from stations.subsidies.model import Payment
from tests.support import make

RUN, NEW, FIVE = "running_subsidy", "new_station_grant", "five_star_award"
YEAR = 2026


def someone(name: str, *roles: Role, area: str = "370100") -> Account:
    grants = tuple(Grant(role=role, area=area) for role in roles)
    return Account(id=f"id-{name}", name=name, shown=name, grants=grants)


FINANCE = someone("finance", Role.FINANCE)
PAYER = someone("payer", Role.FINANCE)
APPROVER = someone("approver", Role.APPROVER)
BOTH = someone("both", Role.FINANCE, Role.APPROVER)
"""Somebody with two roles, who may still not do two parts."""


def act(by: Account, *, minutes: int = 0, reason: str = "") -> Act:
    at = make.NOON + timedelta(minutes=minutes)
    return Act(actor=by.id, by=by.shown, action="money", at=at, reason=reason)


def station(name: str, *, opened: str = "2020-01-01", area: str = "370102") -> Station:
    place = Place(area_code=area, district_code=area, city_code=area[:4])
    return make.station(
        id=name, name=f"{name}站", place=place, opened_on=date.fromisoformat(opened)
    )


def fill(db: Database) -> None:
    """Three that run, a new one, one in another district and one without a day of opening."""
    whole = [station(name) for name in ("a", "b", "c")]
    whole += [station("new", opened="2026-10-01"), station("far", area="370103")]
    whole.append(replace(station("unknown"), opened_on=None))
    with db.writing():
        change_store.record(db, [(None, one) for one in whole], act=make.act("created"))


def awarded(db: Database, name: str, *given: tuple[int, str], before: int | None = 0) -> None:
    """Stars of a station on these days by a review each; `before` of the first one: by its list."""
    with db.writing():
        _award(db, name, *given, before=before)


def _award(db: Database, name: str, *given: tuple[int, str], before: int | None) -> None:
    for n, (stars, day) in enumerate(given, 1):
        review = f"{name}-{n}"
        db.load("cycles", [
            {"id": review, "scheme": "x", "scheme_text": "x", "year": 2000, "area": f"{name}-{n}",
             "apply_until": day, "opened_at": day, "opened_by": "x", "closed_at": day, "demo": 0}
        ])  # fmt: skip
        db.load("reviews", [
            {"id": review, "cycle_id": review, "station_id": name, "scheme": "x",
             "kind": "application", "state": "awarded", "version": 1, "applicant": "1",
             "checker": "2", "inspector": "3", "decider": "4", "stars": stars, "veto": "",
             "notice_until": day, "moved_at": day, "vetoer": ""}
        ])  # fmt: skip
        db.load("awards", [
            {"station_id": name, "number": n, "review_id": review, "scheme": "x", "basis": "x",
             "stars": stars, "on_day": day, "until_day": "2029-01-01" if stars else None, "log": n,
             "stars_before": before if n == 1 else None}
        ])  # fmt: skip


def propose(
    db: Database, *names: str, rule: str = RUN, by: Account = FINANCE, year: int = YEAR
) -> list[Payment]:
    picks = [(name, rule) for name in names]
    return proposing.propose(db, picks, year=year, by=by, act=act(by))


def approve(
    db: Database, *payments: Payment, by: Account = APPROVER, reason: str = "先批"
) -> list[Payment]:
    ids = [one.id for one in payments]
    return approving.approve(db, ids, reason=reason, by=by, act=act(by, minutes=1))


def reject(db: Database, payment: Payment, *, by: Account = APPROVER) -> Payment:
    given = act(by, minutes=1)
    return approving.reject(db, [payment.id], reason="缺材料", by=by, act=given)[0]


def pay(db: Database, *payments: Payment, by: Account = PAYER) -> list[Payment]:
    ids = [one.id for one in payments]
    return paying.pay(db, ids, voucher="回单 7", by=by, act=act(by, minutes=2))


def paid(db: Database, name: str, *, rule: str = RUN) -> Payment:
    """A payment that went the whole way."""
    return pay(db, *approve(db, *propose(db, name, rule=rule)))[0]


def note(db: Database, payment: Payment, fen: int, *, by: Account = APPROVER) -> int:
    given = Correction(seq=payment.seq, back_fen=fen, reason="多付了")
    return correcting.note(db, payment.id, given, by=by, act=act(by, minutes=3)).number


def correct(
    db: Database, payment: Payment, fen: int, *, by: Account = APPROVER, second: Account = FINANCE
) -> Payment:
    number = note(db, payment, fen, by=by)
    return correcting.confirm(db, payment.id, number, by=second, act=act(second, minutes=3))


def budget(db: Database, fen: int, *, number: int = 1, reason: str = "文件 1 号") -> None:
    """A budget of the first district that two people agreed on."""
    wanted = Budget(area="370102", year=YEAR, amount_fen=fen, reason=reason)
    budgets.put(db, wanted, by=FINANCE, act=act(FINANCE))
    confirm(db, number)


def confirm(db: Database, number: int, *, by: Account = APPROVER, area: str = "370102") -> Budget:
    return budgets.confirm(db, area, year=YEAR, number=number, by=by, act=act(by))
