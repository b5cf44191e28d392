"""Types of the scripts, checked by the compiler of TypeScript where Node is.

The compiler is fetched by npm once for each environment, and used only where its digest is the one
that compiler.toml names. Without Node a sentence says that nothing was checked; in continuous
integration (CI is set) that is a failure.
"""

from __future__ import annotations

import base64
import hashlib
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
PARTS = ("jsconfig.json", "site_worker.json", "inspect_worker.json")
"""The scripts of pages, and each service worker, which lives among other names than they do."""


def main() -> int:
    """Check all scripts; the exit status."""
    lacking = [name for name in ("node", "npm") if not shutil.which(name)]
    if lacking:
        return _unchecked(f"{' and '.join(lacking)} cannot be found")
    compiler = _compiler(Path(sys.prefix))
    if compiler is None:
        return _unchecked("npm could not fetch typescript")
    for part in PARTS:
        done = subprocess.run(["node", str(compiler), "-p", part], check=False, cwd=HERE)
        if done.returncode:
            return done.returncode
    print("Types of the scripts: no issues found")
    return 0


def _unchecked(reason: str) -> int:
    print(f"Types of the scripts NOT checked: {reason}.")
    return 1 if os.environ.get("CI") else 0


def _compiler(environment: Path) -> Path | None:
    """The program, unpacked into this environment the first time; None where npm has none."""
    wanted = tomllib.loads((HERE / "compiler.toml").read_text("utf-8"))
    folder = environment / f"typescript-{wanted['version']}"
    if not (folder / PROGRAM).exists():
        with tempfile.TemporaryDirectory(dir=environment) as made:
            name = f"typescript@{wanted['version']}"
            fetch = ["npm", "pack", name, "--silent", "--pack-destination", made]
            if subprocess.run(fetch, check=False, stdout=subprocess.DEVNULL).returncode:
                return None
            (package,) = Path(made).glob("*.tgz")
            verify(package, wanted["sha512"])
            with tarfile.open(package) as packed:
                packed.extractall(Path(made, "unpacked"), filter="data")
            Path(made, "unpacked").rename(folder)
    return folder / PROGRAM


def verify(package: Path, sha512: str) -> None:
    """Raise where the package is not the one that was chosen."""
    found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != sha512:
        raise SystemExit(f"{package.name} is not the package that compiler.toml names: {found}")


if __name__ == "__main__":
    sys.exit(main())
