"""What can a child process do that was taken over by the file it reads?"""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from stations.tables import sandbox
from stations.tables.file_reading import read
from stations.tables.model import FileRefused

ROOT = Path(sandbox.__file__).resolve().parent.parent.parent
MUCH = 300
"""Seconds, more than a busy machine takes."""


def attempt(code: str) -> str:
    """What a child prints that tries `code` after it gave up its rights."""
    script = (
        "import sys, os, socket; sys.path.insert(0, sys.argv[1])\n"
        "from stations.tables.table_child import give_up_rights\n"
        "give_up_rights()\n"
        f"try:\n    {code}\n    print('done')\n"
        "except (OSError, MemoryError) as error:\n    print(type(error).__name__)\n"
    )
    child = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(ROOT)],
        capture_output=True,
        text=True,
        timeout=MUCH,
        check=False,
    )
    return child.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "open('/etc/passwd')",
        "open('/tmp/stations-canary', 'w')",
        "os.pipe()",
    ],
)
def test_a_child_opens_neither_socket_nor_file(code: str) -> None:
    assert attempt(code) == "OSError"


def test_a_child_gets_no_more_than_512_megabytes() -> None:
    assert attempt("bytearray(600 * 1024 * 1024)") == "MemoryError"
    assert attempt("bytearray(100 * 1024 * 1024)") == "done"


def test_a_child_sees_no_environment_and_no_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATIONS_CANARY", "secret")
    seen = "{'name': repr([sorted(os.environ), os.getcwd()])}"
    told = f"json.dumps({{'refused': ['duplicate_column', {seen}]}})"
    monkeypatch.setattr(sandbox, "_START", f"import json, os; print({told})")
    with pytest.raises(FileRefused) as refused:
        read(b"a\n1\n", name="x.csv")
    # Python itself sets LC_CTYPE when it starts in the C locale.
    assert refused.value.values["name"] in ("[[], '/']", "[['LC_CTYPE'], '/']")


@pytest.mark.parametrize(
    "start",
    [
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 9)",
        "raise SystemExit(3)",
        "print('not json')",
        "print('[]')",
        "print('{\"refused\": [1, 2]}')",
        'print(\'{"refused": ["corrupt"]}\')',
        'print(\'{"refused": ["no_such_key", {}]}\')',
        'print(\'{"refused": ["too_many_rows", {}]}\')',
        'print(\'{"refused": ["too_many_rows", {"most": {}}]}\')',
        'print(\'{"refused": ["too_many_rows", {"most": [1]}]}\')',
        'print(\'{"refused": ["too_late", {"apply_until": "2026"}]}\')',
        'print(\'{"refused": ["corrupt", {"code": "busy"}]}\')',
        'print(\'{"table": {"format": "csv", "columns": [7]}}\')',
        "import sys; sys.stdout.buffer.write(b'\\xff')",
    ],
)
def test_whatever_becomes_of_the_child_this_process_answers_in_a_sentence(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_START", start)
    with pytest.raises(FileRefused) as refused:
        read(b"a\n1\n", name="x.csv")
    assert refused.value.code == "corrupt"


def test_a_child_that_never_answers_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", f"import time; time.sleep({2 * MUCH})")
    monkeypatch.setattr(sandbox, "SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(FileRefused, match="已停止"):
        read(b"a\n1\n", name="x.csv")
    assert time.monotonic() - began < MUCH


def test_a_child_that_used_up_its_processor_time_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        sandbox, "_START", "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    )
    with pytest.raises(FileRefused, match="已停止"):
        read(b"a\n1\n", name="x.csv")


def test_a_child_that_hides_after_its_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", f"import os, time; os.close(1); time.sleep({2 * MUCH})")
    monkeypatch.setattr(sandbox, "_SECONDS_TO_END", 0.2)
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        read(b"a\n1\n", name="x.csv")
    assert refused.value.code == "corrupt"
    assert time.monotonic() - began < MUCH


def test_a_child_that_never_stops_answering_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", "while True: print('x' * 100000)")
    monkeypatch.setattr(sandbox, "ANSWER_BYTES", 1_000_000)
    with pytest.raises(FileRefused) as refused:
        read(b"a\n1\n", name="x.csv")
    assert refused.value.code == "too_large_unpacked"
