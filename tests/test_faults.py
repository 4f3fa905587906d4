"""The list of seeded faults stays true: every check has one, every place and every test it names is there."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from tests.faults.every import CHECKS, FAULTS

ROOT = Path(__file__).parents[1]


@cache
def text_of(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def test_every_check_has_a_fault() -> None:
    assert set(CHECKS) == {fault.check for fault in FAULTS}


def test_every_fault_finds_its_place_once_and_changes_it() -> None:
    found = {(fault.check, fault.says): text_of(fault.file).count(fault.before) for fault in FAULTS}
    assert {key: times for key, times in found.items() if times != 1} == {}
    assert [fault.says for fault in FAULTS if fault.before == fault.after] == []


def test_every_fault_is_told_apart() -> None:
    assert [says for says, times in Counter(fault.says for fault in FAULTS).items() if times > 1] == []


def test_every_test_that_must_see_a_fault_is_there() -> None:
    named = {test.partition("[")[0] for fault in FAULTS for test in fault.tests}
    missing = [
        test
        for test in sorted(named)
        if not re.search(
            rf"^def {re.escape(test.partition('::')[2])}\(", text_of(test.partition("::")[0]), re.MULTILINE
        )
    ]
    assert missing == []
    assert all(fault.tests for fault in FAULTS)
