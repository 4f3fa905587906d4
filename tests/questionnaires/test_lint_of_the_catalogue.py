"""The linter finds neither error nor warning in anything that ships: indices and pools, looked at together."""

from __future__ import annotations

import pytest

from questionnaires import catalogue, load
from questionnaires.lint import CHECKS, Finding, Severity, lint_all
from questionnaires.loader import load_pool, pool_names

REFUSED = [check.code for check in CHECKS if check.severity is not Severity.NOTE]


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    indices = sorted((load(code) for code in catalogue()), key=lambda index: (index.year or 0, index.code))
    return lint_all(indices, [load_pool(name) for name in pool_names()])


@pytest.mark.parametrize("check", REFUSED)
def test_no_shipped_set_or_pool_has_this_fault(findings: tuple[Finding, ...], check: str) -> None:
    assert [str(finding) for finding in findings if finding.check == check] == []


def test_the_whole_catalogue_was_looked_at(findings: tuple[Finding, ...]) -> None:
    places = {finding.where for finding in findings}
    assert places <= {*catalogue(), *(f"items/{name}" for name in pool_names())}
    assert any(finding.check == "not-carried" for finding in findings)  # PAR INDEX dropped criteria from 2017 to 2022
