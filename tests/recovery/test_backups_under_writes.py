"""A backup is whole however much is written meanwhile; a copy of the files is not."""

from __future__ import annotations

from bench import backups

MANY = 10
CONTROLS = 60


def test_every_backup_under_writes_is_whole() -> None:
    tried = backups.tried(backups.by_us, copies=MANY)
    assert tried.writes > MANY, "somebody wrote meanwhile"
    assert tried.whole == tried.copies


def test_the_control_finds_a_torn_copy() -> None:
    """Files that are copied one after the other are of several moments."""
    tried = backups.tried(backups.by_cp, copies=CONTROLS, stop_at_torn=True)
    assert tried.whole < tried.copies
