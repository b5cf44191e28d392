"""Each table bears seals, or something else stands for what it says."""

from __future__ import annotations

from stations.db import seals
from tests.rules.test_stores import tables

UNSEALED = {
    "log": "is the chain itself",
    "seals": "is the chain itself",
    "seal_columns": "a digest shows what was changed in it",
    "touched_rows": "is empty between transactions",
    "station_history": "each entry of the log holds its digest",
    "digest_columns": "a digest shows what was changed in it",
    "stations": "is compared with the history",
    "station_amenities": "is compared with the history",
    "station_honours": "is compared with the history",
    "station_periods": "is compared with the history",
    "station_closures": "is compared with the history",
    "money_rows": "each entry of the log holds its digest",
    "cards": "is made from the stations",
    "station_words": "is made from the stations",
    "revision": "counts changes",
    "private_changes": "is erased one day, and decides nothing",
    "answerable": "is erased one day, and decides nothing",
    "station_photos": "decides nothing",
    "column_mappings": "decides nothing",
    "staged_imports": "decides nothing before it is applied",
    "imports": "what was applied stands in the history",
    "jobs": "decides nothing",
    "menu_votes": "is erased one day, and its outcome is sealed with the items",
    "menu_wishes": "is erased one day, and decides nothing",
    "outlines": "is published by the state",
    "landmark_sets": "is published by others",
    "landmarks": "is published by others",
    "messages_seen": "decides nothing",
    "own_phones": "is a browser's, for days",
    "hooks": "decides nothing",
    "mail_choices": "decides nothing",
    "outbox": "is gone after days",
    "notifier": "decides nothing",
    "picture_looks": "is made from the photos",
    "visit_findings": "is decided by a person, in the log",
    "shut_decisions": "is decided by a person, in the log",
    "visit_assignments": "decides nothing",
    "history_areas": "is made from the log",
    "sessions": "is gone after hours",
    "attempts": "is gone after hours",
    "voice_counts": "is gone after days",
    "check_ins": "counts visits a day",
    "check_in_hours": "counts visits an hour",
    "backup_runs": "is written about the database",
    "installation": "holds keys",
    "network_rooms": "decides nothing",
    "network_teachers": "is erased when asked for, and decides nothing",
    "activities": "decides nothing: results do",
    "activity_stations": "decides nothing: results do",
    "activity_sessions": "decides nothing: results do",
    "activity_photos": "decides nothing",
    "arrivals": "decides nothing: results do",
    "signups": "is a person's, and is erased one day",
    "signup_counts": "is counted from the sign-ups by triggers",
    "giveaways": "decides nothing: its ledger does",
    "giveaway_categories": "the log says who set a limit",
    "giveaway_givers": "is erased where a giver asks",
}
"""Tables whose rows bear no seal, and what stands for them."""


def test_every_table_is_sealed_or_something_else_stands_for_it() -> None:
    """`-- seal: table (key)` in a step of the schema seals a table that decides something."""
    assert tables() == {*seals.sealed_tables(), *UNSEALED}
