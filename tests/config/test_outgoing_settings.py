"""Where messages may go is said by the settings, and what is wrong in them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations import config
from stations.errors import Invalid
from stations.outgoing import ROBOTS, Outgoing, Security

SENDER = {"STATIONS_MAIL_FROM": "yizhan@example.org"}


def outgoing(folder: Path, **given: str) -> Outgoing:
    return config.from_environment({"STATIONS_STATE": str(folder), **given}).outgoing


def test_nothing_is_sent_by_mail_unless_a_server_is_named(tmp_path: Path) -> None:
    assert outgoing(tmp_path) == Outgoing(mail=None, hooks=ROBOTS)


def test_a_server_is_named_with_its_encryption_and_the_password_is_kept_apart(
    tmp_path: Path,
) -> None:
    told = outgoing(
        tmp_path, STATIONS_MAIL="smtps://a@b.org@mail.example.org", STATIONS_MAIL_PASSWORD="geheim",
        **SENDER,
    ).mail  # fmt: skip
    assert told
    assert (told.host, told.port, told.security) == ("mail.example.org", 465, Security.TLS)
    assert (told.user, told.password) == ("a@b.org", "geheim")
    assert "geheim" not in repr(told)
    (tmp_path / "mail_password").write_text("aus der Datei\n")
    told = outgoing(tmp_path, STATIONS_MAIL="smtp://a@mail.example.org", **SENDER).mail
    assert told
    assert (told.port, told.security, told.password) == (587, Security.STARTTLS, "aus der Datei")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"STATIONS_MAIL": "mail.example.org"}, "STATIONS_MAIL"),
        ({"STATIONS_MAIL": "https://mail.example.org"}, "STATIONS_MAIL"),
        ({"STATIONS_MAIL": "smtp://a:secret@mail.example.org"}, "STATIONS_MAIL"),
        ({"STATIONS_MAIL": "smtp://mail.example.org:99999"}, "STATIONS_MAIL"),
        ({"STATIONS_MAIL": "smtp://a@mail.example.org"}, "STATIONS_MAIL_PASSWORD"),
        (
            {"STATIONS_MAIL": "smtp+plain://a@10.0.0.1", "STATIONS_MAIL_PASSWORD": "x"},
            "STATIONS_MAIL_PASSWORD",
        ),
        ({"STATIONS_MAIL": "smtp://mail.example.org", "STATIONS_MAIL_FROM": ""},
         "STATIONS_MAIL_FROM"),
        ({"STATIONS_MAIL": "smtp://m.org", "STATIONS_MAIL_FROM": "a@b.org\nBcc: c@d.org"},
         "STATIONS_MAIL_FROM"),
        ({"STATIONS_HOOKS": "https://hooks.example.org/path"}, "STATIONS_HOOKS"),
        ({"STATIONS_HOOKS": "hooks.example.org"}, "STATIONS_HOOKS"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_named(
    tmp_path: Path, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        outgoing(tmp_path, **{**SENDER, **given})
    assert refused.value.field == field
    assert refused.value.message
