"""A TCP relay on loopback, which sees each line of a client before the server does, and may withhold it."""

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self

from testbed.paths import free_port


class Relay:
    """Listens on ``port`` for one server on loopback; a context manager.

    ``watch`` is given each line that a client sends, and says whether it goes on to the server; where it does not,
    both connections end. For protocols whose clients speak in lines, such as IMAP and POP3.
    """

    def __init__(self, server_port: int) -> None:
        self.port = free_port()
        self.watch: Callable[[bytes], bool] = lambda _line: True
        self._server_port = server_port

    def __enter__(self) -> Self:
        relay = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                relay._pass_on(self.request, self.rfile)

        self._listener = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Handler)
        self._listener.daemon_threads = True
        threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def _pass_on(self, client: socket.socket, lines: BinaryIO) -> None:
        with socket.create_connection(("127.0.0.1", self._server_port)) as server, suppress(OSError):
            threading.Thread(target=_copy, args=(server, client), daemon=True).start()
            while (line := lines.readline()) and self.watch(line):
                server.sendall(line)
            server.shutdown(socket.SHUT_RDWR)


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Pass on whatever comes, until one side ends."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_RDWR)
