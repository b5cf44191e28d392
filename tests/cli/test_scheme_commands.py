"""A city's own scheme is copied, changed and checked from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.cli import group
from stations.stars.scheme import scheme_file
from stations.tables.rule_files import rule_folder

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_address: str) -> Iterator[Run]:
    """`stations schemes …` in an installation of its own."""
    before = rule_folder.place()
    monkeypatch.setenv("STATIONS_STATE", str(tmp_path))
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)

    def command(*words: str | Path) -> tuple[int, str]:
        done = CliRunner().invoke(group.main, ["schemes", *map(str, words)])
        return done.exit_code, done.output

    yield command
    rule_folder.use(before)


def test_a_new_scheme_is_explained_in_chinese_and_needs_no_mending(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "weihai.toml"
    words = ("--from", "jinan", "--id", "weihai", "--area", "371000", "--name", "威海办法")
    assert run("new", *words, "--out", path)[0] == 0
    scheme = scheme_file.load(path)
    assert (scheme.key, scheme.area, scheme.name) == ("weihai-1", "3710", "威海办法")
    assert "# 几颗星" in path.read_text("utf-8")
    status, said = run("check", path)
    assert (status, "没有错" in said, "山东省威海市" in said) == (0, True, True)
    status, said = run("new", *words, "--out", path)
    assert (status, "没有覆盖" in said) == (2, True)


def test_every_fault_has_a_line_of_its_own(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    text = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
    path.write_text(text.replace("notice = 5 ", "notice = 0 ").replace("= 75", "= 10"), "utf-8")
    status, said = run("check", path)
    assert (status, said.splitlines()[0]) == (2, "x.toml 有 2 处要改：")
    assert said.count("  第 ") == 2


def test_the_list_names_what_holds_and_what_is_left_out(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "schemes"
    folder.mkdir(parents=True)
    assert run("new", "--from", "jinan", "--out", folder / "jinan-2.toml")[0] == 0
    status, said = run("list")
    assert status == 0
    assert "jinan-1\t" in said
    assert "本地文件 jinan-2.toml" in said
    (folder / "bad.toml").write_text("id = ", "utf-8")
    status, said = run("list")
    assert (status, "没有用上：bad.toml 第 1 行" in said) == (1, True)
