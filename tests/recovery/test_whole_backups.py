"""Database, photos and key in one file, encrypted where somebody is named, and back again."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from pyrage import x25519

from stations.config import PEOPLE_KEY, Settings
from stations.media import files
from stations.recovery import backing_up, restoring
from stations.recovery.run_store import RunKind
from tests.recovery.installation import PICTURE, Installation
from tests.support import make


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """The file of a secret key as age-keygen writes it."""
    key = x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {key.to_public()}\n{key}\n")
    return path


def public(identity: Path) -> str:
    return identity.read_text().split()[3]


def left(folder: Path) -> list[str]:
    """What lies hidden in a folder."""
    return [path.name for path in folder.glob(".stations-*")]


@pytest.mark.parametrize("encrypted", [False, True])
def test_all_comes_back_on_an_empty_machine(
    installation: Installation,
    empty: Installation,
    identity: Path,
    tmp_path: Path,
    encrypted: bool,
) -> None:
    to = ["--recipient", public(identity)] if encrypted else []
    back = ["--identity", identity] if encrypted else []
    path = tmp_path / "all"
    assert installation.run("backup", "--photos", *to, path)[0] == 0
    assert empty.run("restore", path, *back)[0] == 0
    assert empty.names() == installation.names()
    assert empty.key.read_bytes() == installation.key.read_bytes()
    assert empty.key.with_name(PEOPLE_KEY).read_bytes() == b"p" * 32
    assert list(files.names(empty.photos)) == [PICTURE.name]
    assert files.path_of(empty.photos, PICTURE.name).read_bytes() == PICTURE.photo
    assert empty.run("photos", "check")[0] == 0
    assert left(empty.state) + left(installation.state) + left(tmp_path) == []


def test_the_rules_of_the_city_are_in_the_backup_and_come_back_beside_others(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    here, there = installation.state / "rules", empty.state / "rules"
    for folder in (here / "schemes", here / "subsidies", there / "schemes"):
        folder.mkdir(parents=True)
    (here / "basics.toml").write_text("a")
    (here / "schemes" / "本市办法-1.toml").write_text("b")
    (here / "schemes" / ".hidden.toml").write_text("no")
    (here / "subsidies" / "x.toml").write_text("c")
    (there / "schemes" / "本市办法-1.toml").write_text("older")
    (there / "schemes" / "stays.toml").write_text("d")
    path = tmp_path / "all.tar"
    assert installation.run("backup", "--photos", path)[0] == 0
    assert "3 个规则文件" in empty.run("restore", path)[1]
    found = {
        one.relative_to(there).as_posix(): one.read_text()
        for one in there.rglob("*")
        if one.is_file()
    }
    assert found == {
        "basics.toml": "a",
        "schemes/本市办法-1.toml": "b",
        "schemes/本市办法-1.toml.before-restore": "older",
        "schemes/stays.toml": "d",
        "subsidies/x.toml": "c",
    }
    assert all(one.stat().st_mode & 0o077 == 0 for one in there.rglob("x.toml"))
    assert empty.run("drill", path)[0] == 0


def test_nothing_can_be_read_without_the_key(
    installation: Installation, empty: Installation, identity: Path, tmp_path: Path
) -> None:
    path, other = tmp_path / "all", tmp_path / "other.txt"
    other.write_text(str(x25519.Identity.generate()))
    listed = tmp_path / "recipients"
    listed.write_text(f"# the safe in the office\n{public(identity)}\n")
    assert installation.run("backup", "--recipients-file", listed, path)[0] == 0
    assert "甲驿站".encode() not in path.read_bytes()
    for words, told in (([], "--identity"), (["--identity", other], "打不开")):
        status, _, said = empty.run("restore", path, *words)
        assert (status, told in said) == (2, True)
    assert not Path(empty.address).exists()
    assert left(empty.state) == []


@pytest.mark.skipif(not shutil.which("age"), reason="age is not installed here")
def test_age_itself_opens_an_encrypted_backup(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    identity = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", identity], check=True, capture_output=True)
    to = identity.read_text().split("public key: ")[1].split()[0]
    assert installation.run("backup", "--recipient", to, tmp_path / "b.age")[0] == 0
    plain = tmp_path / "plain.db"
    subprocess.run(
        ["age", "--decrypt", "--identity", identity, "--output", plain, tmp_path / "b.age"],
        check=True,
    )
    assert empty.run("restore", plain)[0] == 0
    assert empty.names() == installation.names()


@pytest.mark.skipif(not shutil.which("age"), reason="age is not installed here")
@pytest.mark.parametrize("armour", [[], ["--armor"]])
def test_what_age_itself_encrypted_is_restored(
    installation: Installation,
    empty: Installation,
    identity: Path,
    tmp_path: Path,
    armour: list[str],
) -> None:
    installation.run("backup", "--photos", tmp_path / "all.tar")
    subprocess.run(
        ["age", *armour, "-r", public(identity), "-o", tmp_path / "x", tmp_path / "all.tar"],
        check=True,
    )
    assert empty.run("restore", tmp_path / "x", "--identity", identity)[0] == 0
    assert empty.names() == installation.names()


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)


def with_another_file(path: Path) -> None:
    with tarfile.open(path, "a") as tar:
        member = tarfile.TarInfo("../../planted")
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))


def with_a_link(path: Path) -> None:
    with tarfile.open(path, "a") as tar:
        member = tarfile.TarInfo(f"photos/aa/{'a' * 32}.webp")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)


def without_the_database(path: Path) -> None:
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("secret_key"), io.BytesIO())


@pytest.mark.parametrize("damaged", [cut, with_another_file, with_a_link, without_the_database])
def test_a_damaged_bundle_changes_nothing(
    installation: Installation, empty: Installation, tmp_path: Path, damaged: object
) -> None:
    path = tmp_path / "all.tar"
    installation.run("backup", "--photos", path)
    assert callable(damaged)
    damaged(path)
    before = installation.names()
    for there in (installation, empty):
        status, _, said = there.run("restore", path, "--yes")
        assert (status, "all.tar" in said, said.count("\n")) == (2, True, 1)
        assert left(there.state) == []
    assert installation.names() == before
    assert not Path(empty.address).exists()


@pytest.mark.parametrize("damaged", [cut, flipped])
def test_a_damaged_encrypted_backup_changes_nothing(
    installation: Installation, empty: Installation, identity: Path, tmp_path: Path, damaged: object
) -> None:
    path = tmp_path / "b.age"
    installation.run("backup", "--recipient", public(identity), path)
    assert callable(damaged)
    damaged(path)
    status, _, said = empty.run("restore", path, "--identity", identity)
    assert (status, "b.age" in said) == (2, True)
    assert not Path(empty.address).exists()


def test_a_key_that_was_there_is_kept_beside(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    installation.run("backup", "--photos", tmp_path / "all.tar")
    empty.state.mkdir()
    empty.key.write_bytes(b"o" * 32)
    status, _, said = empty.run("restore", tmp_path / "all.tar")
    assert (status, "重新启动" in said) == (0, True)
    assert empty.key.read_bytes() == b"k" * 32
    assert empty.key.with_name(restoring.KEPT_KEY).read_bytes() == b"o" * 32


def test_a_key_of_the_environment_is_in_the_backup_too(
    installation: Installation,
    empty: Installation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("STATIONS_SECRET_KEY", "e" * 40)
        assert installation.run("backup", "--photos", tmp_path / "all.tar")[0] == 0
    assert empty.run("restore", tmp_path / "all.tar")[0] == 0
    assert empty.key.read_bytes() == b"e" * 40
    given = Settings(database="", state=Path(), key="e" * 40)
    assert empty.key.with_name(PEOPLE_KEY).read_bytes() == given.people_key()


def test_a_refused_restore_adds_no_picture_and_no_key(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    installation.run("backup", "--photos", tmp_path / "all.tar")
    empty.add(make.station(name="这里的驿站"))
    assert empty.run("restore", tmp_path / "all.tar")[0] == 2
    assert (empty.names(), empty.photos.exists(), empty.key.exists()) == (
        ["这里的驿站"],
        False,
        False,
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("AGE-SECRET-KEY-1QQQ", "不要写私钥"),
        ("age1nonsense", "age1"),
        ("ssh-dss AAAA", "age1"),
    ],
)
def test_what_is_no_public_key_is_refused_before_anything_is_written(
    installation: Installation, tmp_path: Path, given: str, told: str
) -> None:
    status, _, said = installation.run("backup", "--recipient", given, tmp_path / "b.age")
    assert (status, told in said, given in said) == (2, True, False)
    assert not (tmp_path / "b.age").exists()


def test_what_the_disk_gives_back_otherwise_is_no_backup(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that loses a byte, between writing and reading back."""
    synced = backing_up.os.fsync

    def lose_a_byte(descriptor: int) -> None:
        synced(descriptor)
        for draft in tmp_path.glob(".all.tar.*"):
            if draft.is_file():
                flipped(draft)

    monkeypatch.setattr(backing_up.os, "fsync", lose_a_byte)
    status, _, said = installation.run("backup", "--photos", tmp_path / "all.tar")
    assert (status, "不一样" in said) == (2, True)
    assert not (tmp_path / "all.tar").exists()
    run = installation.last(RunKind.BACKUP)
    assert run is not None
    assert not run.good
