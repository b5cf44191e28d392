"""How are several stations shut for a while, or opened again, at once?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.accounts.model import Account
from stations.areas.locator import Locator
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.editing import form_values, saving, station_form
from stations.registry.model import Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import PHASE_WORDS, Phase
from stations.registry.stored import change_store

_NO_OUTLINES = Locator(())
FROM = {
    Phase.SUSPENDED: frozenset({Phase.OPEN, Phase.SUSPENDED}),
    Phase.OPEN: frozenset({Phase.SUSPENDED, Phase.RECTIFYING}),
}
"""From which phases many go into one at once. What is planned or closed is opened singly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Into which phase, why, and what the last day of it is, as typed."""

    phase: Phase
    reason: str = ""
    until: str = ""


def fits(station: Station, phase: Phase, *, by: Account) -> bool:
    """Whether this account may take the station, as it is, into this phase with others."""
    old = station.lifecycle.phase
    return old in FROM[phase] and {old, phase} <= set(form_values.phases_for(by, scope_of(station)))


def change(
    db: Database, station_ids: Sequence[str], change: Change, *, by: Account, act: Act
) -> int:
    """Takes all of these stations into a phase; how many it changed.

    All or none: NotFound where one is not theirs, Invalid where one can't go there from where it
    is, or where the reason or the day is wrong.
    """
    with db.writing() as tx:
        stations = [saving.found(tx, one, by=by) for one in dict.fromkeys(station_ids)]
        pairs = []
        for before in stations:
            if not fits(before, change.phase, by=by):
                word = PHASE_WORDS[before.lifecycle.phase]
                raise Invalid(
                    f"“{before.name}”现在是“{word}”，不能一起改。请返回列表重新选。", field="ids"
                )
            after = _after(before, change, act=act)
            if after != before:
                pairs.append((before, next_version(after, at=act.at)))
        change_store.record(tx, pairs, act=act)
    return len(pairs)


def _after(before: Station, change: Change, *, act: Act) -> Station:
    """The station in its new phase, by the rules of the form."""
    since = form_values.values(before)["since"] if before.lifecycle.phase is change.phase else ""
    values = {
        "lifecycle": change.phase.value,
        "reason": change.reason,
        "since": since,
        "until": change.until,
    }
    return station_form.edited(before, values, at=act.at, outlines=_NO_OUTLINES)
