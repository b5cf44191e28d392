"""What all views of an application share."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from stations.activities.activity_board import ActivityBoard
from stations.config import Settings
from stations.db.base import Database
from stations.db.opening import Connections
from stations.media.photo_shelves import PhotoShelf
from stations.nearest.cell_cache import Shelf
from stations.nearest.snapshot import SnapshotKeeper
from stations.places.landmark_shelf import LandmarkShelf
from stations.routing.road_shelf import RoadShelf
from stations.signups.people_cipher import PeopleCipher
from stations.web.away import stand_in
from stations.web.away.stand_in import StandIn
from stations.web.hints import HintBoard
from stations.web.kept_pages import KeptPages


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Lies in `app.extensions["stations"]`."""

    settings: Settings
    connections: Connections
    keeper: SnapshotKeeper
    shelf: Shelf
    hints: HintBoard
    landmarks: LandmarkShelf
    pages: KeptPages
    photos: PhotoShelf
    roads: RoadShelf | None
    """None where no routing server is set."""
    people: PeopleCipher
    """What encrypts those who sign up."""
    stand_in: StandIn
    activities: ActivityBoard

    def reading(self) -> Database:
        """Where a public page reads: the database, or what memory holds of it while it is away."""
        return self.stand_in.database() if stand_in.from_memory() else self.connections()


def current() -> Services:
    """The services of the application that answers this request."""
    services: Services = current_app.extensions["stations"]
    return services
