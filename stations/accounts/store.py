"""Accounts, grants and sessions in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from stations.accounts.model import Account, Grant, Scope
from stations.accounts.roles import Role
from stations.db.base import Database, Row, Transaction
from stations.errors import Invalid, NotFound


def get(db: Database, account_id: str) -> Account:
    """The account with this id; NotFound else."""
    row = db.row("select * from accounts where id = :id", id=account_id)
    if row is None:
        raise NotFound("not_found.account")
    return _account(db, row)


def named(db: Database, name: str) -> tuple[Account, str] | None:
    """The account of a sign-in name with the hash of its password."""
    row = db.row("select * from accounts where name = :name", name=name)
    return None if row is None else (_account(db, row), row["password"])


def every(db: Database) -> list[Account]:
    """All accounts by name."""
    grants: dict[str, list[Row]] = defaultdict(list)
    for row in db.rows("select * from account_grants order by role, area, station_id"):
        grants[row["account_id"]].append(row)
    return [
        _built(row, grants[row["id"]]) for row in db.rows("select * from accounts order by name")
    ]


def made_at(db: Database, ids: Iterable[str]) -> dict[str, datetime]:
    """When these accounts were made; those that are none are left out."""
    wanted = {f"id{n}": one for n, one in enumerate(ids)}
    if not wanted:
        return {}
    marks = ", ".join(f":{name}" for name in wanted)
    sql = f"select id, created_at from accounts where id in ({marks})"  # noqa: S608
    return {row["id"]: datetime.fromisoformat(row["created_at"]) for row in db.rows(sql, **wanted)}


def add(tx: Transaction, account: Account, *, password: str, at: datetime) -> None:
    """Writes a new account with the hash of its password."""
    if tx.row("select id from accounts where name = :name", name=account.name):
        raise Invalid("name_taken", field="name")
    moment = at.isoformat()
    tx.load(
        "accounts",
        [
            {
                "id": account.id,
                "name": account.name,
                "shown": account.shown,
                "password": password,
                "must_change": account.must_change,
                "totp_secret": "",
                "totp_step": 0,
                "totp_since": "",
                "first_until": account.first_until.isoformat() if account.first_until else "",
                "disabled": account.disabled,
                "demo": account.demo,
                "created_at": moment,
                "changed_at": moment,
            }
        ],
    )
    grant(tx, account.id, account.grants)


def grant(tx: Transaction, account_id: str, grants: Iterable[Grant]) -> None:
    """Replaces the grants of an account."""
    tx.run("delete from account_grants where account_id = :id", id=account_id)
    tx.load(
        "account_grants",
        [
            {
                "account_id": account_id,
                "role": one.role.value,
                "area": one.area,
                "station_id": one.station_id,
            }
            for one in dict.fromkeys(grants)
        ],
    )


def set_password(
    tx: Transaction, account_id: str, password: str, *, must_change: bool, at: datetime
) -> None:
    """Keeps another hash."""
    tx.run(
        "update accounts set password = :password, must_change = :must, changed_at = :at,"
        " first_until = '' where id = :id",
        password=password,
        must=must_change,
        at=at.isoformat(),
        id=account_id,
    )


def set_disabled(tx: Transaction, account_id: str, *, disabled: bool, at: datetime) -> None:
    """Shuts an account or opens it again."""
    tx.run(
        "update accounts set disabled = :disabled, changed_at = :at where id = :id",
        disabled=disabled,
        at=at.isoformat(),
        id=account_id,
    )


def second_factor(db: Database, account_id: str) -> tuple[str, int]:
    """The secret of the second factor ('' for none), and the last time step that was used."""
    row = db.row("select totp_secret, totp_step from accounts where id = :id", id=account_id)
    return (row["totp_secret"], int(row["totp_step"])) if row else ("", 0)


def set_second_factor(tx: Transaction, account_id: str, secret: str, *, at: datetime) -> None:
    """Sets the secret, or takes it away with ''."""
    tx.run(
        "update accounts set totp_secret = :secret, totp_since = :since, totp_step = 0"
        " where id = :id",
        secret=secret,
        since=at.isoformat() if secret else "",
        id=account_id,
    )


def use_step(tx: Transaction, account_id: str, step: int) -> bool:
    """Marks a code as used; False where it or a later one has been."""
    return (
        tx.run(
            "update accounts set totp_step = :step where id = :id and totp_step < :step",
            step=step,
            id=account_id,
        )
        == 1
    )


def grants_about(db: Database, *, areas: Iterable[str], station_id: str) -> list[Grant]:
    """The rights that accounts in use have over a station of these areas, each once."""
    scope = Scope(areas=tuple(areas), station_id=station_id)
    rows = db.rows(
        "select distinct g.role, g.area, g.station_id from account_grants g"
        " join accounts a on a.id = g.account_id"
        " where a.disabled = 0 and (g.station_id = :id or g.station_id = '')",
        id=station_id,
    )
    grants = (
        Grant(role=Role(row["role"]), area=row["area"], station_id=row["station_id"])
        for row in rows
    )
    return [one for one in grants if one.covers(scope)]


def _account(db: Database, row: Row) -> Account:
    grants = db.rows(
        "select role, area, station_id from account_grants where account_id = :id"
        " order by role, area, station_id",
        id=row["id"],
    )
    return _built(row, grants)


def _built(row: Row, grants: Iterable[Row]) -> Account:
    return Account(
        id=row["id"],
        name=row["name"],
        shown=row["shown"],
        grants=tuple(
            Grant(role=Role(one["role"]), area=one["area"], station_id=one["station_id"])
            for one in grants
        ),
        must_change=bool(row["must_change"]),
        second_factor=bool(row["totp_secret"]),
        factor_since=_moment(row["totp_since"]),
        first_until=_moment(row["first_until"]),
        disabled=bool(row["disabled"]),
        demo=bool(row["demo"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
