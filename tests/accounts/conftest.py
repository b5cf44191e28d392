"""Passwords of these tests cost little."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from stations.accounts import passwords


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hash has to cost is a sentence of its own; the others make hundreds of them."""
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", light)
    monkeypatch.setattr(passwords, "_NOBODY", light.hash("no account has this password"))
