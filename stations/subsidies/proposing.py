"""Proposals of payments by the finance office, by the rules."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.remarks import Remark
from stations.subsidies import assessment, ledger_entries, store
from stations.subsidies.eligibility import Eligibility, EligibilityFacts
from stations.subsidies.model import LONGEST_REASON, STATE_WORDS, Claim, Payment

Pick = tuple[str, str]
"""The id of a station and of a rule."""


def propose(
    db: Database, picks: Sequence[Pick], *, year: int, reason: str = "", by: Account, act: Act
) -> list[Payment]:
    """Proposes to pay these stations by these rules for a year, all of them or none.

    Refused where one is not eligible, with the reason, or is proposed or paid already. What
    speaks against one is put aside only with a reason, which is kept.
    """
    reason = ledger_entries.words(reason, longest=LONGEST_REASON, field="reason")
    picks = list(dict.fromkeys(picks))
    ledger_entries.check_number(len(picks))
    with db.writing() as tx:
        found: dict[str, Station] = {}
        for station_id, _ in picks:
            if station_id not in found:
                found[station_id] = stations.get(tx, station_id)
                authorise(by, Action.PAY_PROPOSE, scope_of(found[station_id]))
        known = assessment.facts(tx, list(found.values()))
        return [
            _proposed(tx, known[station_id], (rule_id, year), reason=reason, by=by, act=act)
            for station_id, rule_id in picks
        ]


def _proposed(
    tx: Transaction, known: EligibilityFacts, wanted: tuple[str, int], *, reason: str,
    by: Account, act: Act,
) -> Payment:  # fmt: skip
    rule_id, year = wanted
    station, today = known.station, china_day(act.at)
    programme = assessment.programme_of(station)
    if programme is None:
        raise Refused("no_rules", name=station.name)
    rule, verdict = assessment.judged(programme, rule_id, known, year=year, today=today)
    if not verdict.eligible:
        raise Refused(
            "not_eligible.for_rule", name=station.name, rule=rule.name, reason=verdict.reason
        )
    claim = assessment.claim(station, rule, year=year, rise=verdict.rise)
    replaced = _free(tx, station, rule.name, claim)
    entry = ledger_entries.entry(act, by=by, grounds=_grounds(station, verdict, reason=reason))
    payment = store.proposed(secrets.token_hex(8), claim, entry, turn=replaced + 1)
    return ledger_entries.add(tx, payment, None, act=act, replaced=replaced)


def _grounds(station: Station, verdict: Eligibility, *, reason: str) -> str:
    """Why it is paid, with what speaks against it and why that is put aside."""
    if not verdict.doubts:
        return verdict.reason.message
    if not reason:
        raise Invalid(
            "doubtful.proposing", field="reason", name=station.name, doubts=verdict.doubts
        )
    return Remark("written", grounds=verdict.reason, doubts=verdict.doubts, reason=reason).message


def _free(db: Database, station: Station, rule: str, claim: Claim) -> int:
    """How many payments of this claim have ended; Refused where one is open or was paid."""
    newest, of_former = assessment.standing(db, station.id, claim)
    if of_former is not None:
        raise Refused("already", name=station.name, rule=rule, state=STATE_WORDS[of_former.state])
    if newest is not None and not newest.closed:
        name, state, year = station.name, STATE_WORDS[newest.state], newest.claim.year
        if claim.period:
            raise Refused("already.of_year", name=name, year=year, rule=rule, state=state)
        raise Refused("already.once", name=name, rule=rule, state=state)
    return newest.turn if newest else 0
