"""Step 5: from children to their parent. Pure functions over arrays of shape (children × …).

Weights are relative and broadcast over the values. A weight of zero leaves a child out; that is also how a missing
child is skipped, which renormalises its siblings' weights. Where every weight is zero there is no score (NaN).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Weights

Array = NDArray[np.float64]

LEAST_FOR_PCA = 3  # units; below, a correlation says nothing


def aggregate(method: str, values: Array, weights: Array, present: NDArray[np.bool_]) -> Array:
    """The children's aggregate over the first axis; NaN where no child is present.

    `present` marks the values that count; what stands elsewhere is ignored.
    """
    counted = np.where(present, weights, 0.0)
    filled = np.where(present, values, _HARMLESS[method])
    with np.errstate(divide="ignore", invalid="ignore"):
        result = METHODS[method](filled, counted)
    return np.where(np.any(counted > 0, axis=0), result, np.nan)


def weights_of(method: Weights, given: Array, values: Array) -> Array:
    """The weights of a node's children: as given, equal, or from the principal components of their scores.

    `given` has one weight per child, `values` is children × units. PCA takes the squared loadings of the first
    component of the correlation matrix, which add up to 1 (OECD/JRC handbook 2008, step 6), over the units that have
    all children. A child that does not vary gets nothing; with fewer than three such units, or where nothing varies,
    the weights are equal.
    """
    if method is Weights.GIVEN:
        return given
    equal = np.full(len(given), 1 / len(given))
    complete = values[:, ~np.isnan(values).any(axis=0)]
    varies = np.ptp(complete, axis=1) > 0 if complete.shape[1] else np.zeros(len(given), dtype=np.bool_)
    if method is Weights.EQUAL or complete.shape[1] < LEAST_FOR_PCA or not varies.any():
        return equal
    _sizes, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(complete[varies])))  # eigenvalues rising
    weights = np.zeros(len(given))
    weights[varies] = vectors[:, -1] ** 2
    return weights


def _mean(values: Array, weights: Array) -> Array:
    return np.asarray(np.sum(values * weights, axis=0) / np.sum(weights, axis=0))


def _sum(values: Array, weights: Array) -> Array:
    """The plain sum of points; weights say only which child counts."""
    return np.asarray(np.sum(np.where(weights > 0, values, 0.0), axis=0))


def _geometric(values: Array, weights: Array) -> Array:
    return np.exp(_mean(np.where(weights > 0, np.log(values), 0.0), weights))


def _harmonic(values: Array, weights: Array) -> Array:
    return 1.0 / _mean(np.where(weights > 0, 1.0 / values, 0.0), weights)


_HARMLESS = {"sum": 0.0, "arithmetic": 0.0, "geometric": 1.0, "harmonic": 1.0}

METHODS: Mapping[str, Callable[[Array, Array], Array]] = {
    "sum": _sum,
    "arithmetic": _mean,
    "geometric": _geometric,
    "harmonic": _harmonic,
}

NEEDS_POSITIVE = frozenset({"geometric", "harmonic"})
