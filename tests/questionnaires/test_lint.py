"""Each check of the linter fires on the fault it is about and is silent on what only looks like it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires import Index
from questionnaires.lint import CHECKS, Finding, Severity, lint, lint_all
from questionnaires.lint.places import lines
from questionnaires.model import Cases, Node
from tests.questionnaires.careful import (
    CAREFUL,
    CASES,
    COMPOSITES,
    HEAD,
    ITEMS,
    MILESTONE,
    NAMES,
    POOL,
    RATIO,
    ROOT,
    SOURCE,
    USING,
    indices,
    item,
    pools,
    spoilt,
)
from tests.questionnaires.documents import line_of
from tests.questionnaires.lint_cases import FIRES, LEADER, SAME_RATE, SILENT, Edits, in_item, rule

VILLAGES = f"{SOURCE}\n{NAMES}items:\n{item('so_thon', 'Số thôn', 'Villages')}"
WITH_PREVIOUS = ("year: 2026\n", "year: 2026\nprevious: BO-2025\n")
# Checks that need several documents, or what the loader itself refuses; each has a test of its own below.
APART = {
    "sums",
    "weights",
    "share-over-full",
    "no-source",
    "unused-pool-item",
    "code-in-two-pools",
    "unknown-predecessor",
    "same-predecessor",
    "not-carried",
}


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.check for finding in found]


def earlier(text: str = CAREFUL) -> str:
    """The version of the year before."""
    return text.replace("BO-2026", "BO-2025").replace("year: 2026", "year: 2025")


def following(code: str, comparability: str, block: str = LEADER) -> tuple[str, str]:
    """An indicator that names its predecessor."""
    named = f"          predecessor: {{code: {code}, comparability: {comparability}}}\n          good"
    return in_item("          good", named, block)


def test_a_careful_set_gives_nothing_to_say(tmp_path: Path) -> None:
    assert lint_all(indices(tmp_path, CAREFUL)) == ()


def test_every_check_is_seen_to_fire_and_to_be_silent() -> None:
    known = {check.code for check in CHECKS}
    assert len(known) == len(CHECKS)
    assert {check for check, _node, _edits in FIRES} == known - APART
    assert {check for check, _edits in SILENT} == known - APART - {"no-english"}  # it has no near miss


@pytest.mark.parametrize(("check", "node", "edits"), FIRES, ids=[f"{at}-{case[0]}" for at, case in enumerate(FIRES)])
def test_a_fault_is_found_where_it_is_and_nothing_else(tmp_path: Path, check: str, node: str, edits: Edits) -> None:
    (index,) = indices(tmp_path, spoilt(*edits))
    found = lint_all([index])
    told = [(each.check, each.where, each.node) for each in found if each.check == check]
    assert told == [(check, index.code, node)]
    # Where an edit takes a rule away the item that it read is left over; that is no part of the case.
    assert set(codes(found)) <= {check, "unused-own-item"}


@pytest.mark.parametrize(("check", "edits"), SILENT, ids=[f"{at}-{case[0]}" for at, case in enumerate(SILENT)])
def test_what_only_looks_like_a_fault_is_left_alone(tmp_path: Path, check: str, edits: Edits) -> None:
    assert check not in codes(lint_all(indices(tmp_path, spoilt(*edits))))
