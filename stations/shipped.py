"""What comes with the program, in a checkout and in an installed wheel alike."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent

IMPORTED_FROM: Final = _PACKAGE.parent
"""The checkout, or where packages are installed: what finds `stations` as a package."""


def folder(name: str) -> Path:
    """One of data, static, templates: inside the package of a wheel, else beside it."""
    packed = _PACKAGE / name
    return packed if packed.is_dir() else IMPORTED_FROM / name


def checkout() -> Path | None:
    """The checkout that this program runs from; none where it is installed."""
    return IMPORTED_FROM if (IMPORTED_FROM / "pyproject.toml").is_file() else None


def starting(module: str, *words: str) -> list[str]:
    """The command that runs a module of this program in a process of its own.

    Its folder is that of whoever starts it, so that relative paths in settings mean the same there;
    what happens to lie in that folder is not imported (-P).
    """
    return [sys.executable, "-P", "-m", module, *words]
