"""Types of the scripts, checked by the compiler of TypeScript where Node is.

The compiler is fetched by npm once for each environment, and used only where its digest is the one
that packages.toml names; so are the types of WeChat, by which the mini-program is checked. Without
Node a sentence says that nothing was checked; in continuous integration (CI is set) that is a
failure.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = Path("package", "bin", "tsc")
PARTS = ("jsconfig.json", "site_worker.json", "kept_pages_worker.json")
"""The scripts of pages, and each service worker, which lives among other names than they do."""
PLATFORM = Path("package", "index.d.ts")
"""What WeChat's names are, for the pages of the mini-program."""


def main() -> int:
    """Check all scripts; the exit status."""
    lacking = [name for name in ("node", "npm") if not shutil.which(name)]
    if lacking:
        return _unchecked(f"{' and '.join(lacking)} cannot be found")
    compiler, platform = fetched("typescript"), fetched("miniprogram-api-typings")
    if compiler is None or platform is None:
        return _unchecked("npm could not fetch typescript and the types of WeChat")
    with tempfile.TemporaryDirectory() as made:
        for part in (*PARTS, _mini_program(Path(made), platform / PLATFORM)):
            asked = ["node", str(compiler / PROGRAM), "-p", part]
            done = subprocess.run(asked, check=False, cwd=HERE)
            if done.returncode:
                return done.returncode
    print("Types of the scripts: no issues found")
    return 0


def _unchecked(reason: str) -> int:
    print(f"Types of the scripts NOT checked: {reason}.")
    return 1 if os.environ.get("CI") else 0


def _mini_program(folder: Path, platform: Path) -> str:
    """What the compiler is to check of the mini-program, which is put together in this folder."""
    program = folder / "miniprogram"
    make = [sys.executable, "-m", "miniprogram.make", "--to", str(program)]
    subprocess.run(make, check=True, cwd=HERE.parent.parent, stdout=subprocess.DEVNULL)
    names = {"lib": ["ES2020"], "module": "commonjs", "moduleResolution": "node10"}
    asked = {
        "extends": str(HERE / "jsconfig.json"),
        "compilerOptions": names,
        "include": [f"{program}/**/*.js"],
        "files": [str(platform)],
        "exclude": [],
    }
    config = folder / "miniprogram.json"
    config.write_text(json.dumps(asked), "utf-8")
    return str(config)


def fetched(name: str) -> Path | None:
    """A package, unpacked into this environment the first time; None where npm has none."""
    wanted = tomllib.loads((HERE / "packages.toml").read_text("utf-8"))[name]
    environment = Path(sys.prefix)
    folder = environment / f"{name}-{wanted['version']}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=environment) as made:
            chosen = f"{name}@{wanted['version']}"
            fetch = ["npm", "pack", chosen, "--silent", "--pack-destination", made]
            if subprocess.run(fetch, check=False, stdout=subprocess.DEVNULL).returncode:
                return None
            (package,) = Path(made).glob("*.tgz")
            verify(package, wanted["sha512"])
            with tarfile.open(package) as packed:
                packed.extractall(Path(made, "unpacked"), filter="data")
            Path(made, "unpacked").rename(folder)
    return folder


def verify(package: Path, sha512: str) -> None:
    """Raise where the package is not the one that was chosen."""
    found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != sha512:
        raise SystemExit(f"{package.name} is not the package that packages.toml names: {found}")


if __name__ == "__main__":
    sys.exit(main())
