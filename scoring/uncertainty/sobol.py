"""Sobol indices of any function of independent uniform numbers: how much of its variance each group of them explains.

First order S_i = V(E(Y|X_i)) / V(Y), what would go if X_i were known; total T_i = E(V(Y|X_~i)) / V(Y), what would stay
if all but X_i were known. Estimators of Saltelli et al., "Variance based sensitivity analysis of model output. Design
and estimator for the total sensitivity index", Comput. Phys. Commun. 181 (2010) 259–270: (b) for S (on centred
values), (f, Jansen) for T. Written here because SALib brings SciPy and Matplotlib for these forty lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CONFIDENCE = 0.95
NUMBERS_AT_ONCE = 4_000_000  # held while resampling


@dataclass(frozen=True, slots=True)
class Sobol:
    """Per group an estimate with the ends of its bootstrap interval (groups × 3: value, low, high)."""

    first: Array
    total: Array
    mean: float
    variance: float
    base: int  # rows the estimates rest on
    failed: int  # rows left out because the function had no value at one of their points


def sobol(
    function: Callable[[Array], Array],
    dimensions: int,
    groups: Sequence[Sequence[int]],
    *,
    base: int = 1024,
    resamples: int = 1000,
    seed: int = 1,
    rows_at_once: int = 64,
    progress: Callable[[int, int], None] | None = None,
) -> Sobol:
    """Indices of `function` (points × dimensions in [0, 1) → points, NaN for no value) for groups of its dimensions.

    It is called at base × (groups + 2) points, in batches of at most `rows_at_once` × (groups + 2). The same seed gives
    the same figures whatever the batch. A constant function has no variance to explain: every index is NaN.
    """
    first_stream, second_stream, bootstrap = (np.random.default_rng([seed, stream]) for stream in range(3))
    found = np.empty((base, len(groups) + 2))  # f(A), f(B), f(A with a group of B) …
    for start in range(0, base, rows_at_once):
        many = min(rows_at_once, base - start)
        a, b = first_stream.random((many, dimensions)), second_stream.random((many, dimensions))
        points = np.concatenate([a, b, *(_exchanged(a, b, group) for group in groups)])
        found[start : start + many] = function(points).reshape(len(groups) + 2, many).T
        if progress is not None:
            progress(start + many, base)
    whole = found[~np.isnan(found).any(axis=1)]
    return _estimate(whole, base - len(whole), resamples, bootstrap)


def _exchanged(a: Array, b: Array, group: Sequence[int]) -> Array:
    """A with the columns of a group from B."""
    result = a.copy()
    result[:, group] = b[:, group]
    return result


def _estimate(found: Array, failed: int, resamples: int, generator: np.random.Generator) -> Sobol:
    """The indices with percentile intervals from rows drawn again with replacement."""
    base, groups = len(found), found.shape[1] - 2
    if not base:
        nothing = np.full((groups, 3), np.nan)
        return Sobol(nothing, nothing, np.nan, np.nan, 0, failed)
    mean = float(found[:, :2].mean())
    a, b, mixed = found[:, :1] - mean, found[:, 1:2] - mean, found[:, 2:] - mean
    terms = np.concatenate([b * (mixed - a), (a - mixed) ** 2 / 2, (a + b) / 2, (a**2 + b**2) / 2], axis=1)
    point = _ratios(terms.mean(axis=0, keepdims=True), groups)[0]
    again = np.empty((resamples, 2 * groups))
    size = max(1, NUMBERS_AT_ONCE // base)
    for start in range(0, resamples, size):
        many = min(size, resamples - start)
        times = generator.multinomial(base, np.full(base, 1 / base), size=many)
        again[start : start + many] = _ratios(times @ terms / base, groups)
    tail = (1 - CONFIDENCE) / 2
    ends = np.quantile(again, [tail, 1 - tail], axis=0) if resamples else np.full((2, 2 * groups), np.nan)
    shown = np.column_stack([point, *ends])
    variance = float(terms[:, -1].mean() - terms[:, -2].mean() ** 2)
    return Sobol(shown[:groups], shown[groups:], mean, variance, base, failed)


def _ratios(means: Array, groups: int) -> Array:
    """First-order and total indices (samples × 2 groups) from the means of the terms."""
    variance = means[:, -1:] - means[:, -2:-1] ** 2
    return np.divide(means[:, : 2 * groups], np.where(variance > 0, variance, np.nan))
