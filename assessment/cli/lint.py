"""What `assessment catalogue check` looks at and says: faults of the loader, then findings of the linter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import click

from questionnaires import DefinitionError, Index, catalogue, load
from questionnaires.document import Pool
from questionnaires.lint import Finding, Severity, lint, lint_all
from questionnaires.lint.places import lines
from questionnaires.loader import CATALOGUE, POOLS, load_pool, pool_names

WORDS = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.NOTE: "ghi chú"}
NEEDS_ALL = "unused-pool-item"  # whether an item is used is known only where every index could be read
Read = TypeVar("Read", Index, Pool)
Errors = list[DefinitionError]


def check(names: Sequence[str], strict: bool, read: Callable[[str], Index]) -> int:
    """Check what is named, or all that ships; faults and errors go to standard error. The exit code."""
    errors: Errors = []
    found = list(_named(names, read, errors) if names else _shipped(errors))
    for error in errors:
        click.echo(str(error), err=True)
    for finding, line in found:
        click.echo(line, err=finding.severity is Severity.ERROR)
    click.echo(_counted([finding for finding, _line in found]))
    refused = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return 2 if errors or any(finding.severity in refused for finding, _line in found) else 0


def _shipped(errors: Errors) -> Iterator[tuple[Finding, str]]:
    """What the linter finds in all that ships."""
    indices, pools = _all(load, catalogue(), errors), _pools(CATALOGUE, errors)
    for index in indices:
        _greet(_short(catalogue()[index.code]), index)
    for finding in lint_all(_oldest_first(indices), pools):
        if not (errors and finding.check == NEEDS_ALL):
            yield finding, _line(finding, None)


def _named(names: Sequence[str], read: Callable[[str], Index], errors: Errors) -> Iterator[tuple[Finding, str]]:
    """What the linter finds in some indices and in what they draw from the pools beside them, once each."""
    beside = _oldest_first(_all(load, catalogue(), []))
    told = set()
    for name in names:
        path = catalogue().get(name, Path(name))
        for index in _all(read, [name], errors):
            _greet(name, index)
            pools = _pools(path.parent, []) or _pools(CATALOGUE, [])
            lines_of_index = ((finding, _line(finding, path)) for finding in lint(index, pools, beside))
            for finding, line in lines_of_index:
                if line not in told:
                    told.add(line)
                    yield finding, line


def _greet(name: str, index: Index) -> None:
    click.echo(f"{name}: {index.code}, {len(index.items)} số liệu, đọc được")


def _pools(folder: Path, errors: Errors) -> list[Pool]:
    return _all(lambda name: load_pool(name, folder), pool_names(folder), errors)


def _all(read: Callable[[str], Read], names: Iterable[str], errors: Errors) -> list[Read]:
    """What can be read; the errors of the others are added to `errors`, each fault once."""
    known = []
    for name in names:
        try:
            known.append(read(name))
        except DefinitionError as error:
            told = {fault for other in errors for fault in other.faults}
            if fresh := [fault for fault in error.faults if fault not in told]:
                errors.append(DefinitionError(fresh))
    return known


def _oldest_first(indices: Iterable[Index]) -> list[Index]:
    """By year, so that a younger index is the one to agree with an older."""
    return sorted(indices, key=lambda index: (index.year or 0, index.code))


def _line(finding: Finding, path: Path | None) -> str:
    """A finding with its file and line; `path` is the file of an index that is named and need not ship."""
    beside = path if path and pool_names(path.parent) else None
    if finding.where.startswith(f"{POOLS}/"):
        file = (beside.parent if beside else CATALOGUE) / f"{finding.where}.yaml"
    else:
        file = path or catalogue()[finding.where]
    line = _lines(file).get(finding.node)  # a workbook has none
    at = _short(file) if line is None else f"{_short(file)}:{line}"
    return f"{at}: {finding.node}: {WORDS[finding.severity]}: {finding.message.vi} ({finding.check})"


def _counted(found: Sequence[Finding]) -> str:
    """How many of each weight and kind."""
    totals = Counter(finding.severity for finding in found)
    kinds = Counter(finding.check for finding in found)
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return ", ".join(f"{totals[severity]} {word}" for severity, word in WORDS.items()) + (f" ({told})" if told else "")


@cache
def _lines(file: Path) -> dict[str, int]:
    return dict(lines(file)) if file.is_file() else {}


def _short(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
