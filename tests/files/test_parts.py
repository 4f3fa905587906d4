"""Parts are appended in order only, and a file can be gone on with where it ends."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import uuid4

import pytest

from assessment.files.parts import KEPT_SECONDS, OffsetError, Parts


def test_parts_make_the_file_and_a_part_out_of_place_changes_nothing(tmp_path: Path) -> None:
    parts, upload = Parts(tmp_path / "parts"), uuid4()
    assert parts.offset(upload) == 0
    assert parts.append(upload, 0, b"abc", size=8) == 3
    for offset in (0, 2, 4):
        with pytest.raises(OffsetError) as refused:
            parts.append(upload, offset, b"xyz", size=8)
        assert refused.value.offset == 3
    with pytest.raises(OffsetError):
        parts.append(upload, 3, b"defghi", size=8)  # 3 + 6 > 8: longer than was promised
    assert parts.append(upload, 3, b"defgh", size=8) == parts.offset(upload) == 8
    with parts.opened(upload) as file:
        assert file.read() == b"abcdefgh"
    parts.discard(upload)
    assert parts.offset(upload) == 0


def test_what_nobody_goes_on_with_is_thrown_away(tmp_path: Path) -> None:
    parts, old, new = Parts(tmp_path), uuid4(), uuid4()
    parts.append(old, 0, b"x", size=9)
    parts.append(new, 0, b"x", size=9)
    past = time.time() - KEPT_SECONDS - 60
    os.utime(tmp_path / str(old), (past, past))
    parts.sweep()
    assert (parts.offset(old), parts.offset(new)) == (0, 1)
