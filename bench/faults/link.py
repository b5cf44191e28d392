"""A line between two machines that can be cut: what is sent over it then gets no answer."""

from __future__ import annotations

import contextlib
import socket
import threading

from bench.serving import HOST, free_port

_LOOK_S = 0.1


class Link:
    """Passes bytes on between a port of its own and another one, until it is cut."""

    def __init__(self, target: int) -> None:
        self.port, self._target = free_port(), target
        self._through = threading.Event()
        self._through.set()
        self._over = threading.Event()
        self._door = socket.create_server((HOST, self.port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through: nobody is told, as when a cable is pulled."""
        self._through.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self._through.set()

    def close(self) -> None:
        """Take the line down."""
        self._over.set()
        self._through.set()
        self._door.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._through.wait()
        try:
            far = socket.create_connection((HOST, self._target), timeout=2)
        except OSError:
            near.close()
            return
        for one in (near, far):
            one.settimeout(_LOOK_S)
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not self._over.is_set():
                self._through.wait()
                try:
                    given = source.recv(65_536)
                except TimeoutError:
                    continue
                if not given:
                    break
                self._through.wait()
                sink.settimeout(None)
                sink.sendall(given)
                sink.settimeout(_LOOK_S)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
