"""A menu of a district and one of a station, with those who may change them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.menus import offering
from stations.menus.model import Menu
from stations.menus.offering import MenuForm, MenuOwner
from stations.registry.stored import store as stations
from tests.support import deskwork, make

ITEMS = "插花 | 职工夜校 | 每周二晚上\n理发\n急救培训 | 急救 | 半天"
Offer = Callable[..., Menu]


@pytest.fixture
def db(sqlite_address: str) -> Iterator[Database]:
    """Two stations on one engine."""
    database = opening.open_ready(sqlite_address)
    settle(database)
    yield database
    database.close()


@pytest.fixture
def either(address: str) -> Iterator[Database]:
    """The same on each engine in turn."""
    database = opening.open_ready(address)
    settle(database)
    yield database
    database.close()


@pytest.fixture
def offer(db: Database) -> Offer:
    """Offers a menu there."""
    return functools.partial(offered, db)


def settle(db: Database) -> None:
    with db.writing():
        stations.add(db, [make.station(id="a"), make.station(id="b")], history=())


def offered(db: Database, ground: MenuOwner | None = None) -> Menu:
    """A menu of three items, for seven days from noon on, from which two are chosen."""
    form = MenuForm(
        title="您想上什么课", items=ITEMS, choices=2, from_at=make.NOON,
        until_at=make.NOON + timedelta(days=7),
    )  # fmt: skip
    by, act = deskwork.person(Role.EDITOR), make.act(offering.OFFERED)
    return offering.offer(db, form, ground or MenuOwner(area="370102"), by=by, act=act)


def later(**span: float) -> datetime:
    return make.NOON + timedelta(**span)
