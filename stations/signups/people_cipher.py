"""Persons encrypted, and marks of phone numbers that nobody can try out without the key."""

from __future__ import annotations

import hashlib
import hmac
import os

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stations.errors import Refused
from stations.signups.model import Person

_NONCE = 12
_MARK = 32
TAIL = 4
"""Last digits by which the door finds somebody."""


class PeopleCipher:
    """Encrypts with AES-GCM; what belongs to one sign-up cannot be put to another one."""

    def __init__(self, key: bytes) -> None:
        self._marking = hmac.digest(key, b"marks of those who sign up", hashlib.sha256)
        self._cipher = AESGCM(hmac.digest(key, b"those who sign up", hashlib.sha256))

    def encrypted(self, person: Person, *, id: str) -> bytes:  # noqa: A002
        """The person of the sign-up with this id, as the database keeps it."""
        nonce = os.urandom(_NONCE)
        plain = orjson.dumps([person.name, person.phone])
        return nonce + self._cipher.encrypt(nonce, plain, id.encode())

    def person(self, encrypted: bytes, *, id: str) -> Person:  # noqa: A002
        """The person again; Refused where this installation's key is another one."""
        whole = bytes(encrypted)
        try:
            plain = self._cipher.decrypt(whole[:_NONCE], whole[_NONCE:], id.encode())
        except (InvalidTag, ValueError) as error:
            raise Refused("people_key") from error
        name, phone = orjson.loads(plain)
        return Person(name=name, phone=phone)

    def phone_mark(self, phone: str, *, session_id: str) -> str:
        """By which a number is found once in a session; in another session it has another mark."""
        return self._mark("phone", session_id, phone)

    def tail_mark(self, tail: str, *, session_id: str) -> str:
        """By which the door finds those whose number ends so."""
        return self._mark("tail", session_id, tail[-TAIL:])

    def _mark(self, *parts: str) -> str:
        message = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.new(self._marking, message.encode(), hashlib.sha256).hexdigest()[:_MARK]
