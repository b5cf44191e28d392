"""Stories of stations in the demo cycle, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stations.stars.model import ReviewStep

Track = Sequence[tuple[float, ReviewStep]]
"""Steps with the days before now on which they are taken."""

KEPT = "demo-0001"
"""Kept by `demo-keeper`: it is invited, and everything is left to do."""
OPENED, INVITED, BEGUN = -62.0, -60.0, -20.0
_SENT: Track = ((-50, ReviewStep.SUBMIT), (-37, ReviewStep.CHECK))
_SEEN: Track = (*_SENT, (-33, ReviewStep.INSPECT))
_NOTICED: Track = (*_SEEN, (-30, ReviewStep.PUBLISH))
_LATE: Track = ((-40, ReviewStep.SUBMIT),)
_NEW: Track = ((-3, ReviewStep.SUBMIT),)
_RETURNED: Track = ((-10, ReviewStep.SUBMIT), (-8, ReviewStep.RETURN))
_CHECKED: Track = ((-9, ReviewStep.SUBMIT), (-5, ReviewStep.CHECK))
_WITHDRAWN: Track = ((-12, ReviewStep.SUBMIT), (-9, ReviewStep.WITHDRAW))
_REFUSED: Track = (*_SENT, (-5, ReviewStep.REFUSE))
_APPEALED: Track = (*_REFUSED, (-3, ReviewStep.APPEAL))
_VETOED: Track = (*_SENT, (-5, ReviewStep.VETO))
_INSPECTED: Track = ((-30, ReviewStep.SUBMIT), (-20, ReviewStep.CHECK), (-0.8, ReviewStep.INSPECT))
_PUBLISHED: Track = (*_SEEN, (-1, ReviewStep.PUBLISH))
_AWARDED: Track = (*_NOTICED, (0, ReviewStep.AWARD))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How far a station has come, and which points it lost at the inspection."""

    station: str
    track: Track = ()
    lost: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    """Why it was returned, refused and so on."""
    appeal: str = ""
    veto: str = ""
    objection: str = ""
    """What somebody says against it in the notice."""
    recheck: str = ""
    """Why it is looked at again after the award."""


_FOUR, _THREE = {"liked": 8, "entry": 8}, {"liked": 10, "entry": 8, "innovation": 4, "special": 6}
STORIES: Sequence[Story] = (
    Story(station=KEPT),
    Story(station="demo-0040"),
    Story(station="demo-0060"),
    Story(station="demo-0061"),
    Story(station="demo-0078", track=_LATE),
    Story(station="demo-0091", track=_NEW),
    Story(station="demo-0104", track=_NEW),
    Story(station="demo-0120", track=_NEW),
    Story(station="demo-0123", track=_RETURNED, reason="门头照片看不清标识，请补一张白天拍的。"),
    Story(station="demo-0163", track=_RETURNED, reason="值守记录只有一页，请补最近一个月的。"),
    *(Story(station=f"demo-{n}", track=_CHECKED) for n in ("0164", "0174", "0184", "0187", "0227")),
    Story(station="demo-0243", track=_WITHDRAWN, reason="年底要装修，明年再申报。"),
    Story(station="demo-0256", track=_REFUSED, reason="基本设施不全，饮水机长期不能用。"),
    Story(
        station="demo-0260",
        track=_APPEALED,
        reason="初核时的照片里微波炉和饮水机都不能用。",
        appeal="那一天整条街停电，不是设施坏了，请到现场再看一次。",
    ),
    Story(
        station="demo-0005",
        track=_VETOED,
        reason="多位劳动者反映公布的时间里锁着门，电话核实属实。",
        veto="hours_not_kept",
    ),
    Story(station="demo-0228", track=_NOTICED, lost=_FOUR),
    Story(station="demo-0261", track=_PUBLISHED, lost=_FOUR),
    Story(
        station="demo-0264",
        track=_PUBLISHED,
        lost=_THREE,
        objection="（演示）公示说全天开门，我上周两次下午到，门都锁着。",
    ),
    Story(station="demo-0343", track=_AWARDED, lost={"liked": 4}),
    Story(station="demo-0326", track=_AWARDED, lost=_FOUR),
    Story(
        station="demo-0108",
        track=_AWARDED,
        lost=_FOUR,
        recheck="授牌后有人反映热饭的微波炉不见了，请复核。",
    ),
    # These two reach five stars with the same points, and the quota leaves room for one.
    Story(station="demo-0310", track=_INSPECTED, lost={"liked": 6}),
    Story(station="demo-0357", track=_INSPECTED, lost={"hours_kept": 6}),
    Story(station="demo-0180", track=_INSPECTED, lost=_FOUR),
    Story(station="demo-0290", track=_INSPECTED, lost=_FOUR),
    Story(station="demo-0253", track=_INSPECTED, lost=_THREE),
    Story(station="demo-0175", track=_INSPECTED, lost={"basics": 6, "liked": 5}),
)
FURNISHED: Mapping[str, tuple[float, int]] = {"demo-0310": (70.0, 23), "demo-0357": (50.0, 24)}
"""Station → floor area and seats, and an AED: what five stars need."""
STATIONS = tuple(story.station for story in STORIES if story.station != KEPT)
"""Kept by `demo-keeper-2`."""
