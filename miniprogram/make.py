"""Puts the mini-program together in build/miniprogram: its own files, and the finder of the page.

The modules of static/js become one CommonJS file, each a function that is run once, in the order of
their imports. They stay as they are: what they find in a browser is given to them by platform.js.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from posixpath import dirname, normpath

from stations.config import ROOT, STATIC
from stations.registry import wishes

HERE = Path(__file__).parent
SCRIPTS = STATIC / "js"
ENTRIES = (
    "finder/cells.js", "finder/search.js", "finder/wishes.js", "finder/rows_shown.js",
    "finder/shut_hints.js", "station/week_table.js", "shared/datum.js", "shared/sphere.js",
    "shared/list_words.js", "shared/origin.js", "shared/time.js",
)  # fmt: skip
"""The modules whose exports the pages of the mini-program use."""
PLATFORM = (
    "AbortController", "Response", "addEventListener", "caches", "document", "fetch", "navigator",
)  # fmt: skip
_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*|\bimport\(", re.MULTILINE)


def modules(entries: Sequence[str]) -> dict[str, str]:
    """The text of each module that these need, those that are imported first."""
    found: dict[str, str] = {}

    def take(name: str) -> None:
        if name in found:
            return
        text = (SCRIPTS / name).read_text("utf-8")
        for _, other in _IMPORT.findall(text):
            take(_beside(name, other))
        found[name] = text

    for entry in entries:
        take(entry)
    return found


def bundle() -> str:
    """The one file."""
    parts = [_function(name, text) for name, text in modules(ENTRIES).items()]
    first = json.dumps([one.id for one in wishes.load() if one.in_sight])
    given = "".join(f"  ...{_variable(name)},\n" for name in ENTRIES)
    return (
        "// Made by miniprogram/make.py of the modules in static/js: it is not edited.\n"
        '// @ts-nocheck\n"use strict";\n'
        # Parameters, as WeChat's own have the same names, which may not be declared again.
        f"module.exports = (({{ {', '.join(PLATFORM)} }}) => {{\n"
        + "\n".join(parts)
        + f"return {{\n{given}  firstWishes: {first},\n}};\n"
        + '})(require("./platform.js"));\n'
    )


def _beside(name: str, other: str) -> str:
    return normpath(f"{dirname(name)}/{other}")


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name.removesuffix(".js"))


def _function(name: str, text: str) -> str:
    def taken(match: re.Match[str]) -> str:
        names = (match[1] or "{}").replace(" as ", ": ")
        return f"const {names} = {_variable(_beside(name, match[2]))};\n"

    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(taken, text))
    if left := _LEFT.search(body):
        raise SystemExit(f"{name}: what to do with “{left[0]}” is not known")
    return f"const {_variable(name)} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"


def make(target: Path, *, host: str | None = None, appid: str | None = None) -> None:
    """Write the whole package into an empty or former folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(HERE, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (target / "finder.js").write_text(bundle(), "utf-8")
    if host:
        config = f"module.exports = {{ host: {json.dumps(host.rstrip('/'))} }};\n"
        (target / "config.js").write_text(config, "utf-8")
    if appid:
        project = target / "project.config.json"
        told = json.loads(project.read_text("utf-8")) | {"appid": appid}
        project.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--to", type=Path, default=ROOT / "build" / "miniprogram")
    asked.add_argument("--host", help="where the registry is served: https://yizhan.example.cn")
    asked.add_argument("--appid", help="the id that WeChat gave the mini-program")
    options = asked.parse_args(arguments)
    if options.host and not re.fullmatch(r"https?://[\w.-]+(:\d+)?/?", options.host):
        raise SystemExit("--host：请写完整的地址，例如 https://yizhan.example.cn")
    make(options.to, host=options.host, appid=options.appid)
    sys.stdout.write(f"小程序已生成：{options.to}，用微信开发者工具打开这个文件夹。\n")


if __name__ == "__main__":
    main(sys.argv[1:])
