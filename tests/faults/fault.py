"""What a seeded fault is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of the product made wrong, and the tests of which at least one must fail for it."""

    check: str  # of the acceptance list
    says: str  # what is wrong once it is planted
    file: str
    before: str  # occurs once in the file
    after: str
    tests: tuple[str, ...]  # as pytest is told them
