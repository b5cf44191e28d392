"""What others are told of an installation is written as they can use it, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations import config, public_site
from stations.config import Settings
from stations.errors import Invalid


def settings(folder: Path, **given: str) -> Settings:
    return config.from_environment({"STATIONS_STATE": str(folder), **given})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", ""), ("https://yizhan.example.cn", "https://yizhan.example.cn"),
        (" https://yizhan.example.cn/ ", "https://yizhan.example.cn"),
        ("HTTPS://YiZhan.Example.CN", "https://yizhan.example.cn"),
        ("http://yizhan.example.cn:8080", "http://yizhan.example.cn:8080"),
        ("https://驿站.example.cn", "https://xn--5tz216d.example.cn"),
        ("http://[2408:4003::1]:8000/", "http://[2408:4003::1]:8000"),
    ],
)  # fmt: skip
def test_an_address_is_taken_as_people_write_it(tmp_path: Path, given: str, url: str) -> None:
    assert settings(tmp_path, STATIONS_URL=given).site.url == url


@pytest.mark.parametrize(
    "given",
    [
        "yizhan.example.cn", "ftp://yizhan.example.cn", "https://", "https://yizhan.example.cn/app",
        "https://yizhan.example.cn?x=1", "https://me:pw@yizhan.example.cn", "https://a..b",
        "https://yizhan.example.cn:99999", "https://yizhan.example.cn:0", "https://a b.cn",
        "https://-a.cn", "https://a_b.cn", "https://yizhan.example.cn#top", "//yizhan.example.cn",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(Invalid, match="STATIONS_URL"):
        settings(tmp_path, STATIONS_URL=given)


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://127.0.0.1:8000", True), ("http://localhost", True), ("http://[::1]:80", True),
        ("http://0.0.0.0:8000", True), ("http://192.168.1.5", True), ("http://10.0.0.7", True),
        ("http://172.20.1.1", True), ("http://169.254.1.1", True), ("http://station-server", True),
        ("http://desk.local:8000", True), ("http://nas.lan", True), ("http://a.localhost", True),
        ("http://100.64.3.2", True), ("http://[fd00::1]", True), ("https://x.internal.", True),
        ("https://yizhan.example.cn", False), ("http://39.156.66.10", False),
        ("http://yizhan.example.cn:8080", False), ("https://xn--5nq093d.example.cn", False),
    ],
)  # fmt: skip
def test_an_address_that_phones_of_others_cannot_open_is_known(url: str, inside: bool) -> None:
    assert public_site.is_inside(url) is inside


def test_a_licence_is_a_known_name_or_ones_own_words_with_an_address(tmp_path: Path) -> None:
    def licence(given: str) -> tuple[str, str]:
        found = settings(tmp_path, STATIONS_DATA_LICENCE=given).site.licence
        return found.name, found.url

    by = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert licence("CC-BY-4.0") == licence("cc-by-4.0") == by
    assert licence("政府数据开放许可 https://data.example.gov.cn/licence") == (
        "政府数据开放许可", "https://data.example.gov.cn/licence",
    )  # fmt: skip
    assert licence("注明来源即可 转用") == ("注明来源即可 转用", "")
    for wrong in ("https://data.example.gov.cn/licence", "a\nb", "字" * 201):
        with pytest.raises(Invalid, match="STATIONS_DATA_LICENCE"):
            licence(wrong)


def test_without_a_licence_nothing_is_given_away_and_a_demo_says_so(tmp_path: Path) -> None:
    assert settings(tmp_path).site.licence is public_site.NOT_STATED
    assert "演示数据" in settings(tmp_path, STATIONS_DEMO="1").site.licence.text


def test_a_contact_for_weaknesses_is_a_uri(tmp_path: Path) -> None:
    def contact(given: str) -> str:
        return settings(tmp_path, STATIONS_SECURITY_CONTACT=given).site.security_contact

    assert contact("") == ""
    assert contact("anquan@example.cn") == contact("mailto:anquan@example.cn")
    assert contact("anquan@example.cn") == "mailto:anquan@example.cn"
    assert contact("https://example.cn/anquan") == "https://example.cn/anquan"
    assert contact("tel:+86-531-12345678") == "tel:+86-531-12345678"
    for wrong in ("打电话", "http://example.cn", "a@b", "https://a b", "a@b.cn\nContact: x"):
        with pytest.raises(Invalid, match="STATIONS_SECURITY_CONTACT"):
            contact(wrong)
