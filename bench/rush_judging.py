"""A crowd that signs up, and what it was told judged by what the database holds."""

from __future__ import annotations

import contextlib
import os
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Protocol

import numpy as np

from bench import crowd
from bench.crowd import Answer, Tap
from bench.load import NEAREST

PLACE, WAITING, FULL, ALREADY = "place", "waiting", "full", "already"
PEOPLE, PLACES, SESSIONS, WITHIN_S = 2_000, 50, 3, 10.0
_TWICE, _SECOND_PHONE = 0.1, 0.05
"""Who taps twice, and who comes again from a phone beside."""
_PROBES_A_SECOND = 50
_PROBE = "probe"
_FIRST = -10
"""As urgent as that the reader's process is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """How many come for how much, in how long."""

    people: int = PEOPLE
    places: int = PLACES
    sessions: int = SESSIONS
    waiting: int = 10
    """Places of each waiting list."""
    within_s: float = WITHIN_S
    seed: int = 7

    def arrivals(self) -> list[tuple[str, int, float]]:
        """Who taps for which session and when; the same in each run."""
        chance = random.Random(self.seed)
        found = []
        for number in range(self.people):
            who, session = f"{number:05}", number % self.sessions
            at_s = chance.uniform(0, self.within_s)
            found.append((who, session, at_s))
            if chance.random() < _TWICE:
                found.append((who, session, at_s + chance.uniform(0, 0.3)))
            if chance.random() < _SECOND_PHONE:
                found.append((f"{who}+", session, at_s + chance.uniform(0.01, 1)))
        return found


class Way(Protocol):
    """Where people sign up: ours, or the naive one."""

    @property
    def port(self) -> int: ...

    def tap(self, who: str, session: int) -> Tap:
        """What somebody sends; a `+` behind the name is the same person's second phone."""
        ...

    def told(self, answer: Answer) -> str:
        """What an answer says: PLACE, WAITING, FULL or ALREADY; '' for anything else."""
        ...

    def held(self) -> Mapping[int, Mapping[str, Sequence[str]]]:
        """What the database holds of each person, by session."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rush came to."""

    placed: tuple[int, ...]
    """In each session, by the database."""
    places: int
    failures: int
    """Answers of the 5xx, or none at all."""
    twice: int
    """Persons who hold more than one place, or wait beside it."""
    lost: int
    """Persons to whom something was said that the database does not hold, or nothing."""
    p99_s: float
    p99_reading_s: float
    told: Counter[str] = field(default_factory=Counter)

    @property
    def oversold(self) -> int:
        """How many places were given that there are not."""
        return sum(max(0, one - self.places) for one in self.placed)

    @property
    def unsold(self) -> int:
        """How many places were left while people were sent away."""
        return sum(max(0, self.places - one) for one in self.placed)


def rush(way: Way, plan: Rush) -> Outcome:
    """Have the crowd come, and judge what it was told by what the database holds."""
    arrivals = plan.arrivals()
    taps = [replace(way.tap(who, session), at_s=at_s) for who, session, at_s in arrivals]
    with _reader() as apart:
        begun = apart.submit(crowd.run, way.port, _probes(plan.within_s))
        signing = crowd.run(way.port, taps)
        reading = begun.result()
    held = way.held()
    wanted = {who.rstrip("+"): session for who, session, _ in arrivals}
    told: dict[str, set[str]] = {who: set() for who in wanted}
    for answer in signing:
        told[answer.who.rstrip("+")].add(way.told(answer))
    in_database = {who: list(held.get(n, {}).get(who, ())) for who, n in wanted.items()}
    return Outcome(
        placed=tuple(
            sum(list(states).count(PLACE) for states in held.get(n, {}).values())
            for n in range(plan.sessions)
        ),
        places=plan.places,
        failures=sum(one.status >= 500 or not one.status for one in [*signing, *reading]),
        twice=sum(len(states) > 1 for states in in_database.values()),
        lost=sum(not _agrees(told[who], states) for who, states in in_database.items()),
        p99_s=late_s(signing),
        p99_reading_s=late_s(reading),
        told=Counter(way.told(one) or str(one.status) for one in signing),
    )


def _agrees(told: set[str], held: Sequence[str]) -> bool:
    """Whether all that somebody was told is what the database holds."""
    promised = told - {"", ALREADY}
    return promised == (set(held) or {FULL}) and (ALREADY not in told or bool(held))


def late_s(answers: Sequence[Answer]) -> float:
    """What one in a hundred waits for at least."""
    return float(np.percentile([one.took_s for one in answers], 99)) if answers else 0.0


def idle(way: Way, seconds: float) -> list[Answer]:
    """How the nearest station is answered while nobody signs up."""
    with _reader() as apart:
        return apart.submit(crowd.run, way.port, _probes(seconds)).result()


def _reader() -> ProcessPoolExecutor:
    """Where the one who reads measures: apart from the crowd, and not kept waiting by it."""
    apart = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_first_served)
    apart.submit(_first_served).result()
    return apart


def _first_served() -> None:
    """Has this process wait for no processor, where that is allowed."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _FIRST)


def _probes(seconds: float) -> list[Tap]:
    """Somebody else who asks for the nearest station all the while."""
    asking, count = crowd.get(NEAREST), int(seconds * _PROBES_A_SECOND)
    return [Tap(who=_PROBE, at_s=n / _PROBES_A_SECOND, request=asking) for n in range(count)]
