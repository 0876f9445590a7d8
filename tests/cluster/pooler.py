"""A pooler in transaction mode, as PgBouncer is: between transactions a session forgets all."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

FORGET = b"Q" + struct.pack("!I", 16) + b"DISCARD ALL\0"
IDLE, READY, KEY = b"I", b"Z", b"K"
OTHER_PROCESS = 4711


@contextmanager
def pooler(host: str, port: int) -> Iterator[int]:
    """The port at which a server can be reached through it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, host, port), daemon=True).start()
        yield listening.getsockname()[1]


def _accept(listening: socket.socket, host: str, port: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            server = socket.create_connection((host, port))
            threading.Thread(target=_forward, args=(client, server), daemon=True).start()
            threading.Thread(target=_answer, args=(server, client), daemon=True).start()


def _forward(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError), client, server:
        while data := client.recv(65536):
            server.sendall(data)


def _answer(server: socket.socket, client: socket.socket) -> None:
    """Hands the server's messages on; before a session is told idle, the server forgets it."""
    stream = server.makefile("rb")
    begun = False
    with suppress(OSError, struct.error):
        while kind := stream.read(1):
            if not begun and kind == b"N":
                client.sendall(kind)  # no encryption
                continue
            head = stream.read(4)
            body = stream.read(struct.unpack("!I", head)[0] - 4)
            if kind == KEY:
                begun = True
                body = struct.pack("!I", OTHER_PROCESS) + body[4:]
            if kind == READY and body == IDLE:
                server.sendall(FORGET)
                _skip_to_ready(stream)
            client.sendall(kind + head + body)


def _skip_to_ready(stream: BinaryIO) -> None:
    while (kind := stream.read(1)) != b"":
        head = stream.read(4)
        stream.read(struct.unpack("!I", head)[0] - 4)
        if kind == READY:
            return
