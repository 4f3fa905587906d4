"""Where files are kept: a folder, or any S3-compatible store, under keys that say nothing of their content.

obstore (MIT, typed, one wheel without dependencies) has one interface for both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BLOCK = 256 * 1024  # bytes handed on at a time


class MissingFileError(Exception):
    """The store has no file of that key."""


class StoreError(Exception):
    """The store did not take the file."""


class _FromAnywhere(io.RawIOBase):
    """A file of the store that is read from any place of it: one request from there on, taken as far as it is read."""

    def __init__(self, objects: ObjectStore, path: str) -> None:
        self._objects, self._path = objects, path
        self._place = 0
        self._stream: Iterator[bytes] | None = None
        self._left = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("from the start only")
        if place != self._place:
            self._place, self._stream, self._left = place, None, b""
        return place

    def readinto(self, space: WriteableBuffer, /) -> int:
        if self._stream is None:
            self._stream = self._from(self._place)
        if not self._left:
            self._left = next(self._stream, b"")
        into = memoryview(space).cast("B")
        found, self._left = self._left[: len(into)], self._left[len(into) :]
        into[: len(found)] = found
        self._place += len(found)
        return len(found)

    def _from(self, place: int) -> Iterator[bytes]:
        """What follows that byte; from a store that gives no parts the file up to it is read over."""
        if place:
            try:
                part = obstore.get(self._objects, self._path, options={"range": {"offset": place}})
            except (BaseError, OSError):
                pass
            else:
                yield from (bytes(block) for block in part.stream(min_chunk_size=BLOCK))
                return
        for block in obstore.get(self._objects, self._path).stream(min_chunk_size=BLOCK):
            if len(block) > place:
                yield bytes(block)[place:]
            place = max(place - len(block), 0)


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies in the store."""

    key: str
    size: int  # bytes
    since: datetime


@dataclass(frozen=True, slots=True)
class Store:
    """Files by key."""

    objects: ObjectStore

    def put(self, stream: BinaryIO) -> str:
        """Keep what the stream holds; the new key. StoreError when the store refuses."""
        key = str(uuid4())
        try:
            obstore.put(self.objects, _path(key), stream)
        except (BaseError, OSError) as error:
            raise StoreError(str(error)) from error
        return key

    def blocks(self, key: str) -> Iterator[bytes]:
        """The file, block by block; MissingFileError before the first one."""
        try:
            found = obstore.get(self.objects, _path(key))
        except FileNotFoundError as error:
            raise MissingFileError(key) from error
        return (bytes(block) for block in found.stream(min_chunk_size=BLOCK))

    def opened(self, key: str) -> BinaryIO:
        """The file for reading from any place of it; MissingFileError."""
        try:
            obstore.head(self.objects, _path(key))
        except FileNotFoundError as error:
            raise MissingFileError(key) from error
        return io.BufferedReader(_FromAnywhere(self.objects, _path(key)), BLOCK)

    def lying(self) -> Iterator[Lying]:
        """Every file that was put here, by its key; what somebody else laid beside them is none. StoreError."""
        try:
            for chunk in obstore.list(self.objects):
                for found in chunk:
                    key = found["path"].rsplit("/", 1)[-1]
                    if KEY.fullmatch(key) and found["path"] == _path(key):
                        yield Lying(key, found["size"], found["last_modified"])
        except (BaseError, OSError) as error:
            raise StoreError(str(error)) from error

    def delete(self, key: str) -> None:
        """Remove the file; one that is gone already is no error."""
        try:
            obstore.delete(self.objects, _path(key))
        except FileNotFoundError:
            return


def open_store(setting: str, folder: Path) -> Store:
    """The store of the setting ("s3://bucket/prefix"; keys, region and address by AWS_… variables), else the folder."""
    if setting:
        return Store(from_url(setting))
    return Store(LocalStore(folder, mkdir=True))


def _path(key: str) -> str:
    """Two letters of the key as a folder, so that no folder holds everything."""
    return f"{key[:2]}/{key}"
