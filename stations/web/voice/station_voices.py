"""What people say of a station on its page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.db.base import Database
from stations.feedback import rating, report_store
from stations.feedback.answering import note_store
from stations.feedback.answering.note_model import Note
from stations.feedback.model import STATE_WORDS, Report, ReportState
from stations.moments import china_day
from stations.registry.editing import verifying
from stations.registry.editing.verifying import GROUP_WORDS, Confirmed
from stations.web.voice.followed_view import supplements
from stations.web.voice.voice_words import about, rating_words

ANSWERED_FOR = timedelta(days=30)
"""How long an answered report stays on the page."""
_MOST_OPEN, _MOST_ANSWERED = 100, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLine:
    """A sentence with a note below it."""

    words: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationVoices:
    """What people say of a station; of free words only the keepers' answers."""

    confirmed: tuple[VoiceLine, ...]
    rating: str
    mean: float | None
    count: int
    open: tuple[VoiceLine, ...]
    answered: tuple[VoiceLine, ...]
    photos: tuple[str, ...]
    """Names of the pictures of these reports that everybody may see."""


def heard(db: Database, station_id: str, *, at: datetime) -> StationVoices:
    """What is said of this station at this moment."""
    summary = rating.summary(db, station_id, at=at)
    waiting = report_store.open_of_station(db, station_id, limit=_MOST_OPEN)
    answered = [
        one
        for one in report_store.of_station(db, station_id)
        if one.closed_at and at - one.closed_at < ANSWERED_FOR
    ]
    told = [*waiting, *answered[:_MOST_ANSWERED]]
    notes = note_store.of_reports(db, [one.id for one in answered[:_MOST_ANSWERED]])
    return StationVoices(
        confirmed=tuple(map(_confirmed, verifying.confirmed(db, station_id))),
        rating=rating_words(summary),
        mean=summary.mean,
        count=summary.count,
        open=_waiting(waiting),
        answered=tuple(
            _answered(one, supplements(one, notes.get(one.id, [])))
            for one in answered[:_MOST_ANSWERED]
        ),
        photos=tuple(dict.fromkeys(one.said.photo for one in told if one.photo_shown)),
    )


def _confirmed(one: Confirmed) -> VoiceLine:
    way = "在现场核实" if one.on_the_spot else "核实"
    return VoiceLine(words=GROUP_WORDS[one.group], note=f"{one.on.isoformat()} {one.by}{way}")


def _waiting(newest_first: list[Report]) -> tuple[VoiceLine, ...]:
    """The same complaint of several people is one line, the newest first."""
    alike: dict[str, list[Report]] = defaultdict(list)
    for one in newest_first:
        alike[about(one.said)].append(one)
    return tuple(
        VoiceLine(
            words=f"{words}（{len(group)} 次）" if len(group) > 1 else words, note=_newest(group)
        )
        for words, group in alike.items()
    )


def _newest(group: list[Report]) -> str:
    taken = any(one.state is ReportState.TAKEN for one in group)
    state = STATE_WORDS[ReportState.TAKEN if taken else ReportState.NEW]
    last = "最近一次 " if len(group) > 1 else ""
    return f"{last}{china_day(group[0].at).isoformat()} · {state}"


def _answered(one: Report, added: list[Note]) -> VoiceLine:
    """The answer with what was added to it, each with its day."""
    day = china_day(one.closed_at or one.at).isoformat()
    lines = [f"{day} {STATE_WORDS[one.state]}：{one.reply}"]
    lines += [f"{china_day(more.at).isoformat()} 补充：{more.words}" for more in added]
    return VoiceLine(words=about(one.said), note="\n".join(lines))
