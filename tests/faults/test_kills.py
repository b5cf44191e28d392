"""A process that is killed loses nothing that it had said was stored."""

from __future__ import annotations

from bench.faults import kills


def test_what_was_said_to_be_stored_outlives_every_kill() -> None:
    tally = kills.killed(rounds=12)
    assert tally.said > 0
    assert (tally.lost, tally.torn, tally.is_sound) == (0, 0, True)


def test_what_is_said_before_it_is_stored_gets_lost() -> None:
    """The control: without the rule of saying it after the commit the kills are noticed."""
    tally = kills.killed(rounds=12, says_before=True)
    assert tally.lost > 0
    assert (tally.torn, tally.is_sound) == (0, True)
