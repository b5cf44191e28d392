"""Every route of the desk asks who one is, what one may do, and where the request comes from."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask

from stations.accounts import management, passwords
from stations.accounts import store as accounts
from stations.accounts.management import NewAccount
from stations.accounts.model import Account, Grant
from stations.accounts.roles import MAY, Action, Role
from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.demo import account_demo
from stations.registry.stored import store
from stations.web import guarding
from tests.support import make
from tests.support.deskwork import PASSWORD, signed_in, token_in

OPEN = {"signing.form", "signing.sign_in", "tickets.one"}
LED_TO = {"gift_cards.scan": "/giveaways/cards/"}
"""What a stranger's camera opens leads to the public page."""
ARGUMENTS = {"account_id": "nobody", "station_id": "none"}
CHOICES = re.compile(r"<any\((\w+)[^>]*:(\w+)>")


def desk_rules(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and path of everything at the desk."""
    rules = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith(guarding.PREFIX):
                choices = {name: one for one, name in CHOICES.findall(rule.rule)}
                given = {**ARGUMENTS, **choices}
                values = {name: given.get(name, "9") for name in rule.arguments}
                path = adapter.build(rule.endpoint, values, method=next(iter(rule.methods or ())))
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    rules.append((rule.endpoint, method, path))
    assert rules
    return rules


def test_nobody_gets_in_without_signing_in(app: Flask) -> None:
    for endpoint, method, path in desk_rules(app):
        client = app.test_client()
        form = {"csrf_token": token_in(client.get("/desk/sign-in").data)}
        answer = client.open(path, method=method, data=form if method == "POST" else None)
        if endpoint in OPEN:
            assert answer.status_code in (200, 403), path
        elif method == "GET":
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(
                LED_TO.get(endpoint, "/desk/sign-in?next=")
            )
        else:
            assert answer.status_code == 403, path


def test_every_role_gets_what_the_table_says_and_nothing_else(
    app: Flask, people: dict[Role, Account]
) -> None:
    for role, account in people.items():
        client = signed_in(app, account.name)
        token = token_in(client.get("/desk/password").data)
        for endpoint, method, path in desk_rules(app):
            policy = app.view_functions[endpoint].policy  # type: ignore[attr-defined]
            if endpoint in OPEN or endpoint == "signing.out" or not isinstance(policy, Action):
                continue
            answer = client.open(path, method=method, data={"csrf_token": token})
            allowed = policy in MAY[role]
            assert (answer.status_code == 403) != allowed, (role, path, answer.status_code)
            assert answer.status_code != 500
            if not allowed:
                assert "a-editor" not in answer.get_data(as_text=True)


def test_a_desk_route_without_a_policy_breaks_the_build(tmp_path: Path) -> None:
    app = Flask("wrong")
    app.add_url_rule("/desk/open-to-all", view_func=lambda: "", endpoint="wrong")
    with pytest.raises(RuntimeError, match="open-to-all"):
        guarding.install(app, Settings(database="x", state=tmp_path))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_requests_from_elsewhere_change_nothing(
    app: Flask, people: dict[Role, Account], headers: dict[str, str]
) -> None:
    client = signed_in(app, people[Role.ADMINISTRATOR].name)
    token = token_in(client.get("/desk/accounts/").data)
    for _, method, path in desk_rules(app):
        if method == "POST":
            answer = client.post(path, data={"csrf_token": token}, headers=headers)
            assert answer.status_code == 403, path


@pytest.mark.parametrize("given", [{}, {"csrf_token": "made-up"}])
def test_a_form_without_its_token_changes_nothing(
    app: Flask, people: dict[Role, Account], given: dict[str, str]
) -> None:
    client = signed_in(app, people[Role.ADMINISTRATOR].name)
    for _, method, path in desk_rules(app):
        if method == "POST":
            assert client.post(path, data=given).status_code == 403, path
            text = client.post(path, data="{}", content_type="text/plain")
            assert text.status_code == 403, path


def test_the_first_password_has_to_be_changed_before_anything_else(
    app: Flask, address: str
) -> None:
    db = opening.open_ready(address)
    grant = Grant(role=Role.EDITOR, area="370102")
    _, first = management.make(
        db,
        NewAccount(name="new-one", shown="新来的", grants=[grant]),
        act=make.act("account_made"),
    )
    db.close()
    client = signed_in(app, "new-one", first)
    assert client.get("/desk/").headers["Location"] == "/desk/password"
    page = client.get("/desk/password")
    form = {"csrf_token": token_in(page.data), "old": first}
    wrong = client.post("/desk/password", data={**form, "new": PASSWORD, "again": "another"})
    assert wrong.status_code == 400
    done = client.post("/desk/password", data={**form, "new": PASSWORD, "again": PASSWORD})
    assert done.status_code == 303
    assert client.get("/desk/").status_code == 200


def test_signing_in_changes_the_session_and_signing_out_ends_it_everywhere(
    app: Flask, people: dict[Role, Account]
) -> None:
    client = app.test_client()
    before = client.get("/desk/sign-in")
    old = before.headers["Set-Cookie"].split(";")[0]
    client = signed_in(app, people[Role.EDITOR].name)
    held = client.get_cookie("desk")
    assert held is not None
    assert held.value not in old
    page = client.get("/desk/")
    thief = app.test_client()
    thief.set_cookie("desk", held.value)
    assert thief.get("/desk/").status_code == 200
    client.post("/desk/sign-out", data={"csrf_token": token_in(page.data)})
    assert thief.get("/desk/").status_code == 302, "a token kept from before is dead"


def test_the_second_factor_is_set_up_and_then_asked_for(
    app: Flask, people: dict[Role, Account]
) -> None:
    name = people[Role.FINANCE].name
    client = signed_in(app, name)
    page = client.get("/desk/second-factor")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.get_data(as_text=True))
    assert secret
    form = {"csrf_token": token_in(page.data)}
    assert client.post("/desk/second-factor", data={**form, "code": "1"}).status_code == 400
    code = pyotp.TOTP(secret[1]).at(make.NOON)
    blind = {**form, "code": code, "old": "not mine"}
    assert client.post("/desk/second-factor", data=blind).status_code == 400
    right = {**form, "code": code, "old": PASSWORD}
    assert client.post("/desk/second-factor", data=right).status_code == 303
    visitor = app.test_client()
    form = {"csrf_token": token_in(visitor.get("/desk/sign-in").data)}
    refused = visitor.post("/desk/sign-in", data={**form, "name": name, "password": PASSWORD})
    assert refused.status_code == 403
    following = pyotp.TOTP(secret[1]).at(make.NOON + timedelta(seconds=30))
    signed_in(app, name, code=following)


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/desk//evil", "/desk/\t/x",
     "javascript:alert(1)", "/desk/..//evil.example", "/about/privacy"],
)  # fmt: skip
def test_signing_in_leads_to_the_desk_only(
    app: Flask, people: dict[Role, Account], wanted: str
) -> None:
    client = app.test_client()
    form = {"csrf_token": token_in(client.get("/desk/sign-in").data), "next": wanted}
    name = people[Role.EDITOR].name
    answer = client.post("/desk/sign-in", data={**form, "name": name, "password": PASSWORD})
    assert answer.headers["Location"] == "/desk/"


def test_an_administrator_makes_changes_and_shuts_accounts(
    app: Flask, people: dict[Role, Account]
) -> None:
    client = signed_in(app, people[Role.ADMINISTRATOR].name)
    form = {"csrf_token": token_in(client.get("/desk/accounts/").data)}
    wrong = {"name": "x", "shown": "某办", "held": "anything 370102"}
    assert client.post("/desk/accounts/", data={**form, **wrong}).status_code == 400
    good = {
        "name": "huaiyin",
        "shown": "历下区文化东路",
        "held": ["editor 370102"],
        "role": "reviewer",
        "area_code": "370102",
        "street": "370102001",
    }
    page = client.post("/desk/accounts/", data={**form, **good})
    assert page.status_code == 201
    first = re.search(r"<code>([a-z-]+)</code>", page.get_data(as_text=True))
    assert first
    assert "huaiyin" in page.get_data(as_text=True)
    assert first[1] not in client.get("/desk/accounts/").get_data(as_text=True)
    other = signed_in(app, "huaiyin", first[1])
    listed = client.get("/desk/accounts/?q=文化东路").get_data(as_text=True)
    [account_id] = re.findall(r'/desk/accounts/(\w+)">历下区文化东路', listed)
    assert client.post(f"/desk/accounts/{account_id}/shut", data=form).status_code == 303
    assert other.get("/desk/password").headers["Location"].startswith("/desk/sign-in")
    own = people[Role.ADMINISTRATOR].id
    assert client.post(f"/desk/accounts/{own}/shut", data=form).status_code == 403


def test_the_first_page_counts_what_wants_attention_in_ones_own_area(
    app: Flask, address: str, people: dict[Role, Account]
) -> None:
    db = opening.open_ready(address)
    with db.writing():
        elsewhere = make.station(id="c", name="别的区的驿站")
        place = elsewhere.place
        store.add(
            db,
            [
                make.station(id="a", name="没有坐标的驿站", lat=None),
                make.station(id="b", name="从来没核实的驿站", verified=None),
                make.station(id="c", name="别的区的驿站", verified=None, place=type(place)(
                    area_code="370104", district_code="370104", city_code="3701",
                    point=place.point)),
            ],
            history=(),
        )  # fmt: skip
    db.close()
    client = signed_in(app, people[Role.EDITOR].name)
    page = client.get("/desk/stations?matter=no_point").get_data(as_text=True)
    assert "没有坐标的驿站" in page
    never = client.get("/desk/stations?matter=never_verified").get_data(as_text=True)
    assert "从来没核实的驿站" in never
    assert "别的区的驿站" not in never
    keeper = signed_in(app, people[Role.KEEPER].name)
    assert "从来没核实的驿站" not in keeper.get("/desk/stations?matter=never_verified").get_data(
        as_text=True
    )
    assert "没有坐标的驿站" in keeper.get("/desk/stations?matter=no_point").get_data(as_text=True)
    assert client.get("/desk/stations?matter=x").status_code == 400


def test_nothing_of_the_desk_is_kept_by_a_browser_and_nothing_else_gets_a_cookie(
    app: Flask,
) -> None:
    client = app.test_client()
    page = client.get("/desk/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in page.headers["Set-Cookie"]
    assert "SameSite=Lax" in page.headers["Set-Cookie"]
    for path in ("/", "/healthz", "/api/v1/vocabularies", "/about/privacy"):
        assert "Set-Cookie" not in app.test_client().get(path).headers, path


def test_behind_a_proxy_the_cookie_is_bound_to_the_host(address: str, tmp_path: Path) -> None:
    app = create_app(Settings(database=address, state=tmp_path, proxies=1))
    page = app.test_client().get("/desk/sign-in", base_url="https://localhost")
    assert page.headers["Set-Cookie"].startswith("__Host-desk=")
    assert "Secure" in page.headers["Set-Cookie"]
    app.extensions["stations"].connections().close()


def test_a_demo_account_comes_in_only_while_demonstrating(
    address: str, tmp_path: Path, app: Flask
) -> None:
    db = opening.open_ready(address)
    with db.writing():
        account_demo.add(db, station_id="a", act=make.act("account_made"))
    db.close()
    client = app.test_client()
    form = {"csrf_token": token_in(client.get("/desk/sign-in").data)}
    given = {"name": "demo-editor", "password": account_demo.PASSWORD}
    refused = client.post("/desk/sign-in", data={**form, **given})
    assert refused.status_code == 403
    assert "演示" in refused.get_data(as_text=True)
    assert client.get("/desk/").status_code == 302
    showing = create_app(Settings(database=address, state=tmp_path, demo=True))
    inside = signed_in(showing, "demo-editor", account_demo.PASSWORD)
    assert inside.get("/desk/password").status_code == 200
    showing.extensions["stations"].connections().close()


def test_a_proxy_that_the_settings_know_nothing_of_is_told_to_who_runs_it(
    app: Flask, people: dict[Role, Account]
) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.5"}
    chief = signed_in(app, people[Role.ADMINISTRATOR].name)
    assert "STATIONS_PROXIES" in chief.get("/desk/", headers=forwarded).get_data(as_text=True)
    assert "STATIONS_PROXIES" not in chief.get("/desk/").get_data(as_text=True)
    editor = signed_in(app, people[Role.EDITOR].name)
    assert "STATIONS_PROXIES" not in editor.get("/desk/", headers=forwarded).get_data(as_text=True)


def test_rights_over_money_wait_for_a_second_administrator(
    app: Flask, address: str, people: dict[Role, Account]
) -> None:
    db = opening.open_ready(address)
    grant = (Grant(role=Role.ADMINISTRATOR),)
    other = Account(id="second", name="a-second", shown="另一位", grants=grant)
    with db.writing() as tx:
        accounts.add(tx, other, password=passwords.hashed(PASSWORD), at=make.NOON)
    db.close()
    first = signed_in(app, people[Role.ADMINISTRATOR].name)
    token = token_in(first.get("/desk/accounts/").data)
    given = {"name": "payer", "shown": "新来的财务", "held": "finance 370102", "csrf_token": token}
    made = first.post("/desk/accounts/", data=given).get_data(as_text=True)
    assert "等另一位市级管理员确认" in made
    assert "确认这些权限" not in made
    db = opening.open_ready(address)
    found = accounts.named(db, "payer")
    db.close()
    assert found
    new = found[0].id
    mine = first.post(f"/desk/accounts/{new}/confirm", data={"csrf_token": token})
    assert (mine.status_code, "另一位市级管理员" in mine.get_data(as_text=True)) == (403, True)
    second = signed_in(app, "a-second")
    assert "等您确认的权限" in second.get("/desk/").get_data(as_text=True)
    assert "等您确认的权限" not in first.get("/desk/").get_data(as_text=True)
    token = token_in(second.get("/desk/accounts/").data)
    done = second.post(f"/desk/accounts/{new}/confirm", data={"csrf_token": token})
    assert done.status_code == 303
    assert "等另一位" not in second.get("/desk/accounts/").get_data(as_text=True)


def test_over_plain_http_behind_a_proxy_the_dropped_cookie_is_told_by_its_cause(
    address: str, tmp_path: Path
) -> None:
    app = create_app(Settings(database=address, state=tmp_path, proxies=1))
    given = {"csrf_token": "x", "name": "a-editor", "password": "x"}
    for scheme, words in (("http", "https:// 开头"), ("https", "允许 Cookie")):
        client = app.test_client(use_cookies=False)
        headers = {"X-Forwarded-Proto": scheme, "X-Forwarded-For": "203.0.113.9"}
        for path in ("/desk/sign-in", "/voice/reports/none/reopen"):
            answer = client.post(path, data=given, headers=headers)
            assert answer.status_code == 403, path
            assert words in answer.text, path
            assert "放得太久" not in answer.text
    kept = app.test_client()
    kept.get("/desk/sign-in", base_url="https://localhost")
    stale = kept.post("/desk/sign-in", data=given, base_url="https://localhost")
    assert "放得太久" in stale.text
    app.extensions["stations"].connections().close()
