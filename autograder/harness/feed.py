"""A TCP server on loopback that sends lines to whoever connects, in place of `nc -lk`."""

from __future__ import annotations

import select
import socket
import threading


class Feed:
    """Serves the first client that comes; `sent` counts the lines that were handed over."""

    def __init__(self, host: str) -> None:
        self._server = socket.create_server((host, 0))
        self.port: int = self._server.getsockname()[1]
        self.sent = 0
        self._client: socket.socket | None = None
        self._accepted = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def connected(self) -> bool:
        """Whether somebody is reading."""
        return self._accepted.is_set()

    def was_left(self) -> bool:
        """Whether the client has hung up."""
        if self._client is None:
            return False
        ready, _, _ = select.select([self._client], [], [], 0)
        return bool(ready) and not self._client.recv(1, socket.MSG_PEEK)

    def send(self, lines: list[str]) -> None:
        """Sends each line with a newline after it; without a reader nothing is sent."""
        if self._client is not None:
            self._client.sendall("".join(line + "\n" for line in lines).encode("utf-8"))
        self.sent += len(lines)

    def close(self) -> None:
        """Ends the service and hangs up."""
        self._server.close()
        if self._client is not None:
            self._client.close()

    def _accept(self) -> None:
        try:
            self._client, _ = self._server.accept()
        except OSError:
            return
        self._accepted.set()
