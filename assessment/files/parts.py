"""Files that arrive piece by piece over a poor line: appended in order, taken up again where the line broke.

Own lines instead of the tus protocol: its client would need a build step and its servers for Flask have slept for
years, while an offset and an append are all that is used of it.
"""

from __future__ import annotations

import fcntl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

KEPT_SECONDS = 24 * 3600  # an upload nobody goes on with is thrown away after this


class OffsetError(Exception):
    """The part does not begin where the file ends; `offset` is where it ends."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Parts:
    """A folder of unfinished files, shared by all workers of one machine."""

    folder: Path

    def offset(self, upload: UUID) -> int:
        """How many bytes have arrived."""
        path = self._path(upload)
        return path.stat().st_size if path.exists() else 0

    def append(self, upload: UUID, offset: int, part: bytes, *, size: int) -> int:
        """Add a part that begins at `offset` to a file of `size` bytes; the new offset. OffsetError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._path(upload).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two tabs may send the same file
            end = file.seek(0, 2)
            if end != offset or end + len(part) > size:
                raise OffsetError(end)
            file.write(part)
            return end + len(part)

    def opened(self, upload: UUID) -> BinaryIO:
        """The file as it is, for reading."""
        return self._path(upload).open("rb")

    def discard(self, upload: UUID) -> None:
        """Throw it away."""
        self._path(upload).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Throw away what nobody has gone on with."""
        for path, _size in self.forgotten(time.time() - KEPT_SECONDS):
            path.unlink(missing_ok=True)

    def forgotten(self, before: float) -> list[tuple[Path, int]]:
        """Unfinished files to which nothing was added since that moment (seconds of the epoch), with their bytes."""
        found = ((path, path.stat()) for path in sorted(self.folder.glob("*")))
        return [(path, seen.st_size) for path, seen in found if seen.st_mtime < before]

    def _path(self, upload: UUID) -> Path:
        return self.folder / str(upload)
