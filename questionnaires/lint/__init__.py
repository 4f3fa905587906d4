"""The editorial linter: what a definition may say and a careful editor would not leave so."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.document import Pool
from questionnaires.lint import figures, reach, structure, texts
from questionnaires.lint.findings import Check, Finding, Severity, View, place
from questionnaires.model import Index

__all__ = ["CHECKS", "Check", "Finding", "Severity", "lint", "lint_all"]

CHECKS: tuple[Check, ...] = (*structure.CHECKS, *reach.CHECKS, *texts.CHECKS, *figures.CHECKS)


def lint(index: Index, pools: Iterable[Pool] = (), beside: Iterable[Index] = ()) -> tuple[Finding, ...]:
    """What to look at in an index and in the items it draws from `pools`; `beside` are the indices it stands among."""
    drawn = tuple(pools)
    others = (other for other in beside if other.code != index.code)
    ours = {(place(pool), code) for pool in drawn for code, item in pool.items.items() if index.items.get(code) == item}
    return tuple(
        finding
        for finding in lint_all((*others, index), drawn)
        if finding.where == index.code or (finding.where, finding.node) in ours
    )


def lint_all(indices: Iterable[Index], pools: Iterable[Pool] = ()) -> tuple[Finding, ...]:
    """What to look at in indices and pools that belong together, the gravest first."""
    view = View(tuple(indices), tuple(pools))
    found = [
        Finding(check.code, check.severity, where, node, message)
        for check in CHECKS
        for where, node, message in check.look(view)
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: (order.index(finding.severity), finding.where)))
