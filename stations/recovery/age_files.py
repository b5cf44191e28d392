"""Files encrypted by age, so that only who holds the key reads them (age-encryption.org)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage
from pyrage import ssh, x25519

from stations.errors import Invalid

_BEGINNINGS = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")

Recipient = Any
Identity = Any


class Writer(Protocol):
    """What plain bytes are written to."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


def is_encrypted(path: Path) -> bool:
    """Whether a file begins as age's do."""
    with path.open("rb") as file:
        return file.read(40).startswith(_BEGINNINGS)


def recipients(texts: Iterable[str]) -> list[Recipient]:
    """Those for whom a file is encrypted: `age1…` or the public part of an SSH key each."""
    return [_recipient(text) for text in _lines(texts)]


def recipients_of(path: Path) -> list[Recipient]:
    """The same from a file, one a line; Invalid where it names none."""
    found = recipients(_text(path).splitlines())
    if not found:
        raise Invalid("invalid.recipients_file", field="recipients-file", path=path)
    return found


def identities_of(path: Path) -> list[Identity]:
    """The secret keys of a file as age-keygen or ssh-keygen writes it."""
    text = _text(path)
    try:
        if "PRIVATE KEY-----" in text:
            return [ssh.Identity.from_buffer(text.encode())]
        found = [x25519.Identity.from_str(line) for line in _lines(text.splitlines())]
    except pyrage.IdentityError as error:
        raise Invalid("invalid.identity_file", field="identity", path=path) from error
    if not found:
        raise Invalid("invalid.identity_file", field="identity", path=path)
    return found


class Trial:
    """A key of one moment: what was just written can be read back, and by nobody afterwards."""

    def __init__(self) -> None:
        self._key = x25519.Identity.generate()

    def encrypt(self, source: IO[bytes], target: IO[bytes], given: Sequence[Recipient]) -> None:
        """Encrypts for those who are given, and for this moment."""
        reading, writing = _Failing(source.read), _Failing(target.write)
        try:
            pyrage.encrypt_io(
                _Reader(reading), _Sink(writing, target.flush), [*given, self._key.to_public()]
            )
        except pyrage.EncryptError as error:
            # The library tells of a full disk in a text of its own.
            raise reading.error or writing.error or OSError(str(error)) from error

    def decrypt(self, source: IO[bytes], target: Writer) -> None:
        """Reads back what was encrypted."""
        pyrage.decrypt_io(source, target, [self._key])


def decrypt(source: Path, target: IO[bytes], given: Sequence[Identity]) -> None:
    """Writes the plain bytes of a file; Invalid where no key fits or it was altered."""
    if not given:
        raise Invalid("invalid.identity_missing", field="identity", source=source)
    try:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, target, given)
    except pyrage.DecryptError as error:
        raise Invalid("invalid.identity_unfit", field="identity", source=source) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise Invalid("invalid.encrypted_file", field="file", source=source) from error


class _Failing:
    """A call of a file, and the error that it ended in."""

    error: OSError | None = None

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def __call__(self, *given: Any) -> Any:
        try:
            return self._call(*given)
        except OSError as error:
            self.error = error
            raise


class _Reader:
    def __init__(self, read: Callable[..., Any]) -> None:
        self.read = read


class _Sink:
    def __init__(self, write: Callable[..., Any], flush: Callable[[], None]) -> None:
        self.write, self.flush = write, flush


def _recipient(text: str) -> Recipient:
    kind = ssh.Recipient if text.startswith("ssh-") else x25519.Recipient
    try:
        return kind.from_str(text)
    except pyrage.RecipientError as error:
        # The text is not repeated: somebody may have taken the secret key for the public one.
        raise Invalid("invalid.recipient", field="recipient") from error


def _lines(texts: Iterable[str]) -> list[str]:
    stripped = (text.strip() for text in texts)
    return [text for text in stripped if text and not text.startswith("#")]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("invalid.key_file", field="key", path=path) from error
