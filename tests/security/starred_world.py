"""Everything that a star leaves behind at two stations of a district, every text of it marked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stations.db.base import Database
from stations.feedback.model import Near
from stations.pairs import pair_store
from stations.pairs.model import Exchange, Pair
from stations.rechecks import proposal_store
from stations.rechecks.proposal_store import Cause, Due, Proposal
from stations.stars import draw_store, finding_store, points_store, store, visit_store
from stations.stars.cycle_model import Cycle
from stations.stars.draw_store import Draw, Suspected
from stations.stars.finding_store import VisitFinding
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.points_store import OWN, Scored, Shot
from stations.stars.rulebook import scheme_store
from stations.stars.rulebook.scheme_store import SchemeDraft
from stations.stars.scheme import scheme_file
from stations.stars.store import Taken
from stations.stars.visit_store import Inspection
from stations.subsidies import ledger_entries
from stations.subsidies import store as ledger
from stations.subsidies.model import Claim, LedgerEntry
from tests.support import make, starwork

AT = "2026-11-20T04:00:00Z"
VERSION = 3
"""Of the review in the notice."""
TODAY = date(2026, 11, 20)
_SCHEME = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Whose things they are: `tag` ends their ids; what they say, and where."""

    tag: str
    strong: str
    weak: str
    area: str
    words: str
    year: int = 2026

    @property
    def photo(self) -> str:
        """The picture that a reviewer took."""
        return hashlib.sha256(f"review {self.tag}".encode()).hexdigest()[:32]


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {
        "review_id": [f"review-{tag}", f"visit-{tag}"],
        "cycle_id": [f"cycle-{tag}"],
        "objection_id": [f"objection-{tag}"],
        "payment_id": [f"payment-{tag}", f"proposed-{tag}"],
        "pair_id": [f"pair-{tag}"],
        "exchange_id": [f"exchange-{tag}"],
        "draw_id": [f"draw-{tag}"],
        "finding_id": [f"finding-{tag}"],
        "proposal_id": [f"proposal-{tag}"],
        "draft_id": [f"draft-{tag}", f"other-draft-{tag}"],
    }


def fill(db: Database, it: Kept) -> None:
    """A review in the notice, one before its visit, and what hangs on them (inside `writing`)."""
    name = f"name = {json.dumps(it.words[:50], ensure_ascii=False)}"
    text = _SCHEME.replace(f'name = "{starwork.JINAN.name}"', name)
    assert name in text
    store.add_cycle(
        db,
        Cycle(
            id=f"cycle-{it.tag}", scheme_key=starwork.JINAN.key, scheme_text=text, year=it.year,
            area=it.area, apply_until=date(it.year, 12, 31), opened_at=make.NOON,
            opened_by="somebody",
        ),
    )  # fmt: skip
    _drafts(db, it, text)
    _reviews(db, it)
    _visit(db, it)
    _around(db, it)
    _money(db, it)


def _drafts(db: Database, it: Kept, text: str) -> None:
    """A scheme without faults, and one that is nothing but words; by two authors."""
    whole = text.replace('area = "3701"', f'area = "{it.area}"').replace(
        'id = "jinan"', f'id = "{it.tag}"'
    )
    draft = SchemeDraft(
        id=f"draft-{it.tag}", area=it.area, text=whole, author="id-administrator",
        written_at=make.NOON,
    )  # fmt: skip
    scheme_store.put(db, draft)
    words = f"# {it.words}\n{json.dumps(it.words, ensure_ascii=False)} = {it.words}\n"
    other = replace(draft, id=f"other-{draft.id}", text=words, author="id-approver")
    scheme_store.put(db, other)


def _reviews(db: Database, it: Kept) -> None:
    plain = Review(
        id=f"review-{it.tag}",
        station_id=it.strong,
        scheme=starwork.JINAN.key,
        cycle_id=f"cycle-{it.tag}",
        state=ReviewState.NOTICED,
        version=VERSION,
        applicant="who-applied",
        checker="who-checked",
        inspector="who-inspected",
        decider="who-decided",
        stars=4,
        points=88,
        notice_from=TODAY,
        notice_until=TODAY + timedelta(days=7),
        moved_at=make.NOON,
    )
    store.add(db, plain)
    waits = replace(
        plain, id=f"visit-{it.tag}", station_id=it.weak, state=ReviewState.CHECKED, inspector="",
        decider="", stars=0, points=None, notice_from=None, notice_until=None,
    )  # fmt: skip
    store.add(db, waits)
    old = replace(
        plain,
        id=f"old-{it.tag}",
        state=ReviewState.AWARDED,
        decided_at=make.NOON,
        kind=ReviewKind.RECHECK,
    )
    store.add(db, old)
    for review in (plain, waits, old):
        for number, step in enumerate((ReviewStep.SUBMIT, ReviewStep.RETURN), start=1):
            taken = Taken(
                number=number,
                step=step,
                before=ReviewState.DRAFT,
                after=ReviewState.SUBMITTED,
                by="somebody",
                shown=it.words[:40],
                at=make.NOON,
                reason=it.words,
                log=0,
            )
            store.add_step(db, review.id, taken)
    db.run(
        "insert into awards values (:station, 1, :id, :scheme, :words, 4, :day, :until, 0, 0)",
        station=it.strong, id=old.id, scheme=old.scheme, words=it.words,
        day="2026-10-01", until="2029-10-01",
    )  # fmt: skip


def _visit(db: Database, it: Kept) -> None:
    scored = [
        Scored(
            criterion=one.id, points=1, proposed=1, grounds=it.words, note=it.words, by="somebody",
            at=make.NOON,
        )
        for one in starwork.JINAN.criteria
    ]  # fmt: skip
    first = starwork.JINAN.criteria[0].id
    for review in (f"review-{it.tag}", f"visit-{it.tag}"):
        counted = review.startswith("review")
        brought = 1 if counted else visit_store.LATE + 1
        for visit in (OWN, brought):
            points_store.put(db, review, visit, scored)
            shots = [Shot(visit=visit, criterion=first, name=it.photo)]
            points_store.hang(db, review, shots, by="somebody", at=make.NOON)
        visit_store.add(
            db,
            Inspection(
                id=f"delivery-{review}", review_id=review, visit=brought, version=2,
                digest="0" * 64,
                by="somebody", shown=it.words[:40], near=Near.NEAR, phone_at=make.NOON,
                at=make.NOON, note=it.words, vetoes=[it.words], words=it.words,
                counted=counted,
            ),
        )  # fmt: skip
        if counted:
            finding = VisitFinding(
                id=f"finding-{it.tag}", inspection_id=f"delivery-{review}", station_id=it.strong,
                field="hours", registered="", found=it.words[:200], at=make.NOON,
            )  # fmt: skip
            finding_store.add(db, [finding])


def _around(db: Database, it: Kept) -> None:
    for number, state in enumerate(("new", "rejected")):
        answered = {"state": state, "reply": it.words, "answered_at": AT} if number else {}
        row = {
            "id": f"{'answered-' * number}objection-{it.tag}", "review_id": f"review-{it.tag}",
            "receipt": hashlib.sha256(f"{number}{it.tag}".encode()).hexdigest(), "words": it.words,
            "at": AT, "due_on": "2026-12-01", "state": "new", "reply": "", "answered_by": "",
            "answered_at": None, **answered,
        }  # fmt: skip
        db.load("objections", [row])
    pair = Pair(
        id=f"pair-{it.tag}", strong_id=it.strong, weak_id=it.weak, began_on=date(2026, 11, 1)
    )
    pair_store.add(db, pair, by="somebody", log=0)
    met = Exchange(
        id=f"exchange-{it.tag}", day=TODAY, words=it.words, people=3, shown=it.words[:40],
        at=make.NOON,
    )  # fmt: skip
    pair_store.add_exchange(db, pair.id, met, by="somebody", log=0)
    due = Due(
        station_id=it.strong, cause=Cause.SHUT_CONFIRMED, period=it.words[:80], grounds=it.words
    )
    proposal_store.add(db, [Proposal(id=f"proposal-{it.tag}", due=due, at=make.NOON)])
    draw_store.add(
        db,
        Draw(
            id=f"draw-{it.tag}", area=it.area, cycle_id=f"cycle-{it.tag}", n=1,
            seed=it.words[:50].ljust(8, "。"), seed_given=True, digest="0" * 64,
            candidates=(Suspected(station_id=it.strong, weight=1),), picked=(it.strong,),
            by="somebody", shown=it.words[:40], at=make.NOON,
        ),
    )  # fmt: skip


def _money(db: Database, it: Kept) -> None:
    act = replace(make.act("money_paid"), by=it.words[:40])
    steps = [
        LedgerEntry(
            by=who, shown=it.words[:40], at=make.NOON, reason=it.words, voucher=it.words[:60]
        )
        for who in ("proposed", "approved", "paid")
    ]
    for name, rule in (("payment", "running_subsidy"), ("proposed", "new_station_grant")):
        claim = Claim(
            station_id=it.strong, rule=rule, version="1", year=it.year, area=it.area,
            period=it.year if rule == "running_subsidy" else 0, total_fen=200_000,
        )  # fmt: skip
        begun = ledger.proposed(f"{name}-{it.tag}", claim, steps[0], turn=1)
        last = ledger_entries.add(db, begun, None, act=act)
        if name == "payment":
            last = ledger_entries.add(db, last.approved(steps[1]), last, act=act)
            ledger_entries.add(db, last.paid(steps[2]), last, act=act)
    db.load(
        "money_budgets",
        [{"area": it.area, "year": it.year, "number": 1, "amount": 5_000_000, "by": "somebody",
          "shown": it.words[:40], "at": act.moment, "reason": it.words, "log": 0}],
    )  # fmt: skip
