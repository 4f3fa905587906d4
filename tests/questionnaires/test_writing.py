"""An index written as a document and read again is the same index."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires import catalogue, load
from questionnaires.writing import as_yaml, digest, document
from tests.questionnaires.documents import SMALL, changed, read


@pytest.mark.parametrize("code", catalogue())
def test_a_shipped_index_written_out_and_read_again_is_the_same(tmp_path: Path, code: str) -> None:
    index = load(code)
    assert read(tmp_path, as_yaml(document(index))) == index


def test_the_digest_is_that_of_what_the_index_says_and_not_of_how_it_is_written(tmp_path: Path) -> None:
    index = read(tmp_path, SMALL)
    assert read(tmp_path, "# a remark\n" + SMALL).digest == index.digest
    assert read(tmp_path, changed("vi: Số xã,", "vi: Số phường,")).digest != index.digest
    assert digest(replace(index, digest="")) == index.digest
