"""Where files are kept: a folder, or any S3-compatible store, under keys that say nothing of their content.

obstore (MIT, typed, one wheel without dependencies) has one interface for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BLOCK = 256 * 1024  # bytes handed on at a time


class MissingFileError(Exception):
    """The store has no file of that key."""


class StoreError(Exception):
    """The store did not take the file."""


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
