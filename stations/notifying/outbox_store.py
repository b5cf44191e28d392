"""Messages on their way out, and the lease of who sends them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stations.db.base import Database, Row, Transaction, Value

KEPT_S = 30 * 86_400
"""How long it can be read what became of a message."""


LATELY_S = 3 * 86_400
"""How long it is told that one was given up."""


class Channel(StrEnum):
    """How a message goes out."""

    MAIL = "mail"
    HOOK = "hook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one receiver. Its id stays the same however often it is sent."""

    id: str
    way: Channel
    target: str
    """The id of an account or of a webhook: the address is looked up when it goes out."""
    cause: str
    title: str
    body: str
    made: int
    """In seconds of the clock that all who use the database share, as the others."""
    due: int
    tries: int = 0
    state: str = "waiting"
    trouble: str = ""
    ended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many wait, since when the oldest does, how many were given up lately."""

    count: int
    oldest: int | None
    given_up: int


def add(tx: Transaction, letters: Sequence[Letter]) -> None:
    """Puts messages out; one that is there for the same cause already is not made twice.

    Where a receiver takes nothing now, they wait with what waits for it.
    """
    for one in letters:
        row: Row = {name: getattr(one, name) for name in Letter.__slots__}
        held = tx.row(
            "select max(due) as due from outbox"
            " where way = :way and target = :target and state = 'waiting'",
            way=one.way.value,
            target=one.target,
        )
        row["due"] = max(one.due, int((held or {}).get("due") or 0))
        marks = ", ".join(f":{name}" for name in row)
        tx.run(
            f"insert into outbox ({', '.join(row)}) values ({marks}) on conflict do nothing",  # noqa: S608
            **{**row, "way": one.way.value},
        )


def next_due(db: Database, *, now: int) -> Letter | None:
    """The message that should go out first."""
    row = db.row(
        "select * from outbox where state = 'waiting' and due <= :now"
        " order by due, made, id limit 1",
        now=now,
    )
    return _letter(row) if row else None


def sent(tx: Transaction, letter: Letter, *, now: int) -> None:
    """Notes that it was taken."""
    _end(tx, letter, "sent", "", now=now)


def give_up(tx: Transaction, letter: Letter, trouble: str, *, now: int) -> None:
    """Notes that it is not tried again."""
    _end(tx, letter, "given_up", trouble, now=now)


def put_off(
    tx: Transaction, letter: Letter, trouble: str, *, due: int, whole_channel: bool
) -> None:
    """Lets it wait, and with it all for the same receiver, or all that go out this way."""
    tx.run(
        "update outbox set tries = tries + 1, trouble = :trouble, due = :due where id = :id",
        trouble=trouble,
        due=due,
        id=letter.id,
    )
    here = "" if whole_channel else " and target = :target"
    values: dict[str, Value] = {} if whole_channel else {"target": letter.target}
    tx.run(
        f"update outbox set due = :due where state = 'waiting' and way = :way{here} and due < :due",  # noqa: S608
        due=due,
        way=letter.way.value,
        **values,
    )


def forget(tx: Transaction, *, now: int) -> None:
    """Removes what ended long ago."""
    tx.run("delete from outbox where state <> 'waiting' and ended < :then", then=now - KEPT_S)


def drop(tx: Transaction, way: Channel, target: str) -> None:
    """Removes what waits for a receiver that wants nothing any more."""
    tx.run(
        "delete from outbox where way = :way and target = :target and state = 'waiting'",
        way=way.value,
        target=target,
    )


def newest(db: Database, way: Channel, targets: Collection[str], *, limit: int = 5) -> list[Letter]:
    """The last messages to these receivers."""
    if not targets:
        return []
    wanted = {f"target{n}": one for n, one in enumerate(sorted(targets))}
    marks = ", ".join(f":{name}" for name in wanted)
    rows = db.rows(
        f"select * from outbox where way = :way and target in ({marks})"  # noqa: S608
        " order by made desc, id limit :limit",
        way=way.value,
        limit=limit,
        **wanted,
    )
    return [_letter(row) for row in rows]


def given_up(db: Database, way: Channel, targets: Collection[str]) -> int:
    """How many to these receivers were given up lately."""
    if not targets:
        return 0
    wanted = {f"target{n}": one for n, one in enumerate(sorted(targets))}
    marks = ", ".join(f":{name}" for name in wanted)
    row = db.row(
        f"select count(*) as n from outbox where state = 'given_up' and way = :way"  # noqa: S608
        f" and target in ({marks}) and ended > :lately",
        lately=db.clock() - LATELY_S,
        way=way.value,
        **wanted,
    )
    return int(row["n"]) if row else 0


def waiting(db: Database) -> Waiting:
    """How the outbox stands."""
    row = db.row("select count(*) as n, min(made) as oldest from outbox where state = 'waiting'")
    ended = db.row(
        "select count(*) as n from outbox where state = 'given_up' and ended > :lately",
        lately=db.clock() - LATELY_S,
    )
    return Waiting(
        count=int(row["n"]) if row else 0,
        oldest=None if row is None or row["oldest"] is None else int(row["oldest"]),
        given_up=int(ended["n"]) if ended else 0,
    )


def mark(db: Database, name: str) -> int:
    """The number that is noted under a name; 0 for none."""
    row = db.row("select number from notifier where name = :name", name=name)
    return int(row["number"]) if row else 0


def set_mark(tx: Transaction, name: str, number: int, *, holder: str = "") -> None:
    """Notes a number under a name."""
    tx.run(
        "insert into notifier (name, number, holder) values (:name, :number, :holder)"
        " on conflict (name) do update set number = excluded.number, holder = excluded.holder",
        name=name,
        number=number,
        holder=holder,
    )


def lease(tx: Transaction, holder: str, *, now: int, until: int) -> bool:
    """Takes or keeps the right to send until then; False while somebody else has it."""
    row = tx.row("select number, holder from notifier where name = 'lease'")
    if row and row["holder"] not in ("", holder) and int(row["number"]) > now:
        return False
    set_mark(tx, "lease", until, holder=holder)
    return True


def is_leased(db: Database, holder: str, *, now: int) -> bool:
    """Whether somebody else sends now."""
    row = db.row("select number, holder from notifier where name = 'lease'")
    return bool(row and row["holder"] not in ("", holder) and int(row["number"]) > now)


def _end(tx: Transaction, letter: Letter, state: str, trouble: str, *, now: int) -> None:
    tx.run(
        "update outbox set state = :state, trouble = :trouble, ended = :now, tries = tries + 1"
        " where id = :id and state = 'waiting'",
        state=state,
        trouble=trouble,
        now=now,
        id=letter.id,
    )


def _letter(row: Row) -> Letter:
    return Letter(**{**row, "way": Channel(row["way"])})
