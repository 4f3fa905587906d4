"""Files lie in a folder or in an S3-compatible store, and come back as they went in."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from assessment.files.store import MissingFileError, Store, StoreError, open_store

CONTENT = os.urandom(300_000)  # more than one block


def put_read_and_delete(store: Store) -> str:
    key = store.put(io.BytesIO(CONTENT))
    assert UUID(key).version == 4
    assert b"".join(store.blocks(key)) == CONTENT
    part = store.opened(key)
    part.seek(290_000)
    assert part.read(5) == CONTENT[290_000:290_005]
    assert part.tell() == 290_005
    part.close()
    other = store.put(io.BytesIO(b"khac"))
    store.delete(key)
    store.delete(key)  # gone already: no error
    with pytest.raises(MissingFileError):
        store.blocks(key)
    with pytest.raises(MissingFileError):
        store.opened(key)
    assert b"".join(store.blocks(other)) == b"khac"
    (lying,) = store.lying()
    assert (lying.key, lying.size) == (other, 4)
    assert abs((datetime.now(UTC) - lying.since).total_seconds()) < 60
    return other


def test_a_folder_keeps_files_under_keys_that_say_nothing(tmp_path: Path) -> None:
    key = put_read_and_delete(open_store("", tmp_path / "kho"))
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == [
        f"kho/{key[:2]}/{key}"
    ]


def test_what_somebody_else_laid_into_the_store_is_no_file_of_ours(tmp_path: Path) -> None:
    store = open_store("", tmp_path / "kho")
    key = store.put(io.BytesIO(b"x"))
    (tmp_path / "kho" / "README.txt").write_text("kho tệp")
    (tmp_path / "kho" / "ab").mkdir(exist_ok=True)
    (tmp_path / "kho" / "ab" / "sao-luu.tar").write_text("x")
    (tmp_path / "kho" / key).write_text("in the wrong folder")
    assert [file.key for file in store.lying()] == [key]


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    store = open_store("", tmp_path / "kho")
    (tmp_path / "kho").rmdir()
    (tmp_path / "kho").write_text("in the way")
    with pytest.raises(StoreError):
        store.put(io.BytesIO(b"x"))


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """rclone's S3 server on loopback, which keeps its buckets as folders; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        str(Path(sys.executable).parent / "rclone"),
        "serve",
        "s3",
        "--auth-key",
        "khoa,bi-mat",
        "--addr",
        address,
    ]
    process = subprocess.Popen([*command, str(folder)], env={"HOME": str(folder.parent)}, stderr=subprocess.DEVNULL)
    try:
        for _try in range(200):
            try:
                socket.create_connection(address.split(":")).close()  # type: ignore[arg-type]
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_an_s3_compatible_store_is_chosen_by_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s3" / "minh-chung").mkdir(parents=True)
    with s3_server(tmp_path / "s3") as address:
        for name, value in (
            ("AWS_ENDPOINT_URL", address),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "vn"),
            ("AWS_ACCESS_KEY_ID", "khoa"),
            ("AWS_SECRET_ACCESS_KEY", "bi-mat"),
        ):
            monkeypatch.setenv(name, value)
        key = put_read_and_delete(open_store("s3://minh-chung/tinh", tmp_path / "unused"))
        assert (tmp_path / "s3" / "minh-chung" / "tinh" / key[:2] / key).read_bytes() == b"khac"
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sai")
        with pytest.raises(StoreError):
            open_store("s3://minh-chung/tinh", tmp_path / "unused").put(io.BytesIO(b"x"))
        with pytest.raises(StoreError):
            list(open_store("s3://minh-chung/tinh", tmp_path / "unused").lying())
    assert not (tmp_path / "unused").exists()
