"""Step 5: from children to their parent. Pure functions over arrays of shape (children × …).

Weights are relative and broadcast over the values. A weight of zero leaves a child out; that is also how a missing
child is skipped, which renormalises its siblings' weights. Where every weight is zero there is no score (NaN).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def aggregate(method: str, values: Array, weights: Array, present: NDArray[np.bool_]) -> Array:
    """The children's aggregate over the first axis; NaN where no child is present.

    `present` marks the values that count; what stands elsewhere is ignored.
    """
    counted = np.where(present, weights, 0.0)
    filled = np.where(present, values, _HARMLESS[method])
    with np.errstate(divide="ignore", invalid="ignore"):
        result = METHODS[method](filled, counted)
    return np.where(np.any(counted > 0, axis=0), result, np.nan)


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
