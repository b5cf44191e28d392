"""How many children may read files of strangers at once, over all processes of this account.

Each may use half a gigabyte, so that a few of each worker would be too much for the machine. A slot
is a lock on a file: the system lets go of it with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stations.errors import Refused

MOST: Final = 2
WAIT_S: Final = 20.0
"""As long as somebody looks at a page that loads."""
PATIENT_S: Final = 600.0
"""For commands and long work."""
_AGAIN_S: Final = 0.05
_HERE: Final = threading.BoundedSemaphore(MOST)


@contextmanager
def taken() -> Iterator[None]:
    """A slot while the block runs; Refused where none becomes free soon."""
    until = time.monotonic() + (WAIT_S if is_for_a_page() else PATIENT_S)
    if not _HERE.acquire(timeout=max(0.0, until - time.monotonic())):
        raise Refused("too_many.files_at_once")
    try:
        descriptor = _locked(until)
        try:
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)
    finally:
        _HERE.release()


def is_for_a_page() -> bool:
    """Whether a page of the server waits: commands and long work run in the first thread."""
    return threading.current_thread() is not threading.main_thread()


def _locked(until: float) -> int | None:
    """The file of a slot, locked until it is closed; None where no file can be shared."""
    folder = _folder()
    if folder is None:
        return None
    while True:
        for number in range(MOST):
            descriptor = os.open(folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                return descriptor
        if time.monotonic() > until:
            raise Refused("too_many.files_at_once")
        time.sleep(_AGAIN_S)


def _folder() -> Path | None:
    """The folder of the slots: of this account alone, as its name could be another's trap."""
    folder = Path(tempfile.gettempdir()) / f"stations-children-{os.geteuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        told = folder.lstat()
    except OSError:
        return None
    is_ours = told.st_uid == os.geteuid() and not told.st_mode & 0o077
    return folder if is_ours and not folder.is_symlink() else None
