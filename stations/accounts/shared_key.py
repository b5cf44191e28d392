"""Do all nodes have the same secret key?

A node with another key than the others would sign out everybody whom they have signed in, and know
none of their posters. The database keeps a fingerprint from which the key can't be told.
"""

from __future__ import annotations

import hashlib
import hmac

from stations.accounts import installation_store
from stations.db.base import Database
from stations.errors import Refused

_NAME = "secret_key"
_SAID = b"fingerprint of the secret key of an installation"


def check(db: Database, key: bytes) -> None:
    """Refused where another node has brought another key; the first one decides.

    On SQLite all processes are on one machine and have their key from one place.
    """
    if db.engine == "sqlite":
        return
    known = installation_store.get(db, _NAME)
    if known is None:
        with db.writing() as tx:
            known = installation_store.get(tx, _NAME)
            if known is None:
                installation_store.put(tx, _NAME, known := _fingerprint(key))
    if not hmac.compare_digest(known, _fingerprint(key)):
        raise Refused("other_key")


def adopt(db: Database, key: bytes) -> None:
    """Lets this key be that of the installation from now on."""
    with db.writing() as tx:
        installation_store.put(tx, _NAME, _fingerprint(key))


def _fingerprint(key: bytes) -> str:
    return hmac.new(key, _SAID, hashlib.sha256).hexdigest()[:32]
