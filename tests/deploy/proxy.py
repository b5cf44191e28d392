"""The documented proxies in front of a server: on free ports, with files of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stations.config import ROOT
from tests.support.serving import free_port

DEPLOY = ROOT / "docs" / "deploy"
SITE = "stations.example.org"
"""The name in the documented configurations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy that answers for SITE."""

    host: str
    http_port: int
    https_port: int
    certificate: Path
    folder: Path
    """Where its logs are."""

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def connect(self, *, name: str = SITE, timeout: float = 20) -> ssl.SSLSocket:
        """A connection over TLS whose client believes to be at `name`."""
        plain = socket.create_connection((self.host, self.https_port), timeout=timeout)
        return self.trusting().wrap_socket(plain, server_hostname=name)

    def logged(self) -> str:
        """All that it wrote of the requests."""
        return "".join(path.read_text("utf-8") for path in self.folder.glob("*.log"))


@contextlib.contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[Proxy]:
    """The documented nginx in front of `upstream` (host:port), with all its limits."""
    needed("nginx")
    proxy = _proxy(folder)
    path = folder / "nginx.conf"
    path.write_text(nginx_text(proxy, upstream), "utf-8")
    with _running(proxy, ["nginx", "-p", str(folder), "-c", str(path), "-g", "daemon off;"]):
        yield proxy


@contextlib.contextmanager
def caddy(folder: Path, upstream: str) -> Iterator[Proxy]:
    """The documented Caddy in front of `upstream` (host:port)."""
    needed("caddy")
    proxy = _proxy(folder)
    path = folder / "Caddyfile"
    path.write_text(caddy_text(proxy, upstream), "utf-8")
    words = ["caddy", "run", "--config", str(path), "--adapter", "caddyfile"]
    with _running(proxy, words):
        yield proxy


def needed(*programs: str) -> None:
    """Skips the test where one of these is not installed."""
    for name in programs:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed (apt-get install {name})")


def nginx_text(proxy: Proxy, upstream: str) -> str:
    """The documented configuration, with the ports and files of a test in place of its own."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    root = os.geteuid() == 0
    temporary = "".join(
        f"  {kind}_temp_path {proxy.folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    changes = {
        "user www-data;": "user root;" if root else "",
        "pid /run/nginx.pid;": f"pid {proxy.folder}/nginx.pid;",
        "/var/log/nginx": str(proxy.folder),
        "/etc/stations/tls": str(proxy.folder),
        "http {\n": f"http {{\n{temporary}",
        "server 127.0.0.1:8000 ": f"server {upstream} ",
        **{f"    listen [::]:{port}{more};\n": "" for port in (80, 443) for more in _LISTENS},
        "listen 80": f"listen {proxy.host}:{proxy.http_port}",
        "listen 443": f"listen {proxy.host}:{proxy.https_port}",
    }
    return _changed(text, changes, optional=("listen [::]",))


_LISTENS = ("", " default_server", " ssl http2", " ssl http2 default_server")


def caddy_text(proxy: Proxy, upstream: str) -> str:
    """The documented configuration, with the ports and files of a test in place of its own."""
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    folder = proxy.folder
    options = (
        f"{{\n\tadmin off\n\tstorage file_system {folder}\n"
        f"\thttp_port {proxy.http_port}\n\thttps_port {proxy.https_port}\n"
    )
    certificate = f"\ttls {folder}/fullchain.pem {folder}/privkey.pem\n"
    changes = {
        "\n{\n\t#": f"\n{options}\t#",
        f":{SITE}}} {{\n": f":{SITE}}} {{\n\tbind {proxy.host}\n{certificate}",
        ":127.0.0.1:8000}": f":{upstream}}}",
    }
    return _changed(text, changes)


def _changed(text: str, changes: dict[str, str], *, optional: tuple[str, ...] = ()) -> str:
    for before, after in changes.items():
        if not any(words in before for words in optional):
            assert before in text, before
        text = text.replace(before, after)
    return text


def _proxy(folder: Path) -> Proxy:
    needed("openssl")
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE}",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return Proxy(
        host="127.0.0.1",
        http_port=free_port(),
        https_port=free_port(),
        certificate=certificate,
        folder=folder,
    )


@contextlib.contextmanager
def _running(proxy: Proxy, words: list[str]) -> Iterator[None]:
    with (proxy.folder / "output.log").open("wb") as log:
        process = subprocess.Popen(
            words, stdout=log, stderr=subprocess.STDOUT, cwd=proxy.folder,
            env={**os.environ, "XDG_CONFIG_HOME": str(proxy.folder)},
        )  # fmt: skip
        try:
            _wait(proxy, process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            socket.create_connection((proxy.host, proxy.https_port), timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail(f"the proxy did not start: {proxy.logged()[-2000:]}")
