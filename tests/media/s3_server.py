"""A small S3-compatible store: objects, a list of them, and a check of who asks."""

from __future__ import annotations

import contextlib
import re
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape, unescape

KEY, SECRET = "a-key-of-the-tests", "a-secret-of-the-tests"
BUCKET = "photos-of-the-tests"
_LAST = "2026-11-18T00:00:00.000Z"


class Store:
    """What lies in the one bucket."""

    def __init__(self, port: int) -> None:
        self.objects: dict[str, bytes] = {}
        self.is_away = False
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }


@contextlib.contextmanager
def running() -> Iterator[Store]:
    """A store on a free port, until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.store = Store(server.server_port)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.store  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def store(self) -> Store:
        return self.server.store  # type: ignore[attr-defined,no-any-return]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_let_in():
            self.store.objects[self._key()] = body
            self._send(200, headers={"ETag": '"1"'})

    def do_GET(self) -> None:
        if not self._is_let_in():
            return
        if "list-type=2" in self.path:
            self._send(200, self._list())
        elif self._key() in self.store.objects:
            date = "Wed, 18 Nov 2026 00:00:00 GMT"
            headers = {"ETag": '"1"', "Last-Modified": date}
            self._send(200, self.store.objects[self._key()], headers=headers)
        else:
            self._send(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_POST(self) -> None:
        """Several objects deleted at once."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self._is_let_in():
            keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", body)]
            for key in keys:
                self.store.objects.pop(key, None)
            gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
            self._send(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def log_message(self, *_: object) -> None:
        """Nothing: what is asked for is seen in what lies in the bucket."""

    def _is_let_in(self) -> bool:
        signed = f"AWS4-HMAC-SHA256 Credential={KEY}/" in self.headers.get("Authorization", "")
        if self.store.is_away or not signed:
            self._send(503 if self.store.is_away else 403)
            return False
        return True

    def _key(self) -> str:
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        return path.removeprefix(f"/{BUCKET}/")

    def _list(self) -> bytes:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        found = sorted(key for key in self.store.objects if key.startswith(query.get("prefix", "")))
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{_LAST}</LastModified>"
            f"<Size>{len(self.store.objects[key])}</Size><ETag>1</ETag></Contents>"
            for key in found
        )
        return (
            f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()
        )

    def _send(
        self, status: int, body: bytes = b"", *, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
