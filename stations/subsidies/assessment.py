"""Stations judged by the subsidy rules of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from stations.db.base import Database
from stations.registry.model import Station
from stations.registry.stored import redirects
from stations.remarks import Remark
from stations.stars import store as reviews
from stations.subsidies import rule_file, store
from stations.subsidies.eligibility import Eligibility, EligibilityFacts, eligible
from stations.subsidies.model import Claim, Payment
from stations.subsidies.rules import Programme, SubsidyRule, for_station

_AREA_DIGITS = 6


def facts(db: Database, stations: Sequence[Station]) -> dict[str, EligibilityFacts]:
    """What the rules look at, by station."""
    awards = store.awards(db, [station.id for station in stations])
    became = redirects.became(db)
    rectifying = reviews.rectifying(db)
    return {
        station.id: EligibilityFacts(
            station=station,
            awards=awards.get(station.id, ()),
            became=became.get(station.id, ("", ""))[1],
            rectifying=station.id in rectifying,
        )
        for station in stations
    }


def programme_of(station: Station) -> Programme | None:
    """The rules that hold where a station is."""
    return for_station(rule_file.known(), station)


def judged(
    programme: Programme, rule_id: str, known: EligibilityFacts, *, year: int, today: date
) -> tuple[SubsidyRule, Eligibility]:
    """The version that pays, else the newest one, with what it says."""
    for rule in reversed(programme.versions(rule_id)):
        verdict = eligible(rule, known, year=year, today=today)
        if verdict.eligible:
            return rule, verdict
    newest = programme.versions(rule_id)[-1]
    return newest, eligible(newest, known, year=year, today=today)


def of_claim(wanted: Claim, known: EligibilityFacts, *, today: date) -> Eligibility:
    """What the rules say today of what was proposed."""
    if wanted.of_wish:
        # Those who check wishes have decided; what may be spent is for the budget to say.
        return Eligibility(eligible=True, reason=Remark("paid.small_wish"))
    programme = programme_of(known.station)
    if programme is None or wanted.rule not in programme.ids:
        return Eligibility(eligible=False, reason=Remark("unpaid.no_rules"))
    _, verdict = judged(programme, wanted.rule, known, year=wanted.year, today=today)
    return verdict


def claim(station: Station, rule: SubsidyRule, *, year: int, rise: int = 0) -> Claim:
    """What a payment of this station by this rule is for."""
    return Claim(
        station_id=station.id,
        rule=rule.id,
        version=rule.key,
        year=year,
        period=rule.period(year),
        area=area_of(station),
        total_fen=rule.amount_fen,
        rise=rise,
    )


def area_of(station: Station) -> str:
    """The district or zone whose budget pays for a station: the one that keeps it."""
    place = station.place
    return (place.area_code or place.district_code or place.city_code)[:_AREA_DIGITS]


def standing(db: Database, station_id: str, of_it: Claim) -> tuple[Payment | None, Payment | None]:
    """The newest payment of a claim, and an open one of a record that was combined into it."""
    newest = store.of_claim(db, of_it)
    for former in formers(redirects.became(db)).get(station_id, ()):
        found = store.of_claim(db, of_it, station_id=former)
        if found is not None and not found.closed:
            return newest, found
    return newest, None


def formers(became: dict[str, tuple[str, str]]) -> dict[str, list[str]]:
    """By station all records that have become it, over however many steps."""
    found: dict[str, list[str]] = {}
    for old in became:
        at, met = old, {old}
        while at in became and became[at][0] not in met:
            at = became[at][0]
            met.add(at)
            found.setdefault(at, []).append(old)
    return found
