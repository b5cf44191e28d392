"""Messages go out exactly once, by whoever has the lease, and wait while nobody takes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from email import message_from_string
from email.message import Message

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, Role
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.notifying import mail_choice_store, outbox_store
from stations.notifying import notifier as notifying
from stations.notifying.hook_store import Preset
from stations.notifying.mail_choice_store import MailChoice
from stations.notifying.model import MessageKind
from stations.notifying.notifier import GIVE_UP_S, LEASE_S, Notifier
from stations.notifying.outbox_store import Channel
from stations.notifying.told_actions import TOLD
from tests.notifying.conftest import SECRET, happened, hooked, keeper_stored, later
from tests.notifying.receivers import HookReceiver, MailReceiver
from tests.support import make

NOON = make.NOON
CANARY = "金丝雀的原话"
MONDAY = NOON + timedelta(days=3)


def mailed(db: Database, *kinds: MessageKind) -> None:
    choice = MailChoice(
        account_id="keeper-a",
        address="keeper@example.org",
        kinds=frozenset(kinds or MessageKind),
    )
    with db.writing() as tx:
        mail_choice_store.put(tx, choice)


def letters(post: MailReceiver) -> list[Message]:
    return [message_from_string(one) for one in post.got]


def test_what_happened_goes_out_once_to_each_who_wants_it(
    db: Database, notifier: Notifier, receiver: HookReceiver, post: MailReceiver
) -> None:
    keeper_stored(db)
    happened(db, "review_veto")
    hooked(db, f"{receiver.origin}/in?a=b")
    mailed(db)
    happened(db)
    other = replace(notifier, holder="another node")
    assert notifier.round(db, at=NOON) == 2
    assert (other.round(db, at=NOON), notifier.round(db, at=NOON)) == (0, 0)
    [(headers, path, body)] = receiver.got
    assert path == "/in?a=b"
    assert "演示驿站a：星级申报没有通过" in body["text"]
    assert "一票否决" not in body["text"], "it was set up later"
    [mail] = letters(post)
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "https://yizhan.example.org/desk/stations/a" in text
    assert mail["Message-ID"].endswith("@example.org>")
    for told in (body["text"], text, body["title"], str(mail)):
        assert "张三" not in told
        assert "13800001111" not in told
    assert body["id"] == headers["webhook-id"]


def test_a_receiver_knows_by_the_signature_who_sent_it(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    hooked(db, receiver.origin)
    happened(db)
    notifier.round(db, at=NOON)
    [(headers, _, _)] = receiver.got
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{headers['raw']}"
    wanted = base64.b64encode(hmac.new(key, signed.encode(), hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


@pytest.mark.parametrize("preset", [Preset.WECOM, Preset.DINGTALK])
def test_robots_get_text_and_say_whether_they_took_it(
    db: Database, notifier: Notifier, receiver: HookReceiver, preset: Preset
) -> None:
    keeper_stored(db)
    hooked(db, f"{receiver.origin}/robot?key=1", preset=preset)
    happened(db)
    receiver.answer = b'{"errcode":93000,"errmsg":"no"}'
    assert notifier.round(db, at=NOON) == 0
    receiver.answer = b'{"errcode":0,"errmsg":"ok"}'
    later(db, 3600)
    assert notifier.round(db, at=NOON) == 1
    (_, path, body), _ = receiver.got
    assert body["msgtype"] == "text"
    assert "演示驿站a：星级申报没有通过" in body["text"]["content"]
    assert ("&timestamp=" in path and "&sign=" in path) == (preset is Preset.DINGTALK)
    assert len(set(receiver.ids)) == 1


def test_a_receiver_that_is_away_for_two_days_gets_all_of_it_with_the_ids_it_had(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    hooked(db, receiver.origin)
    receiver.status = 503
    for action in ("review_refuse", "review_veto", "review_award"):
        happened(db, action)
        assert notifier.round(db, at=NOON) == 0
    asked = len(receiver.got)
    assert asked == 1, "what waits behind another one waits with it"
    for _ in range(3):
        later(db, 60_000)
        notifier.round(db, at=NOON)
    waits = outbox_store.waiting(db)
    assert (waits.count, waits.given_up, len(receiver.got)) == (3, 0, asked + 3)
    receiver.status = 200
    later(db, 3_600)
    assert notifier.round(db, at=NOON) == 3
    assert outbox_store.waiting(db).count == 0
    assert len(set(receiver.ids[-3:])) == 3
    assert set(receiver.ids[:-3]) <= set(receiver.ids[-3:])


def test_what_is_refused_for_a_week_is_given_up_and_holds_nothing_else_up(
    db: Database, notifier: Notifier, receiver: HookReceiver, post: MailReceiver
) -> None:
    keeper_stored(db)
    hook = hooked(db, receiver.origin)
    mailed(db)
    receiver.status = 403
    happened(db)
    assert notifier.round(db, at=NOON) == 1
    assert len(post.got) == 1
    later(db, GIVE_UP_S)
    notifier.round(db, at=NOON)
    waits = outbox_store.waiting(db)
    assert (waits.count, waits.given_up) == (0, 1)
    assert outbox_store.given_up(db, Channel.HOOK, {hook.id}) == 1
    [last] = outbox_store.newest(db, Channel.HOOK, {hook.id})
    assert last.trouble == "HTTP 403"
    happened(db, "review_veto")
    receiver.status = 200
    assert notifier.round(db, at=NOON) == 2


def test_an_address_that_is_none_gets_nothing_more_and_its_owner_can_read_why(
    db: Database, notifier: Notifier, post: MailReceiver
) -> None:
    keeper_stored(db)
    mailed(db)
    post.to_recipient = "550 no such user"
    happened(db)
    assert notifier.round(db, at=NOON) == 0
    choice = mail_choice_store.get(db, "keeper-a")
    assert choice is not None
    assert choice.trouble == "SMTP 550"
    happened(db)
    later(db, 3600)
    assert notifier.round(db, at=NOON) == 0
    assert outbox_store.waiting(db).count == 0


def test_a_mail_server_that_is_away_is_asked_once_for_all_mail(
    db: Database, notifier: Notifier, post: MailReceiver
) -> None:
    keeper_stored(db)
    mailed(db)
    post.to_recipient = "451 later"
    happened(db)
    notifier.round(db, at=NOON)
    assert outbox_store.waiting(db).count == 1
    post.to_recipient = "250 ok"
    later(db, 60)
    assert notifier.round(db, at=NOON) == 1
    assert len(letters(post)) == 1


def test_a_webhook_is_never_asked_where_the_settings_do_not_say_so(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    inside = HookReceiver()
    hooked(db, inside.origin)
    hooked(db, f"http://x@{receiver.origin.removeprefix('http://')}/", name="two")
    receiver.status = 302
    hooked(db, receiver.origin, name="three")
    happened(db)
    assert notifier.round(db, at=NOON) == 0
    troubles = {one.target: one.trouble for one in outbox_store.newest(
        db, Channel.HOOK, {"hook-one", "hook-two", "hook-three"})}  # fmt: skip
    assert troubles == {
        "hook-one": "host not allowed", "hook-two": "host not allowed", "hook-three": "HTTP 302",
    }  # fmt: skip
    assert len(receiver.got) == 1
    inside.server_close()


def test_whoever_holds_the_lease_sends_alone_until_it_ends(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    hooked(db, receiver.origin)
    happened(db)
    with db.writing() as tx:
        now = db.clock()
        assert outbox_store.lease(tx, "a dead node", now=now, until=now + LEASE_S)
    assert notifier.round(db, at=NOON) == 0
    later(db, LEASE_S)
    assert notifier.round(db, at=NOON) == 1
    assert notifying.LEASE_S > 2 * notifying.sending.TIMEOUT_S


def test_a_group_chat_hears_of_its_area_alone_and_of_no_visit(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    hooked(db, receiver.origin, area="370104")
    happened(db)
    assert notifier.round(db, at=NOON) == 0
    hooked(db, receiver.origin, area="370100", name="city")
    happened(db)
    assert notifier.round(db, at=NOON) == 1


def test_many_things_at_once_are_one_message(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    hooked(db, receiver.origin, preset=Preset.WECOM)
    for _ in range(40):
        happened(db)
    assert notifier.round(db, at=NOON) == 1
    [(_, _, body)] = receiver.got
    text = body["text"]["content"]
    assert "40 条新消息" in text
    assert "另外还有 25 条" in text
    assert len(text.encode()) <= 2048


def test_the_digest_of_a_week_goes_out_once_on_monday_at_eight(
    db: Database, notifier: Notifier, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    hooked(db, receiver.origin)
    eight = MONDAY.replace(hour=0, minute=0)
    assert notifier.round(db, at=NOON) == 0
    assert notifier.round(db, at=eight - timedelta(seconds=1)) == 0
    assert notifier.round(db, at=eight) == 1
    later(db, LEASE_S)
    assert replace(notifier, holder="another node").round(db, at=MONDAY) == 0
    [(_, _, body)] = receiver.got
    assert body["title"].startswith("驿站每周简报 · 山东省济南市历下区 · 11 月 16 日至 11 月 22 日")
    assert "从来没有核实的：1 个" in body["text"]
    assert notifier.round(db, at=eight + timedelta(days=8)) == 1, "late, not lost"


def test_nothing_that_people_wrote_goes_out_whatever_an_entry_holds(
    db: Database, notifier: Notifier, receiver: HookReceiver, post: MailReceiver
) -> None:
    keeper_stored(db)
    with db.writing() as tx:
        everything = tuple(
            Grant(role=role, area="370102") for role in Role if role not in BY_STATION
        )
        whole = Account(id="whole", name="whole", shown="工会", grants=everything)
        accounts.add(tx, whole, password="-", at=NOON)
    hooked(db, receiver.origin)
    with db.writing() as tx:
        choice = MailChoice(
            account_id="whole", address="a@example.org", kinds=frozenset(MessageKind)
        )
        mail_choice_store.put(tx, choice)
        for action, one in TOLD.items():
            act = Act(actor="x", by=CANARY, action=action, at=NOON, reason=f"{CANARY}13800001111")
            body = {"station": "a", "words": CANARY, **dict([one.when or ("", "")])}
            log.append(tx, act=act, subject=f"review:{action}", area="370102", body=body)
    assert notifier.round(db, at=NOON) == 2
    sent = [mail.get_payload(decode=True).decode() for mail in letters(post)]  # type: ignore[union-attr]
    sent += [f"{body}" for _, _, body in receiver.got] + post.got
    assert "演示驿站a" in sent[0]
    assert not any(CANARY in one or "13800001111" in one for one in sent)
