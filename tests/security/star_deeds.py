"""Every form of stars and money, filled in so that it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.accounts.roles import Role
from stations.db.base import Database
from tests.security.world import OWN, OWN_AREA
from tests.support import starwork
from tests.support.deskwork import token_in

WORDS = "王某某手机尾号零零七"
"""Personal words, such as somebody will write."""
_REVIEW, _VISIT = f"review-{OWN}", f"visit-{OWN}"
_FIRST = starwork.JINAN.criteria[0].id
_POINTS = {f"points-{one.id}": "1" for one in starwork.JINAN.criteria}
_DOOR = {"door-floor_area_m2": "12", "door-seats": "6", "door-aed": "1", "record": "differs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One form: whose, where to, what it says, and in which of its fields people write."""

    role: Role | None
    path: str
    form: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    review: str = ""
    state: str = ""
    """The state that the review is put in beforehand."""

    def sent(self, client: FlaskClient, db: Database, **changed: str) -> TestResponse:
        """What is answered to the form with these fields changed or added."""
        if self.state:
            with db.writing():
                db.run(
                    "update reviews set state = :state where id = :id",
                    state=self.state,
                    id=self.review,
                )
        row = db.row("select version from reviews where id = :id", id=self.review)
        page = self.path if self.role is None else "/desk/password"
        form = {
            "csrf_token": token_in(client.get(page).data),
            "version": str(row["version"]) if row else "",
            **self.form,
            **dict.fromkeys(self.texts, WORDS),
            **changed,
        }
        return client.post(self.path, data=form)


def _step(role: Role, step: str, state: str) -> Deed:
    path = f"/desk/reviews/{_REVIEW}/steps/{step}"
    return Deed(role=role, path=path, texts=("reason",), review=_REVIEW, state=state)


DEEDS = (
    Deed(
        role=None, path=f"/stars/objections/{_REVIEW}", form={"key": "k" * 22}, texts=("words",),
        review=_REVIEW, state="noticed",
    ),
    Deed(
        role=Role.APPROVER, path=f"/desk/reviews/objections/objection-{OWN}",
        form={"upheld": "0"}, texts=("reply",),
    ),
    _step(Role.APPROVER, "refuse", "noticed"),
    _step(Role.KEEPER, "withdraw", "noticed"),
    Deed(
        role=Role.KEEPER, path=f"/desk/reviews/{_REVIEW}/apply", form={**_POINTS, "do": "save"},
        texts=(f"note-{_FIRST}",), review=_REVIEW, state="draft",
    ),
    Deed(
        role=Role.REVIEWER, path=f"/desk/inspect/{_VISIT}", review=_VISIT,
        form={**_POINTS, **_DOOR, "delivery": "delivery-of-deeds",
              "phone_at": "2026-11-20T12:00:00+08:00"},
        texts=("note", f"note-{_FIRST}", "differs-place", "differs-hours",
               *(f"reason-{one.id}" for one in starwork.JINAN.criteria)),
    ),
    Deed(
        role=Role.EDITOR, path=f"/desk/findings/finding-{OWN}", form={"do": "refuse"},
        texts=("reason",),
    ),
    Deed(
        role=Role.ADMINISTRATOR, path=f"/desk/cycles/cycle-{OWN}/stations", texts=("reason",),
        form={"do": "recheck", "id": OWN}, review=_REVIEW, state="withdrawn",
    ),
    Deed(
        role=Role.ADMINISTRATOR, path="/desk/cycles/",
        form={"year": "2027", "apply_until": "2027-06-01", "area": OWN_AREA, "scheme": "jinan-1"},
    ),
    Deed(
        role=Role.ADMINISTRATOR, path="/desk/schemes/", form={"area": OWN_AREA}, texts=("text",),
    ),
    Deed(
        role=Role.ADMINISTRATOR, path=f"/desk/schemes/drafts/draft-{OWN}", form={"version": "1"},
        texts=("text",),
    ),
    Deed(
        role=Role.ADMINISTRATOR, path=f"/desk/cycles/cycle-{OWN}/extend", texts=("reason",),
        form={"until": "2027-06-30"},
    ),
    Deed(
        role=Role.KEEPER, path=f"/desk/pairs/pair-{OWN}/exchanges",
        form={"day": "2026-11-19", "people": "4"}, texts=("words",),
    ),
    Deed(
        role=Role.EDITOR, path=f"/desk/pairs/pair-{OWN}/exchanges/exchange-{OWN}/strike",
        texts=("reason",),
    ),
    Deed(role=Role.EDITOR, path=f"/desk/pairs/pair-{OWN}/end", texts=("reason",)),
    Deed(
        role=Role.FINANCE, path="/desk/money/budget", texts=("reason",),
        form={"area": OWN_AREA, "year": "2026", "amount": "100"},
    ),
    Deed(
        role=Role.APPROVER, path="/desk/money/reject", form={"ids": f"proposed-{OWN}"},
        texts=("reason",),
    ),
    Deed(
        role=Role.APPROVER, path=f"/desk/money/payment-{OWN}/correct",
        form={"seq": "3", "amount": "1"}, texts=("reason", "voucher"),
    ),
    Deed(
        role=Role.FINANCE, path=f"/desk/money/payment-{OWN}/correct/drop", form={"number": "1"},
        texts=("reason",),
    ),
    Deed(
        role=Role.APPROVER, path=f"/desk/signs/proposal-{OWN}/dismiss", texts=("reason",),
    ),
    Deed(
        role=Role.APPROVER, path="/desk/signs/draws/", form={"area": OWN_AREA, "n": "1"},
        texts=("seed",),
    ),
)  # fmt: skip

Enter = Callable[[Role], FlaskClient]
