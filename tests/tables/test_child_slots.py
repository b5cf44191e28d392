"""Children that read files of strangers are few, over all processes of an account."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stations.config import ROOT
from stations.errors import Refused
from stations.media import intake
from stations.tables import child_slots
from stations.tables.file_reading import read

HOLD = (
    "import sys\n"
    "from stations.tables import child_slots\n"
    "with child_slots.taken():\n"
    "    print('taken', flush=True)\n"
    "    sys.stdin.read()\n"
)
LIST = "名称,经度,纬度\n甲,117.1,36.6\n".encode()


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Slots of this test alone, for which nobody waits long."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(child_slots, "WAIT_S", 0.2)
    return tmp_path


@contextlib.contextmanager
def other_processes(count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that each hold a slot; they let go where they are killed."""
    with contextlib.ExitStack() as all_of_them:
        held = []
        for _ in range(count):
            one = all_of_them.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    text=True, cwd=ROOT, env=dict(os.environ),
                )
            )  # fmt: skip
            all_of_them.callback(one.kill)
            assert one.stdout
            assert one.stdout.readline() == "taken\n"
            held.append(one)
        yield held


def by_a_visitor(work: Callable[[], object]) -> object:
    """What comes of work in a thread of its own, as the server does it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_no_file_is_read_while_other_processes_read_as_many_as_may() -> None:
    with other_processes(child_slots.MOST) as held:
        for work in (lambda: read(LIST, name="a.csv"), lambda: intake.intake(b"x")):
            with pytest.raises(Refused, match="请过一分钟再试") as refused:
                by_a_visitor(work)
            assert refused.value.code == "too_many"
        held[0].kill()
        held[0].wait()
        assert by_a_visitor(lambda: read(LIST, name="a.csv"))


def test_one_more_is_read_while_fewer_are() -> None:
    with other_processes(child_slots.MOST - 1):
        assert by_a_visitor(lambda: read(LIST, name="a.csv"))


def test_a_command_waits_for_its_turn() -> None:
    with other_processes(child_slots.MOST) as held:
        later = threading.Timer(1.0, held[0].kill)
        later.start()
        assert read(LIST, name="a.csv")
        later.join()


def test_one_process_keeps_to_it_where_another_account_has_made_the_folder(apart: Path) -> None:
    (apart / f"stations-children-{os.geteuid()}").symlink_to(apart)
    with contextlib.ExitStack() as held:
        for _ in range(child_slots.MOST):
            held.enter_context(child_slots.taken())
        with pytest.raises(Refused):
            by_a_visitor(lambda: held.enter_context(child_slots.taken()))
    assert not (apart / "0").exists()
