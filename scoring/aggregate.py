"""Step 5: from children to their parent. Pure functions over arrays of shape (children × …).

Weights are relative and broadcast over the values. A weight of zero leaves a child out; that is also how a missing
child is skipped, which renormalises its siblings' weights. Where every weight is zero there is no score (NaN).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Weights
from scoring.rank import INNER_DECIMALS, quantise

Array = NDArray[np.float64]

LEAST_FOR_PCA = 3  # units; below, a correlation says nothing
POWER = "power"
CELLS_AT_ONCE = 4_000_000  # pairs of units compared at a time, so that memory stays flat
TIE = 1e-12  # of the weights compared: less is the binary noise of two equal sides


def aggregate(method: str, values: Array, weights: Array, present: NDArray[np.bool_]) -> Array:
    """The children's aggregate over the first axis; NaN where no child is present.

    `method` is a name, or `power:` with its exponent. `present` marks the values that count; what stands elsewhere is
    ignored. The last axis is the units, which `copeland` compares with one another.
    """
    function, harmless = _method(method)
    counted = np.where(present, weights, 0.0)
    filled = np.where(present, values, harmless)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        result = function(filled, counted)
    return np.where(np.any(counted > 0, axis=0), result, np.nan)


def _method(method: str) -> tuple[Callable[[Array, Array], Array], float]:
    """The function of a method and a value that does it no harm."""
    name, _colon, exponent = method.partition(":")
    if name == POWER:
        return partial(_power, float(exponent)), 1.0
    return METHODS[name], _HARMLESS[name]


def least(method: str) -> tuple[float, bool] | None:
    """The least score a method can take and whether the bound itself is allowed; None where it takes any.

    Logarithms and reciprocals need scores above 0, powers of a positive exponent scores from 0.
    """
    name, _colon, exponent = method.partition(":")
    if name == POWER:
        return 0.0, float(exponent) > 0
    return (0.0, False) if name in NEEDS_POSITIVE else None


def weights_of(method: Weights, given: Array, values: Array) -> Array:
    """The weights of a node's children: as given or divided by experts, equal, or from the components of their scores.

    `given` has one weight per child, `values` is children × units. PCA takes the squared loadings of the first
    component of the correlation matrix, which add up to 1 (OECD/JRC handbook 2008, step 6), over the units that have
    all children. A child that does not vary gets nothing; with fewer than three such units, or where nothing varies,
    the weights are equal.
    """
    if method in (Weights.GIVEN, Weights.BUDGET):
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


def _power(exponent: float, values: Array, weights: Array) -> Array:
    """The generalised mean (Σ w x^p / Σ w)^(1/p) of scores from 0 up; rises with p from the least to the greatest.

    p = 1 is the arithmetic mean, −1 the harmonic, p → 0 the geometric (OECD/JRC handbook 2008, step 6: the smaller p,
    the less a strength makes up for a weakness). Computed over logarithms, so that no power overflows. Zero is zero
    to a positive p, and makes the mean zero with a negative one.
    """
    logs = np.where(weights > 0, exponent * np.log(values), -np.inf)
    top = np.max(logs, axis=0)
    share = np.sum(weights * np.exp(logs - top), axis=0) / np.sum(weights, axis=0)
    return np.where(np.isfinite(top), np.exp((top + np.log(share)) / exponent), 0.0)


def _copeland(values: Array, weights: Array) -> Array:
    """Copeland outranking: per unit, the units it outranks less those that outrank it; −(n − 1) to n − 1.

    One unit outranks another when the children in which it scores higher weigh more than those in which it scores
    lower, over the children both have (OECD/JRC handbook 2008, step 6, non-compensatory). Scores equal at 9 decimals
    are equal. Only the order in each child counts, so that no strength makes up for a weakness. A unit alone has 0.
    (COINr's `a_copeland` instead adds up the weights a unit wins by.)
    """
    scores = quantise(values, INNER_DECIMALS)
    units = scores.shape[-1]
    block = max(1, CELLS_AT_ONCE // max(1, scores[0].size))
    parts = [_outranked(scores, weights, slice(start, start + block)) for start in range(0, units, block)]
    return np.concatenate(parts, axis=-1)


def _outranked(scores: Array, weights: Array, rows: slice) -> Array:
    """The Copeland scores of some units against all."""
    balance = np.zeros((*scores.shape[1:-1], scores[..., rows].shape[-1], scores.shape[-1]))
    compared = np.zeros_like(balance)
    for score, weight in zip(scores, weights, strict=True):
        both = np.minimum(weight[..., rows, np.newaxis], weight[..., np.newaxis, :])
        balance += both * np.sign(score[..., rows, np.newaxis] - score[..., np.newaxis, :])
        compared += both
    return np.asarray(np.sum(np.sign(np.where(np.abs(balance) <= TIE * compared, 0.0, balance)), axis=-1))


_HARMLESS = {"sum": 0.0, "arithmetic": 0.0, "geometric": 1.0, "harmonic": 1.0, "copeland": 0.0}

METHODS: Mapping[str, Callable[[Array, Array], Array]] = {
    "sum": _sum,
    "arithmetic": _mean,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "copeland": _copeland,
}

NEEDS_POSITIVE = frozenset({"geometric", "harmonic"})
