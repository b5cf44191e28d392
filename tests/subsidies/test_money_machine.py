"""Whatever is tried in whatever order, the ledger is what a simple model says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.subsidies import approving, correcting, ledger_proof, paying, proposing, store
from stations.subsidies.correcting import Correction
from stations.subsidies.model import Payment, PaymentState
from tests.subsidies import treasury
from tests.subsidies.treasury import YEAR

STATIONS = ("a", "b")
PEOPLE = tuple(treasury.someone(name, Role.FINANCE, Role.APPROVER) for name in ("p1", "p2", "p3"))
FULL = 200_000
WHO, WHERE = st.sampled_from(PEOPLE), st.sampled_from(STATIONS)


class Payments(RuleBasedStateMachine):
    """Three people with all rights, two stations; the model keeps the newest payment of each."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.folder / "x.db")
        self.db: Database = opening.open_ready(str(self.folder / "x.db"))
        # Station → state, who did the last step, what remains, how often it was proposed.
        self.known: dict[str, tuple[str, str, int, int]] = {}
        self.proposers: dict[str, str] = {}
        # Payment → after which row a correction was noted, by whom, how much, the how manieth.
        self.noted: dict[str, tuple[int, str, int, int]] = {}
        self.minute, self.net = 0, 0

    def attempt(self, *, allowed: bool, do: object) -> bool:
        """Does it, and asks whether it was refused exactly where the model refuses it."""
        self.minute += 1
        try:
            do()  # type: ignore[operator]
        except (Refused, Invalid):
            assert not allowed, "refused what is allowed"
            return False
        assert allowed, "allowed what is forbidden"
        return True

    def newest(self, name: str) -> Payment | None:
        found = [one for one in store.of_year(self.db, YEAR, "") if one.claim.station_id == name]
        return max(found, key=lambda one: one.turn, default=None)

    @rule(name=WHERE, by=WHO)
    def propose(self, name: str, by: treasury.Account) -> None:
        _, _, left, turn = self.known.get(name, ("", "", 0, 0))
        act = treasury.act(by, minutes=self.minute)
        picks = [(name, treasury.RUN)]
        if self.attempt(
            allowed=left == 0,
            do=lambda: proposing.propose(self.db, picks, year=YEAR, by=by, act=act),
        ):
            self.known[name] = ("proposed", by.id, FULL, turn + 1)
            self.proposers[name] = by.id

    @rule(name=WHERE, by=WHO)
    def approve(self, name: str, by: treasury.Account) -> None:
        state, last, left, turn = self.known.get(name, ("", "", 0, 0))
        act, one = treasury.act(by, minutes=self.minute), self.newest(name)
        if one and self.attempt(
            allowed=state == "proposed" and last != by.id,
            do=lambda: approving.approve(self.db, [one.id], reason="x", by=by, act=act),
        ):
            self.known[name] = ("approved", by.id, left, turn)

    @rule(name=WHERE, by=WHO)
    def pay(self, name: str, by: treasury.Account) -> None:
        state, last, left, turn = self.known.get(name, ("", "", 0, 0))
        act, one = treasury.act(by, minutes=self.minute), self.newest(name)
        if one and self.attempt(
            allowed=state == "approved" and by.id not in (last, self.proposers[name]),
            do=lambda: paying.pay(self.db, [one.id], voucher="1", by=by, act=act),
        ):
            self.known[name] = ("paid", by.id, left, turn)
            self.net += FULL

    @rule(name=WHERE, by=WHO)
    def reject(self, name: str, by: treasury.Account) -> None:
        state, _, _, turn = self.known.get(name, ("", "", 0, 0))
        act, one = treasury.act(by, minutes=self.minute), self.newest(name)
        if one and self.attempt(
            allowed=state in ("proposed", "approved"),
            do=lambda: approving.reject(self.db, [one.id], reason="x", by=by, act=act),
        ):
            self.known[name] = ("rejected", by.id, 0, turn)

    @rule(name=WHERE, by=WHO, fen=st.sampled_from([-1, 0, 1, 70_000, FULL, FULL + 1]))
    def note(self, name: str, by: treasury.Account, fen: int) -> None:
        state, last, left, _ = self.known.get(name, ("", "", 0, 0))
        act, one = treasury.act(by, minutes=self.minute), self.newest(name)
        if one is None:
            return
        given = Correction(seq=one.seq, back_fen=fen, reason="x")
        if self.attempt(
            allowed=(state == "corrected" or (state == "paid" and last != by.id))
            and 0 < fen <= left,
            do=lambda: correcting.note(self.db, one.id, given, by=by, act=act),
        ):
            seq, _, _, number = self.noted.get(one.id, (0, "", 0, 0))
            self.noted[one.id] = (one.seq, by.id, fen, number + 1 if seq == one.seq else 1)

    @rule(name=WHERE, by=WHO)
    def confirm(self, name: str, by: treasury.Account) -> None:
        state, last, left, turn = self.known.get(name, ("", "", 0, 0))
        act, one = treasury.act(by, minutes=self.minute), self.newest(name)
        if one is None:
            return
        seq, noter, fen, number = self.noted.get(one.id, (0, "", 0, 1))
        free = by.id != noter and (state == "corrected" or last != by.id)
        if self.attempt(
            allowed=seq == one.seq and free,
            do=lambda: correcting.confirm(self.db, one.id, number, by=by, act=act),
        ):
            self.known[name] = ("corrected", by.id, left - fen, turn)
            self.net -= fen

    @invariant()
    def the_ledger_is_the_model(self) -> None:
        if not hasattr(self, "db"):
            return
        for name in STATIONS:
            one, known = self.newest(name), self.known.get(name)
            held = one and (one.state.value, one.entry.by, one.remaining_fen, one.turn)
            assert held == known
        found = self.db.row("select coalesce(sum(amount), 0) as n from money_rows")
        assert found
        assert found["n"] == self.net
        paid = {PaymentState.PAID, PaymentState.CORRECTED}
        assert self.net == sum(
            one.remaining_fen for one in store.of_year(self.db, YEAR, "") if one.state in paid
        )

    def teardown(self) -> None:
        if hasattr(self, "db"):
            assert ledger_proof.prove(self.db).sound
            self.db.close()
            shutil.rmtree(self.folder)


@pytest.fixture
def machine(sqlite_address: str) -> type[Payments]:
    db = opening.open_ready(sqlite_address)
    treasury.fill(db)
    db.run("pragma journal_mode=delete")
    db.close()
    Payments.template = Path(sqlite_address)
    return Payments


def test_any_order_of_steps_leaves_what_the_model_says(machine: type[Payments]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
