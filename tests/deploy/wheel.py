"""The wheel of this checkout, installed beside the packages of this environment."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

from stations.config import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A virtual environment that holds the wheel, in a world without this checkout."""

    wheel: Path
    environment: Path
    home: Path
    """Of the account that uses it, and where its commands are run."""

    @property
    def packages(self) -> Path:
        (found,) = self.environment.glob("lib/python*/site-packages")
        return found

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @property
    def variables(self) -> dict[str, str]:
        given = {k: v for k, v in os.environ.items() if not k.startswith(("STATIONS_", "XDG_"))}
        return given | {"HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1"}

    def command(self, *words: str) -> list[str]:
        return [str(self.environment / "bin" / "stations"), *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What a command prints, run from the folder of that account."""
        return self.python_runs(self.command(*words))

    def without(self, *modules: str, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        """The same, where these packages are not installed."""
        program = (
            f"import sys; sys.modules.update(dict.fromkeys({modules!r}));"
            f"sys.argv[1:] = {words!r}; from stations.cli.group import main; main()"
        )
        return self.python_runs([str(self.python), "-P", "-c", program])

    def python_runs(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.home, env=self.variables, capture_output=True, text=True, timeout=300
        )


def build(folder: Path) -> Path:
    """The wheel, built without network by the backend that the tests install."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def install(folder: Path) -> Installed:
    """Builds the wheel and installs it, with what it needs taken from this environment."""
    wheel, home = build(folder / "dist"), folder / "home"
    home.mkdir()
    made = Installed(wheel=wheel, environment=folder / "venv", home=home)
    venv.create(made.environment, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(made.python), "install", "--no-compile"]
    subprocess.run([*pip, "-q", "--no-index", "--no-deps", str(wheel)], check=True)
    # Paths in here are added as they are: the checkout's own .pth there has no say.
    (made.packages / "others.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return made
