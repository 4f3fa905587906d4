"""A server on loopback that speaks clamd's INSTREAM as clamd(8) has it, and finds EICAR's test file."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # https://www.eicar.org
LIMIT = 500_000  # bytes, StreamMaxLength


class Handler(socketserver.StreamRequestHandler):
    """One command per connection."""

    def handle(self) -> None:
        """Read the stream to its end and answer."""
        command = self.rfile.read(len(b"zINSTREAM\0"))
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.wfile.write(answer(command, content) + b"\0")


def answer(command: bytes, content: bytes) -> bytes:
    if command != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND"
    if len(content) > LIMIT:
        return b"INSTREAM size limit exceeded. ERROR"
    return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"


@contextmanager
def clamd() -> Iterator[str]:
    """The server, and its address "127.0.0.1:port"."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
