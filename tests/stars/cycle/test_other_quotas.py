"""A quota is a share or a number, of the whole cycle or of each district."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stations.db.base import Database
from stations.stars.cycle import level_ranking
from stations.stars.model import Review
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme
from tests.stars.cycle.test_level_ranking import FIVE, held, inspected
from tests.support import starwork


def with_quota(**quota: object) -> Scheme:
    """Jinan's rules with another quota of the highest level."""
    plain = {"quota_percent": None, "quota_count": None, "quota_per": "city", **quota}
    return replace(starwork.JINAN, levels=(*starwork.JINAN.levels[:-1], replace(FIVE, **plain)))


def given_stars(
    scheme: Scheme, reviews: list[Review], districts: dict[str, str] | None = None
) -> dict[str, int]:
    found = level_ranking.ranking(scheme, reviews, set(), districts=districts)
    return {row.review.id: row.stars for row in found.rows}


def test_a_quota_may_be_a_number() -> None:
    reviews = [inspected(f"r{n}", 99 - n, 5) for n in range(9)]
    stars = given_stars(with_quota(quota_count=2), reviews)
    assert [one for one, level in stars.items() if level == 5] == ["r0", "r1"]
    assert set(given_stars(with_quota(), reviews).values()) == {5}
    assert set(given_stars(with_quota(quota_count=40), reviews).values()) == {5}


def test_a_quota_of_each_district_gives_every_district_its_own_places() -> None:
    reviews = [inspected(f"r{n}", 99 - n, 5) for n in range(8)]
    districts = {one.id: "370102" if n < 6 else "370103" for n, one in enumerate(reviews)}
    share = with_quota(quota_percent=34, quota_per="district")
    stars = given_stars(share, reviews, districts)
    assert [one for one, level in stars.items() if level == 5] == ["r0", "r1", "r6"]
    number = with_quota(quota_count=1, quota_per="district")
    stars = given_stars(number, reviews, districts)
    assert [one for one, level in stars.items() if level == 5] == ["r0", "r6"]
    found = level_ranking.ranking(number, reviews, set(), districts=districts)
    told = [(one.district, one.base, one.allowed, one.reaching) for one in found.quotas]
    assert told == [("370102", 6, 1, 6), ("370103", 2, 1, 2)]


def test_a_tie_of_one_district_keeps_no_other_waiting() -> None:
    reviews = [inspected("a", 95, 5), inspected("b", 95, 5), inspected("c", 92, 5)]
    districts = {"a": "370102", "b": "370102", "c": "370103"}
    scheme = with_quota(quota_count=1, quota_per="district")
    found = level_ranking.ranking(scheme, reviews, set(), districts=districts)
    assert {row.review.id: row.tied for row in found.rows} == {"a": True, "b": True, "c": False}
    settled = level_ranking.ranking(scheme, reviews, {(5, "b")}, districts=districts)
    assert {row.review.id: row.stars for row in settled.rows} == {"a": 4, "b": 5, "c": 5}


def test_a_station_counts_in_the_district_that_keeps_it(db: Database, own: Path) -> None:
    text = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
    old = "quota_percent = 20"
    (own / "schemes" / "jinan-1.toml").write_text(
        text.replace(old, 'quota_count = 1\nquota_per = "district"'), "utf-8"
    )
    cycle = starwork.opened(db)
    held(db, cycle, {"a": (95, 5), "b": (93, 5)})
    found = level_ranking.ranked(db, cycle)
    assert [(one.district, one.allowed) for one in found.quotas] == [("370102", 1)]
    assert [row.stars for row in found.rows] == [5, 4]
