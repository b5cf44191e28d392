"""Which phase of life a station is in, and which it has been in."""

from __future__ import annotations

from stations.accounts.roles import Action
from stations.registry import openness
from stations.registry.fields import codecs, items, terms
from stations.registry.fields.choices import always, values_of
from stations.registry.fields.field import (
    Column,
    Control,
    Field,
    FormGroup,
    Input,
    Publicity,
    Published,
)
from stations.registry.states import CHOSEN, PHASE_WORDS

# To plan a station, to send it into rectification and to close it for good: subsidies and reviews
# rest on it. A keeper shuts the door for a while by a closure.
LIFECYCLE = Field(
    key="lifecycle",
    title="状态",
    codec=terms.PHASE,
    at="lifecycle.phase",
    sql="lifecycle",
    column=Column(
        others=("lifecycle", "驿站状态", "运行状态"),
        hint="从列表里选。空着按“开放”算。",
        choices=always(*PHASE_WORDS.values()),
        only=True,
    ),
    replaces=False,
    input=Input(
        group=FormGroup.STATE,
        place=10,
        right=Action.CREATE,
        control=Control.SELECT,
        choices=values_of({phase: PHASE_WORDS[phase] for phase in CHOSEN}),
        taken_over=None,
    ),
    published=Published(
        name="lifecycle", means="Phase on the day of the answer", reach=Publicity.DAY, place=150
    ),
)
REASON = Field(
    key="reason",
    title="状态原因",
    codec=codecs.TEXT,
    at="lifecycle.reason",
    sql="lifecycle_reason",
    column=Column(others=("lifecycle_reason",), hint="暂停或撤销的原因，例如：装修。"),
    replaces=False,
    input=Input(
        group=FormGroup.STATE,
        place=20,
        right=Action.CREATE,
        title="原因",
        hint="整改和撤销要写，劳动者会看到，例如“消防整改”。",
        unit="lifecycle",
        taken_over=None,
    ),
    published=Published(
        name="reason", means="Why it is not open", reach=Publicity.WHOLE, place=170
    ),
)
SINCE = Field(
    key="since",
    title="状态开始",
    codec=codecs.DAY,
    at="lifecycle.since",
    sql="lifecycle_since",
    column=Column(others=("lifecycle_since",), hint="这个状态从哪天开始，写成 2026-11-20 这样。"),
    replaces=False,
    input=Input(
        group=FormGroup.STATE,
        place=30,
        right=Action.CREATE,
        title="从哪天起",
        unit="lifecycle",
        control=Control.DATE,
        phrase="从 {} 起",
        taken_over=None,
    ),
)
UNTIL = Field(
    key="until",
    title="状态截止",
    codec=codecs.DAY,
    at="lifecycle.until",
    sql="lifecycle_until",
    column=Column(others=("lifecycle_until",), hint="到哪天为止，写成 2026-12-01 这样。"),
    replaces=False,
    input=Input(
        group=FormGroup.STATE,
        place=40,
        right=Action.CREATE,
        title="到哪天为止（含当天）",
        hint="不知道就空着。",
        unit="lifecycle",
        control=Control.DATE,
        phrase="到 {} 为止",
        taken_over=None,
    ),
    published=Published(
        name="until", means="Last day of that phase", reach=Publicity.DAY, place=160
    ),
)
CLOSURES = Field(
    key="closures",
    title="暂停安排",
    codec=items.CLOSURES,
    at="closures",
    column=Column(
        others=("closures",),
        longest=8000,
        hint="临时关门的日子，几段之间用分号，例如：2027-02-15至2027-02-22 春节放假；"
        "2026-12-01至2026-12-31（预计） 装修。写了（预计）的，到期要有人确认才算恢复。",
    ),
    published=Published(
        name="closures",
        means="Days on which it is shut: past, present and planned",
        reach=Publicity.WHOLE,
        place=175,
        # A phase that is not open shuts the station too.
        value=lambda station: items.CLOSURES.json(openness.of_station(station).closures),
    ),
)
PERIODS = Field(
    key="periods",
    title="历次状态",
    codec=items.PERIODS,
    at="periods",
    column=Column(others=("periods",), longest=8000),
)

FIELDS = (LIFECYCLE, REASON, SINCE, UNTIL, CLOSURES, PERIODS)
