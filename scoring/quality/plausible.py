"""Answers that cannot be, and answers that changed unlike the others'."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Best, Item, Milestone, Ratio, Rule, Sum, Text, parts_of
from scoring.quality.findings import Finding, Odd, impossible, jump
from scoring.quality.outliers import FAR, robust_z
from scoring.rules import Answers

Array = NDArray[np.float64]

LARGE = 100.0  # items that may be larger are counts, compared by their logarithms: provinces differ by orders of size
GROWN = math.log(1.5)  # a count that changed by less than half is no jump, however alike the others are
SHIFTED = 0.05  # the same for a percentage or a score, as a share of its largest value


def is_count(item: Item, values: Array) -> bool:
    """Whether an item is compared by its logarithm."""
    return (item.maximum is None or item.maximum > LARGE) and not np.any(values < 0)


def comparable(item: Item, values: Array) -> Array:
    """The values as they are compared between units."""
    return np.log1p(values) if is_count(item, values) else values


def out_of_range(item: Item, values: Array, units: Sequence[str]) -> Iterator[Finding]:
    """Values below the least or above the most the item takes, or with more decimals."""
    bounds = (
        (item.minimum, np.less, Text("nhỏ hơn mức thấp nhất", "below the least")),
        (item.maximum, np.greater, Text("lớn hơn mức cao nhất", "above the most")),
    )
    for bound, beyond, reason in bounds:
        if bound is not None:
            yield from _impossible(beyond(values, bound), values, units, bound, reason)
    if item.decimals is not None:
        wrong = ~np.isnan(values) & (np.round(values, item.decimals) != values)
        reason = Text(f"nhiều hơn {item.decimals} chữ số thập phân", f"more than {item.decimals} decimals")
        yield from _impossible(wrong, values, units, float(item.decimals), reason)


def part_beyond_whole(rule: Rule, answers: Answers, units: Sequence[str]) -> Iterator[Finding]:
    """Numerators above their denominators."""
    match rule:
        case Best() | Sum():
            for part in parts_of(rule):
                yield from part_beyond_whole(part, answers, units)
        case Ratio() | Milestone(item=""):
            a, b = answers.number(rule.numerator), answers.number(rule.denominator)
            reason = Text(
                f"{rule.numerator} lớn hơn {rule.denominator}", f"{rule.numerator} is above {rule.denominator}"
            )
            wrong = [Odd(units[at], float(a[at]), float(b[at])) for at in np.flatnonzero(a > b).tolist()]
            if wrong:
                yield impossible(wrong, reason)


def _impossible(
    wrong: NDArray[np.bool_], values: Array, units: Sequence[str], bound: float, reason: Text
) -> Iterator[Finding]:
    found = [Odd(units[at], float(values[at]), bound) for at in np.flatnonzero(wrong).tolist()]
    if found:
        yield impossible(found, reason)


def jumps(item: Item, values: Array, last: Array, units: Sequence[str]) -> Iterator[Finding]:
    """Changes since last year far from those of the other units, and large in themselves."""
    count = is_count(item, values) and is_count(item, last)
    change = np.log1p(values) - np.log1p(last) if count else values - last
    large = GROWN if count else SHIFTED * (LARGE if item.maximum is None else abs(item.maximum))
    z = robust_z(change)
    far = (np.abs(z) > FAR) & (np.abs(change) > large)
    order = sorted(np.flatnonzero(far).tolist(), key=lambda at: -abs(z[at]))
    found = [Odd(units[at], float(values[at]), float(last[at])) for at in order]
    if found:
        yield jump(found)
