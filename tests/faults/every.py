"""All faults, in the order of the acceptance list."""

from __future__ import annotations

from tests.faults import accessibility, entering, evidence, flow, people, workbook

FAULTS = (
    *entering.FAULTS,
    *evidence.FAULTS,
    *people.FAULTS,
    *flow.FAULTS,
    *workbook.FAULTS,
    *accessibility.FAULTS,
)
CHECKS = tuple(f"A{number:02}" for number in (*range(1, 30), *range(36, 42)))
