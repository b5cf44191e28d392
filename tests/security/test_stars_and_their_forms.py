"""T02, T06, T20: forms of stars and money take what they show, and tell no more than is due."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from flask import Flask

from stations.accounts import sessions
from stations.accounts.roles import Role
from stations.app import create_app
from stations.config import Settings
from stations.db.base import Database
from tests.security import door_world, world
from tests.security.star_deeds import DEEDS, WORDS, Enter
from tests.security.world import OWN
from tests.support import make

STRANGE = {
    "stars": "5", "state": "awarded", "points": "100", "kind": "recheck", "applicant": "x",
    "checker": "x", "inspector": "x", "decider": "x", "approved_by": "x", "by": "x", "shown": "x",
    "at": "2030-01-01", "due_on": "2030-01-01", "notice_until": "2026-11-01", "total": "1",
    "remaining": "0", "turn": "9", "period": "0", "counted": "0", "visit": "7", "log": "1",
    "station_id": "foreign", "cycle_id": "cycle-foreign", "answered_by": "x", "demo": "1",
    "opened_by": "x", "closed_at": "2026-11-01", "struck_at": "2026-11-01", "decided_by": "x",
    "seed_given": "0", "candidates": "[]", "began_on": "2020-01-01", "total_fen": "1",
    "receipt": "0", "digest": "0", "proposed": "9", "grounds": "x", "cause": "yearly",
}  # fmt: skip
TICKED = {
    "applying.begin", "desk_cycles.choose", "desk_cycles.close", "desk_cycles.rerank",
    "desk_cycles.cancel", "desk_schemes.confirm", "desk_schemes.withdraw",
    "desk_draws.recheck", "desk_pairs.begin", "desk_signs.take", "money_batch.approve",
    "money_batch.pay", "money_batch.propose", "money_budget.confirm",
    "money.confirm", "money.export", "review_batches.apply",
}  # fmt: skip
"""Forms of ticks, filters and numbers, or whose words go the way of those of a filled-in form."""
JUDGED = "只给评审看的话"


def done(app: Flask, **strange: str) -> dict[str, object]:
    """All that the database holds after every deed, each with these keys beside its own."""
    db = app.extensions["stations"].connections()
    for deed in DEEDS:
        client = app.test_client()
        if deed.role is not None:
            with db.writing():
                token = sessions.open_for(db, f"id-{deed.role.value}", at=make.NOON)
            with client.session_transaction(path="/desk/") as session:
                session["_user_id"] = token
        others = {name: value for name, value in strange.items() if name not in deed.form}
        answer = deed.sent(client, db, **others)
        assert answer.status_code == 303, (deed.path, answer.text)
    return dict(world.everything(db))


def test_no_form_of_stars_and_money_takes_a_field_that_it_does_not_show(
    app: Flask, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.db"
    shutil.copyfile(filled, path)
    other = create_app(Settings(database=str(path), state=tmp_path, key=door_world.KEY))
    kept = []
    for one, strange in ((app, {}), (other, STRANGE)):
        numbers = itertools.count(1)
        monkeypatch.setattr("secrets.token_hex", lambda n=16, c=numbers: f"{next(c):0{2 * n}x}")
        kept.append(done(one, **strange))
    other.extensions["stations"].connections().close()
    plain, strangely = kept
    assert plain.keys() == strangely.keys()
    for name, rows in plain.items():
        assert rows == strangely[name], name


def test_what_people_write_stands_in_no_body_of_the_log(app: Flask, db: Database) -> None:
    before = db.row("select max(number) as n from log")
    assert before
    done(app)
    # What a draw began with is written down with it, so that it can be drawn again.
    rows = db.rows(
        "select action, body from log where number > :n and action <> 'visits_drawn'", n=before["n"]
    )
    assert len(rows) >= len(DEEDS) - 1
    assert not [row["action"] for row in rows if WORDS in row["body"]]


@pytest.mark.parametrize("letter", ["\u202e", "\u2067", "\x07"])
def test_no_form_of_stars_and_money_keeps_letters_that_turn_or_hide_others(
    app: Flask, db: Database, enter: Enter, letter: str
) -> None:
    for deed in DEEDS:
        for text in sorted(deed.texts)[:3]:
            client = app.test_client() if deed.role is None else enter(deed.role)
            answer = deed.sent(client, db, **{text: f"甲乙丙丁{letter}戊己庚辛"})
            assert answer.status_code < 500, (deed.path, text)
            assert letter not in str(kept_texts(db)), (deed.path, text)


def kept_texts(db: Database) -> list[str]:
    """Every text that the database holds."""
    held = world.everything(db).values()
    return [v for rows in held for row in rows for v in row.values() if isinstance(v, str)]


@pytest.mark.parametrize("role", [Role.KEEPER, Role.OPERATOR])
def test_who_keeps_a_station_reads_neither_draws_nor_proposals_nor_what_is_for_others(
    app: Flask, db: Database, enter: Enter, role: Role
) -> None:
    with db.writing():
        db.run("update objections set words = :words", words=JUDGED)
        db.run("update inspections set note = :words, counted = 0", words=JUDGED)
        db.run("update recheck_proposals set grounds = :words", words=JUDGED)
    keeper, editor = enter(role), enter(Role.EDITOR)
    kept, read = 0, 0
    for method, path, _ in world.routes(app, OWN):
        if method == "GET":
            answer = keeper.get(path)
            assert JUDGED.encode() not in world.unpacked(answer.data), path
            hidden = path.startswith(("/desk/signs", "/desk/inspect", "/desk/money"))
            if hidden and not path.endswith("/ready"):
                assert answer.status_code == 403, path
                kept += 1
            read += JUDGED.encode() in world.unpacked(editor.get(path).data)
    assert kept >= 8
    assert read >= 3, "the words were there to be read"


def test_every_form_of_stars_and_money_is_filled_in_here(app: Flask) -> None:
    """A form that is added is looked at by nobody, else."""
    adapter = app.url_map.bind("localhost")
    filled_in = {adapter.match(deed.path, method="POST")[0] for deed in DEEDS}
    areas = ("/desk/reviews", "/desk/cycles", "/desk/inspect", "/desk/pairs", "/desk/money",
             "/desk/schemes", "/desk/signs", "/stars")  # fmt: skip
    every = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(areas) and "POST" in (rule.methods or ())
    }
    assert every - filled_in <= TICKED
