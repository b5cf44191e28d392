"""What came of sessions: people and supplies, line after line."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import activity_rules, model, planning, result_store, store
from stations.activities.model import Activity, ActivityState, Result
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_text

WRITTEN = "activity_result_written"
MOST_PEOPLE, MOST_SUPPLIES, LONGEST_WORDS = 100_000, 1_000_000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultNote:
    """What somebody tells of a session."""

    people: int | None = None
    supplies: Mapping[str, int] = field(default_factory=dict)
    words: str = ""


def write(
    db: Database, session_id: str, given: ResultNote, *, after: int, by: Account, act: Act
) -> Result:
    """A new line, which counts from now on; `after` is the number of the one that was read.

    The same line again is not written twice. Who organises at one of its stations may write.
    """
    words = _checked(given)
    with db.writing() as tx:
        occasion = store.of_session(tx, session_id)
        activity, session = occasion.activity, occasion.session
        if not may_write(tx, activity, by=by):
            raise NotFound("not_found.activity")
        if activity.state is ActivityState.DRAFT or occasion.off:
            raise Refused("moved.session_off")
        if session.starts_at > act.at:
            raise Refused("moved.session_ahead", start=china_text(session.starts_at))
        last = next(iter(result_store.of_sessions(tx, [session_id]).get(session_id, ())), None)
        made = Result(
            id=secrets.token_hex(8), number=(last.number if last else 0) + 1,
            people=given.people, words=words, shown=act.by, at=act.at,
            supplies=tuple(sorted(given.supplies.items())),
        )  # fmt: skip
        if last and _told(last) == _told(made):
            return last
        if (last.number if last else 0) != after:
            raise Refused("moved.session_result")
        number = planning.note(
            tx, activity, act=replace(act, action=WRITTEN),
            session=session_id, people=given.people, supplies=dict(made.supplies),
        )  # fmt: skip
        result_store.add(tx, session_id, made, by=by.id, log=number)
    return made


def may_write(db: Database, activity: Activity, *, by: Account) -> bool:
    """Whether somebody may say what came of it: who organises at one of its stations."""
    return any(by.may(Action.ORGANISE, scope) for scope in planning.scopes(db, activity))


def of(db: Database, activity: Activity) -> dict[str, list[Result]]:
    """Every line of each session, the newest first: that one counts."""
    return result_store.of_sessions(db, (one.id for one in activity.sessions))


def _told(one: Result) -> tuple[object, ...]:
    return one.people, one.words, one.supplies


def _checked(given: ResultNote) -> str:
    if given.people is not None and not 0 <= given.people <= MOST_PEOPLE:
        raise Invalid("invalid.result_people", field="people", most=MOST_PEOPLE)
    known = model.supplies()
    for supply, count in given.supplies.items():
        if supply not in known:
            raise Invalid("invalid.result_supply", field="supplies")
        if not 1 <= count <= MOST_SUPPLIES:
            raise Invalid(
                "invalid.result_count", field=f"supply_{supply}", supply=known[supply],
                most=MOST_SUPPLIES,
            )  # fmt: skip
    words = activity_rules.told(given.words, field="words", longest=LONGEST_WORDS, multiline=True)
    if given.people is None and not given.supplies and not words:
        raise Invalid("invalid.result_empty", field="people")
    return words
