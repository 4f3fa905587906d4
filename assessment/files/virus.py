"""Asking ClamAV whether a file holds a virus, over its own protocol (clamd(8), INSTREAM).

Own lines instead of a library: `clamd` and `pyclamd` have slept since 2014 and 2017, and this is all there is to it.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

SECONDS = 60.0  # without an answer
LONGEST_ANSWER = 4096  # bytes


class ScannerError(Exception):
    """The scanner cannot be reached, or could not scan; the message says why."""


def scan(address: str, blocks: Iterable[bytes], *, seconds: float = SECONDS) -> str:
    """The name of what was found, "" for a clean file; `address` is "host:port" or a socket's path. ScannerError."""
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(b"zINSTREAM\0")
            for block in blocks:
                if block:
                    connection.sendall(struct.pack("!L", len(block)) + block)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        raise ScannerError(f"{address}: {error}") from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerError(f"{address}: {answer or 'no answer'}")


def _connected(address: str, seconds: float) -> socket.socket:
    if "/" in address:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def _answer(connection: socket.socket) -> str:
    """Everything up to the zero byte that ends an answer."""
    read = b""
    while not read.endswith(b"\0") and len(read) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        read += part
    return read.rstrip(b"\0").decode(errors="replace").strip()
