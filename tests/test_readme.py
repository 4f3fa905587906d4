"""The figures the README gives are those that are measured."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from questionnaires import catalogue, load
from questionnaires.coverage import coverage, current

README = " ".join((Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8").split())


def test_the_typing_that_asking_once_saves_is_the_one_measured_on_the_catalogue() -> None:
    found = coverage(current([load(code) for code in catalogue()], date(2026, 12, 14)))
    assert f"one pool of {len(found.rows)} figures" in README
    assert f"Filled in apart they take {found.apart} entries of a province; asked once, {found.once}" in README
    assert f"{found.saved} fewer, {found.saved_percent:.0f} %" in README


def test_it_is_short_enough_to_be_read() -> None:
    assert len((Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
