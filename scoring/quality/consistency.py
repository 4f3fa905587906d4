"""How indicators hang together: correlations and Cronbach's alpha; pure functions over units × indicators."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST = 5  # units that have both values; with fewer a correlation says nothing
NOISE = 1e-12  # relative: a spread that small is the noise of binary floats


def correlation(first: Array, second: Array) -> float | None:
    """Pearson's r over the units that have both; None with fewer than five, or where one does not vary."""
    both = ~np.isnan(first) & ~np.isnan(second)
    if np.count_nonzero(both) < LEAST:
        return None
    a, b = first[both], second[both]
    if not varies(a) or not varies(b):
        return None
    a, b = a - a.mean(), b - b.mean()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1.0, 1.0))


def varies(values: Array) -> bool:
    """Whether the values that are there differ by more than the noise of floats."""
    present = values[~np.isnan(values)]
    return bool(present.size and np.ptp(present) > NOISE * max(1.0, float(np.abs(present).max())))


def rest(values: Array, weights: Array, place: int) -> Array:
    """Per unit the weighted mean of all columns but one; NaN where none of them is there."""
    others = np.delete(values, place, axis=1)
    parts = np.where(np.isnan(others), 0.0, np.delete(weights, place))
    total: Array = parts.sum(axis=1)
    filled = np.where(np.isnan(others), 0.0, others)
    found: Array = np.divide((filled * parts).sum(axis=1), total, out=np.full(len(values), np.nan), where=total > 0)
    return found


def cronbach_alpha(values: Array) -> float | None:
    """k / (k − 1) × (1 − Σ variances of the columns / variance of their sum), variances with n − 1 (Cronbach 1951).

    Over the units that have all columns. None with fewer than two columns or three such units, or where the sum does
    not vary. Below 0 where the columns go against one another; 1 where they are the same but for constants.
    """
    columns = values[:, ~np.isnan(values).all(axis=0)]
    complete = columns[~np.isnan(columns).any(axis=1)]
    units, many = complete.shape
    if many < 2 or units < 3:
        return None
    total = complete.sum(axis=1)
    if not varies(total):
        return None
    parts = complete.var(axis=0, ddof=1).sum()
    return float(many / (many - 1) * (1 - parts / total.var(ddof=1)))
