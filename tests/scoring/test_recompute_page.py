"""The page that recomputes published results: its code runs, and prints what the page says."""

from __future__ import annotations

import pytest

from tests.scoring.page import BLOCK, PAGE, printed

TEXT = PAGE.read_text("utf-8")


def test_every_block_of_the_page_prints_what_stands_below_it() -> None:
    assert printed(TEXT) == [block["text"] for block in BLOCK.finditer(TEXT)]


def test_no_block_of_the_page_is_left_out() -> None:
    blocks = list(BLOCK.finditer(TEXT))
    assert len(blocks) == TEXT.count("```python") == TEXT.count("```text") >= 9
    assert all(block["text"].strip() for block in blocks)


def test_a_page_that_says_something_else_is_noticed() -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n"
    assert printed(page) == ["2\n"]
    with pytest.raises(ZeroDivisionError):
        printed(page.replace("1 + 1", "1 / 0"))
