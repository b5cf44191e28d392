"""A network whose every text is marked, with the stations that say such words."""

from __future__ import annotations

from stations.db.base import Database
from stations.networks import store
from stations.networks.model import Network, NetworkLink, NetworkRoom, NetworkTeacher
from tests.support import make


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {
        "network_id": [f"network-{tag}"],
        "room_id": [f"room-{tag}"],
        "teacher_id": [f"teacher-{tag}"],
    }


def fill(db: Database, tag: str, *, area: str, words: str) -> None:
    """The network of an area, whose station belongs to the other one (inside `writing`)."""
    text = words[:60]
    network = Network(
        id=f"network-{tag}",
        kind="other",
        name=text,
        other_names=(text[:40],),
        area_code=area,
        details=words,
        created_at=make.NOON,
        updated_at=make.NOON,
    )
    store.add(db, network)
    store.put_link(db, network.id, NetworkLink(station_id=tag, parent_id=f"{tag}-weak"))
    room = NetworkRoom(id=f"room-{tag}", station_id=tag, name=words[:40], seats=9, equipment=words)
    store.add_room(db, network.id, room)
    for ending, agreed in (("", True), ("-quiet", False)):
        teacher = NetworkTeacher(
            id=f"teacher-{tag}{ending}",
            name=words[:40],
            role=text,
            subject=words,
            agreed=agreed,
        )
        store.add_teacher(db, network.id, teacher, at=make.NOON)
